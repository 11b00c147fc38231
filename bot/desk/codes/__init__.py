"""A lost query code: asked back by what the citizen remembers, checked by the web, never shown beforehand."""
