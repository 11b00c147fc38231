"""A database from before the chain: its rows are taken over with their words, and nothing is lost on the way back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bot.paths import ROOT

SCRIPT = """
import django; django.setup()
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
migrate = lambda to: call_command("migrate", "cases", to, verbosity=0)
migrate("0002")
now = timezone.now().isoformat()
with connection.cursor() as cursor:
    for pk, number in ((1, "2000000002"), (2, "2000000010")):
        cursor.execute("INSERT INTO cases_case (id, number, code_digest, kind, state, origin, channel, kiosk, description,"
                       ' place, item, "window", anonymous, release, opened_at, expected_at)'
                       " VALUES (%s, %s, 'd', 'help',"
                       " 'submitted', 'form', 'web', '', '灯坏了', '', '', '', %s, '', %s, %s)", [pk, number, False, now, now])
    for seq, why in ((1, ""), (2, "回电告知结果")):
        cursor.execute("INSERT INTO cases_caseevent (case_id, seq, at, actor, action, from_state, to_state, why)"
                       " VALUES (1, %s, %s, 'a', 'open', %s, 'submitted', %s)",
                       [seq, now, "submitted" if seq > 1 else "", why])
migrate("0005")
from bot.cases import services
from bot.cases.models import Case, CaseEvent
walked = services.verify_all()
print(walked.cases, walked.rows, walked.broken)
print([event.why for event in CaseEvent.objects.filter(case=1).order_by("seq")])
print(Case.objects.get(pk=1).received_at == Case.objects.get(pk=1).opened_at)
try:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_caseevent")
except Exception as error:
    print(error)
migrate("0002")
with connection.cursor() as cursor:
    cursor.execute("SELECT seq, why FROM cases_caseevent ORDER BY case_id, seq")
    print(cursor.fetchall())
"""


def test_rows_from_before_are_taken_over_and_back(tmp_path: Path) -> None:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("XIAOBAO_")}
    env = clean | {"XIAOBAO_VAR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "bot.settings"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=env, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    assert said[0] == "2 4 None"
    assert said[1] == "['', '回电告知结果', '以上记录写于启用校验以前，从这时起受校验']"
    assert said[2:4] == ["True", "history is final"]
    assert said[4] == "[(1, ''), (2, '回电告知结果')]"
