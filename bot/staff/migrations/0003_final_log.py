"""The staff log is final: the database itself refuses to change or delete its rows."""

from typing import Any

from django.db import migrations

from bot.store import guards

TABLE = "staff_staffevent"


def put_up(apps: Any, schema_editor: Any) -> None:
    for statement in guards.raised(schema_editor.connection.vendor, TABLE):
        schema_editor.execute(statement)


def take_down(apps: Any, schema_editor: Any) -> None:
    for statement in guards.lowered(schema_editor.connection.vendor, TABLE):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("staff", "0002_accounts_and_log")]
    operations = [migrations.RunPython(put_up, take_down)]
