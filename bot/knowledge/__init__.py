"""The release: model, YAML in and out, checks, index, search, decide, answer. Pure: no Rasa, no Django, no clock."""
