"""告知单: what somebody was told, by code, and what came of it at the window."""
