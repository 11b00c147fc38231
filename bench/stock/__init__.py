"""Stock Rasa for the comparison: its project is generated from the hall's files, its environment is locked here."""
