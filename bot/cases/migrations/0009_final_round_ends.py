"""The ends of rounds are final like the history; those of before are filled in as far as they are known."""

from typing import Any

from django.db import migrations

from bot.store import guards

TABLE = "cases_roundend"


def carry_over(apps: Any, schema_editor: Any) -> None:
    """The answer that stands; of earlier rounds the limit is not known any more."""
    Case, RoundEnd = apps.get_model("cases", "Case"), apps.get_model("cases", "RoundEnd")
    answered = Case.objects.filter(state__in=("resolved", "closed"), resolved_at__isnull=False, reopens=0)
    for case in answered.exclude(origin="paper").iterator(chunk_size=500):
        taken = (case.resolved_at - case.received_at).total_seconds()
        RoundEnd.objects.create(
            case=case, round=1, action="resolve", since=case.received_at, at=case.resolved_at, due_at=case.expected_at,
            minutes=max(0, int(taken // 60)), post=case.post, contactable=case.contact is not None,
        )


def put_up(apps: Any, schema_editor: Any) -> None:
    for statement in guards.raised(schema_editor.connection.vendor, TABLE):
        schema_editor.execute(statement)


def take_down(apps: Any, schema_editor: Any) -> None:
    for statement in guards.lowered(schema_editor.connection.vendor, TABLE):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_round_ends")]
    operations = [
        migrations.RunPython(put_up, take_down),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
