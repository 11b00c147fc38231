"""What holds for every table: one writer at a time, and rows that nobody can change."""
