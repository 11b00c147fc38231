"""What other apps may do with the questions that were not answered."""
