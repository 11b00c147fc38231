"""The history holds no words any more, and its guards go up again."""

from typing import Any

from django.db import migrations, models

from bot.store import guards


def put_up(apps: Any, schema_editor: Any) -> None:
    for statement in guards.raised(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def take_down(apps: Any, schema_editor: Any) -> None:
    for statement in guards.lowered(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_carry_over")]
    operations = [
        migrations.AlterField("case", "received_at", models.DateTimeField(verbose_name="收到时间")),
        migrations.RemoveField("caseevent", "why"),
        migrations.RunPython(put_up, take_down),
    ]
