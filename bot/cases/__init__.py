"""诉求: conversations and their vault, requests with number, code, deadline and history."""
