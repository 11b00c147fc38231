"""诉求: the board of human windows, the page of one request, and a form for every step."""
