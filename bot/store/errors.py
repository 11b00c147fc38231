"""What goes wrong with copies of the database.

BackupError
├── NoBackup      the folder is none, or not whole
└── InUse         the service runs, or the database holds something
"""


class BackupError(Exception):
    """A copy that can't be made or used; the words say what to do."""


class NoBackup(BackupError):
    """Not a backup, not whole, or not for this database and program."""


class InUse(BackupError):
    """Something would be lost or disturbed."""
