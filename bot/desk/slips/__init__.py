"""The window: slips by code, what came of them, and the share of visits done at once."""
