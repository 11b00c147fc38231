"""Triggers that make rows of history final at the database, for SQLite now and PostgreSQL later.

A REPLACE in SQLite deletes without firing delete triggers unless a pragma is set; so inserting over an
existing row is refused as well.
"""

# ruff: noqa: S608  (the only name that is put in is a constant of ours)

from __future__ import annotations

FINAL = {
    "cases_caseevent": ("case_id", "seq"),
    "cases_roundend": ("id",),
    "catalogue_revision": ("entry_id", "number"),
    "catalogue_publication": ("number",),
    "reports_export": ("id",),
    "staff_staffevent": ("id",),
    "talks_pause": ("id",),
}
"""Tables whose rows are final, each with the columns that name a row besides its id."""
FIRST = "cases_caseevent"


def raised(vendor: str, table: str = FIRST) -> list[str]:
    """The statements that put the guards up.

    Raises:
        ValueError: a database we have no guards for; better no start than history that can be rewritten.
    """
    if vendor == "sqlite":
        refuse = "SELECT RAISE(ABORT, 'history is final')"
        same = " AND ".join(f"{column} = NEW.{column}" for column in FINAL[table])
        return [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN {refuse}; END",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {refuse}; END",
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS"
            f" (SELECT 1 FROM {table} WHERE id = NEW.id OR ({same}))"
            f" BEGIN {refuse}; END",
        ]
    if vendor == "postgresql":
        return [
            f"CREATE OR REPLACE FUNCTION {table}_final() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'history is final'; END $$",
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {table}_final()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_final()",
        ]
    raise ValueError(f"no guards for {vendor}")


def lowered(vendor: str, table: str = FIRST) -> list[str]:
    """The statements that take the guards down again, for a migration back and for tests that empty tables."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_{name}" for name in ("no_update", "no_delete", "no_replace")]
    if vendor == "postgresql":
        triggers = [f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}" for name in ("no_change", "no_truncate")]
        return [*triggers, f"DROP FUNCTION IF EXISTS {table}_final()"]
    raise ValueError(f"no guards for {vendor}")
