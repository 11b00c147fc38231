"""Ledgers of requests: chosen, read, and taken out as a sheet that is written down."""
