"""What a command tells a person and ends with exit code 1."""


class CommandError(Exception):
    """A fault that the person at the keyboard can mend; its words say how."""
