"""Outside orders, of 12345 and the like: in as a sheet, and their answers out in the same form."""
