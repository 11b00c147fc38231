"""The list of open problems: found, listed, raised to the hall's level, struck off by another person."""
