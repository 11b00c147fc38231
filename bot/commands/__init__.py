"""The verbs of `xiaobao`, one module each: arguments in, words and an exit code out."""
