"""The machines of the hall: where they stand, whether they are well, and the code that registers one."""
