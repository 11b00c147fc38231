"""Photos of requests, for who may see the request."""
