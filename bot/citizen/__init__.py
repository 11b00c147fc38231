"""Citizen pages and the public interface /api/v1; relays turns to the assistant on loopback."""
