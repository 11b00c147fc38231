"""Which documents apply to the answers given, and merged lists of bundles."""

from __future__ import annotations

from collections.abc import Iterable

from bot.knowledge.model import Answers, Item, Material, When


def known(item: Item, answers: Answers) -> Answers:
    """The answers that this item still knows: another release may have dropped a situation or an option."""
    options = {situation.id: {option.id for option in situation.options} for situation in item.situations}
    return {name: value for name, value in answers.items() if value in options.get(name, ())}


def applies(when: When, answers: Answers) -> bool:
    """True unless an answer that was given excludes it: an open question keeps every line that may still count."""
    return all(answers[name] in options for name, options in when.items() if name in answers)


def is_open(when: When, answers: Answers) -> bool:
    """True when it depends on a question that has no answer yet."""
    return any(name not in answers for name in when)


def merged_names(items: Iterable[Item]) -> tuple[str, ...]:
    """Each unconditional paper of these items once, in their order."""
    return tuple(dict.fromkeys(m.name for item in items for m in item.materials if not m.when))


def count_text(material: Material) -> str | None:
    """How many, as it is said: 原件1份、复印件2份. None when no source gives a count."""
    parts = []
    if material.originals is not None:
        parts.append(f"原件{material.originals}份")
    if material.copies is not None:
        parts.append(f"复印件{material.copies}份")
    return "、".join(parts) or material.form
