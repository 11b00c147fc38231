"""Staff pages of the bulletin: pause and resume a window, give and end notices."""
