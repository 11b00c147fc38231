"""Rows from before the chain are taken over: their words move to the erasable table, and one row says from when on
they are under the chain. What they were before this moment nobody can vouch for."""

from typing import Any

from django.db import migrations
from django.db.models import F
from django.utils import timezone

from bot.cases import chain

TAKEN_OVER = {"why": "以上记录写于启用校验以前，从这时起受校验"}


def carry(apps: Any, schema_editor: Any) -> None:
    Case, Event, Words = (apps.get_model("cases", name) for name in ("Case", "CaseEvent", "EventWords"))
    Case.objects.filter(received_at__isnull=True).update(received_at=F("opened_at"))
    now = timezone.now()
    for case in Case.objects.filter(last_seq=0).order_by("pk").iterator(chunk_size=500):
        seq, previous = 0, ""
        for event in Event.objects.filter(case=case).order_by("seq"):
            seq, previous = event.seq, _link(Event, Words, case.number, event, event.why, previous)
        last = Event(case=case, seq=seq + 1, at=now, actor="系统", action="take_over",
                     from_state=case.state if seq else "", to_state=case.state)  # fmt: skip
        last.save()
        digest = _link(Event, Words, case.number, last, TAKEN_OVER["why"], previous)
        Case.objects.filter(pk=case.pk).update(
            last_seq=last.seq, head=chain.head(case.number, last.seq, digest)
        )


def _link(Event: Any, Words: Any, number: str, event: Any, why: str, previous: str) -> str:
    salt, words = chain.new_salt(), {"why": why} if why else {}
    if words:
        Words.objects.create(event=event, salt=salt, words=words)
    words_digest = chain.words_digest(salt, words)
    digest = chain.row_digest(
        number=number, seq=event.seq, at=event.at, actor=event.actor, post="", action=event.action,
        before=event.from_state, after=event.to_state, words=words_digest, previous=previous,
    )  # fmt: skip
    Event.objects.filter(pk=event.pk).update(why="", words_digest=words_digest, previous=previous, digest=digest)
    return digest


def back(apps: Any, schema_editor: Any) -> None:
    """The words go back into the rows; what the chain added falls away. Only 500 characters fit there."""
    Case, Event, Words = (apps.get_model("cases", name) for name in ("Case", "CaseEvent", "EventWords"))
    for row in Words.objects.select_related("event").iterator(chunk_size=500):
        Event.objects.filter(pk=row.event_id).update(why=str(row.words.get("why", ""))[:500])
    alias = schema_editor.connection.alias
    Words.objects.all()._raw_delete(alias)
    Event.objects.filter(action="take_over")._raw_delete(alias)
    Case.objects.update(last_seq=0, head="")


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_lifecycle")]
    operations = [migrations.RunPython(carry, back)]
