"""Answer templates 答复模板: the list, new and changed ones, those no longer offered."""
