"""Small things the templates of the editing pages need."""

from __future__ import annotations

from django import template

from bot.desk.catalogue.nodes import Node
from bot.knowledge.labels import GROUPS

register = template.Library()


@register.filter
def lines(node: Node) -> int:
    """Rows of a text area: what is in it and a little room, at least two."""
    text = str(node.value or "")
    held = text.count("\n") + 1 + (len(text) // 60 if node.what == "long" else 0)
    return max(2 if node.what == "long" else 3, min(held + (node.what == "lines"), 14))


@register.filter
def table_title(row: Node) -> str:
    """The name of a row of a table: which group of facts it is about."""
    return GROUPS.get(str(row.value), str(row.value))
