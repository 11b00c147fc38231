"""Open requests that may be about the same matter, suggested to staff, who may join them. Nobody else ever sees them."""

from __future__ import annotations

import math
from collections import Counter
from datetime import timedelta

from django.db.models import Q

from bot.cases.lifecycle import OPEN
from bot.cases.models import Case
from bot.cases.services.visibility import Person, visible_to
from bot.text.normalise import normalise

LOOKED_AT = 300
"""The newest so many of the same subject, item or place are compared: a page has to stay quick."""
WITHIN = timedelta(days=180)
READ = 400
"""Characters of a description that count: people say the matter first."""
ALIKE = 0.2
"""Cosine of weighted pairs of characters from which two texts may be about one matter: staff look, and decide."""
SAME_PLACE, SAME_ITEM = 0.15, 0.1
"""What an equal place and an equal item add."""


def similar(case: Case, user: Person, *, most: int = 5) -> list[Case]:
    """The open requests likest to this one, likest first, of those that `user` may know of; the same for the same rows.

    Args:
        most: so many at most.
    """
    found = list(_near(case, user))
    if not found:
        return []
    texts = [_pairs(one) for one in (case, *found)]
    seen = Counter(pair for pairs in texts for pair in pairs)
    weights = {pair: math.log(1 + len(texts) / times) for pair, times in seen.items()}
    scores = {one.pk: _alike(texts[0], pairs, weights) + _same(case, one)
              for one, pairs in zip(found, texts[1:], strict=True)}  # fmt: skip
    likest = sorted(found, key=lambda one: (-scores[one.pk], -one.opened_at.timestamp(), -one.pk))
    return [one for one in likest if scores[one.pk] >= ALIKE][:most]


def _near(case: Case, user: Person) -> list[Case]:
    since, until = case.opened_at - WITHIN, case.opened_at + WITHIN
    rows = visible_to(user).filter(state__in=OPEN, opened_at__gte=since, opened_at__lte=until).exclude(pk=case.pk)
    shared = Q()
    for field in ("subject", "item", "place"):
        if value := getattr(case, field):
            shared |= Q(**{field: value})
    return list(rows.filter(shared).order_by("-opened_at", "-pk")[:LOOKED_AT])


def _pairs(case: Case) -> set[str]:
    """Pairs of letters, digits and characters next to each other; what stands between them is left out."""
    plain = "".join(one for one in normalise(f"{case.description[:READ]}{case.place}") if one.isalnum())
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def _alike(ours: set[str], theirs: set[str], weights: dict[str, float]) -> float:
    both = sum(weights[pair] for pair in sorted(ours & theirs))
    size = math.sqrt(sum(weights[p] for p in sorted(ours)) * sum(weights[p] for p in sorted(theirs)))
    return both / size if size else 0.0


def _same(case: Case, other: Case) -> float:
    place = SAME_PLACE if case.place and case.place == other.place else 0.0
    return place + (SAME_ITEM if case.item and case.item == other.item else 0.0)
