"""What other apps may do with the catalogue: verbs, each in one transaction with its history."""
