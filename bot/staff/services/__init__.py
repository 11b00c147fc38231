"""What can be done about people, each verb in one transaction with its row in the log."""
