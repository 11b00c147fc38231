"""Talks 人工: who asks for a person, who answers, and what both say; the guide is silent meanwhile."""
