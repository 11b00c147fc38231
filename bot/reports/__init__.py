"""报表: figures, and the questions that were not answered."""
