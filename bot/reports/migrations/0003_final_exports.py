"""The log of exports is final: the database itself refuses to change or delete its rows."""

from typing import Any

from django.db import migrations

from bot.store import guards

TABLE = "reports_export"


def put_up(apps: Any, schema_editor: Any) -> None:
    for statement in guards.raised(schema_editor.connection.vendor, TABLE):
        schema_editor.execute(statement)


def take_down(apps: Any, schema_editor: Any) -> None:
    for statement in guards.lowered(schema_editor.connection.vendor, TABLE):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_problems_and_exports")]
    operations = [migrations.RunPython(put_up, take_down)]
