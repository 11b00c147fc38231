"""Pages on which the facts are edited, looked through, compared and tried out."""
