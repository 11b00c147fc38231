"""The manager's page: how requests stand now, this period against the one before, and unit by unit."""
