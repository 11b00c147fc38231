"""History rows are final: the database itself refuses to change or delete them."""

from typing import Any

from django.db import migrations

from bot.store import guards


def put_up(apps: Any, schema_editor: Any) -> None:
    for statement in guards.raised(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def take_down(apps: Any, schema_editor: Any) -> None:
    for statement in guards.lowered(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(put_up, take_down)]
