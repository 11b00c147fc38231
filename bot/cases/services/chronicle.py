"""The history of requests: rows are written in a chain, walked to see whether they still fit, and words erased by law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.cases import chain
from bot.cases.actors import Actor
from bot.cases.errors import WrongState
from bot.cases.models import Case, CaseEvent, EventWords

BATCH = 200
FIELDS = ("number", "state", "last_seq", "head")
LOOKS = 20
"""How often a request that goes on while it is walked is looked at again."""


@dataclass(frozen=True)
class Broken:
    """number: of the request. seq: the first row that does not fit, 0 = the request itself. words: what is wrong."""

    number: str
    seq: int
    words: str


@dataclass
class Walked:
    """What a walk over all chains found. cases, rows: how many fit; broken: the first that does not."""

    cases: int = 0
    rows: int = 0
    broken: Broken | None = None


def append(case: Case, *, at: datetime, actor: Actor, action: str, after: str, words: Mapping[str, str] | None = None,
           **changes: object) -> None:  # fmt: skip
    """Writes the next row of a request together with `changes` of it; compare-and-set over state and last row.

    Inside the caller's transaction; `case` is as it was read in it, and is as it stands when this returns.

    Raises:
        WrongState: somebody changed the request since it was read.
    """
    kept = {key: text for key, text in (words or {}).items() if text}
    if actor.override and actor.kind == "staff":
        kept["override"] = actor.override
    salt, post = chain.new_salt(), actor.post_for(case)
    previous = _last_digest(case)
    event = CaseEvent(
        case=case, seq=case.last_seq + 1, at=at, actor=actor.name, post=post, action=action,
        from_state=case.state if case.last_seq else "", to_state=after,
        words_digest=chain.words_digest(salt, kept), previous=previous,
    )  # fmt: skip
    event.digest = _digest(case.number, event)
    changes |= {"state": after, "last_seq": event.seq, "head": chain.head(case.number, event.seq, event.digest)}
    ours = Case.objects.filter(pk=case.pk, state=case.state, last_seq=case.last_seq).update(**changes)
    if not ours:
        raise WrongState
    event.save(force_insert=True)
    if kept:
        EventWords.objects.create(event=event, salt=salt, words=kept)
    for name, value in changes.items():
        setattr(case, name, value)


def _last_digest(case: Case) -> str:
    if not case.last_seq:
        return ""
    return CaseEvent.objects.values_list("digest", flat=True).get(case=case, seq=case.last_seq)


def _digest(number: str, event: CaseEvent) -> str:
    return chain.row_digest(
        number=number, seq=event.seq, at=event.at, actor=event.actor, post=event.post, action=event.action,
        before=event.from_state, after=event.to_state, words=event.words_digest, previous=event.previous,
    )  # fmt: skip


def verify_all() -> Walked:
    """Walks the chain of every request and stops at the first that does not fit."""
    walked = Walked()
    for case in _cases():
        rows, broken = _still(case)
        if broken is not None:
            walked.broken = broken
            break
        walked.cases, walked.rows = walked.cases + 1, walked.rows + rows
    return walked


def _cases() -> Iterator[Case]:
    last = 0
    while some := list(Case.objects.filter(pk__gt=last).order_by("pk").only(*FIELDS)[:BATCH]):
        yield from some
        last = some[-1].pk


def _still(case: Case) -> tuple[int, Broken | None]:
    """Walks a chain that may grow meanwhile: what does not fit counts only when the request stood still."""
    for _ in range(LOOKS):
        rows, broken = walk(case)
        if broken is None:
            break
        before, case = case, Case.objects.only(*FIELDS).get(pk=case.pk)
        if case.head == before.head:
            break
    return rows, broken


def walk(case: Case) -> tuple[int, Broken | None]:
    """Walks one chain; how many rows it has, and the first that does not fit."""
    previous, state, seq = "", "", 0
    rows = list(CaseEvent.objects.filter(case=case).order_by("seq").select_related("words"))
    erased = {row.at for row in rows if row.action == "erase"}
    for row in rows:
        seq += 1
        if fault := _fault(case.number, row, seq, previous, state, erased):
            return len(rows), Broken(case.number, seq, fault)
        previous, state = row.digest, row.to_state
    if not rows:
        return 0, Broken(case.number, 0, "一条记录也没有")
    if seq != case.last_seq or case.head != chain.head(case.number, seq, previous):
        return len(rows), Broken(case.number, seq, "末尾的记录少了，或诉求本身被改过")
    if state != case.state:
        return len(rows), Broken(case.number, seq, "诉求的状态和最后一条记录不一样")
    return len(rows), None


def _fault(number: str, row: CaseEvent, seq: int, previous: str, state: str, erased: set[datetime]) -> str:
    if row.seq != seq:
        return f"缺第{seq}条记录"
    if row.previous != previous or row.from_state != state:
        return "和前一条接不上"
    if row.digest != _digest(number, row):
        return "内容被改过"
    if not row.words_digest:
        return ""
    words = getattr(row, "words", None)
    if words is None:
        return "文字不见了"
    if words.erased_at is not None:
        return "" if words.erased_at in erased and not words.words else "文字没有按规定删除"
    return "" if chain.words_digest(words.salt, words.words) == row.words_digest else "文字被改过"
