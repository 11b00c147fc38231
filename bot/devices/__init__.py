"""The machines in the hall: where each stands, what proves it, and when it was last heard of."""
