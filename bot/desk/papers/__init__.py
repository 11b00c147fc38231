"""What is printed of a request: the sheet that goes with it, and the receipt with number and code."""
