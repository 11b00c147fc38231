"""Change sets on their way: differences, which answers change, the check, review, publishing, the way back."""
