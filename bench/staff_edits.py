"""Edits of a service's catalogue from a process beside it, each told in a line of JSON with its moments. For bench.staff_work."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bot.settings")


def main() -> None:
    """Arguments: what is changed (facts, words), how many edits."""
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.utils import timezone

    from bot.catalogue import workshop
    from bot.catalogue.models import Entry
    from bot.catalogue.services import drafts, publishing, review
    from bot.store.releases import shelf

    what, edits = sys.argv[1], int(sys.argv[2])
    user = User.objects.get(username="bench")
    workshop.get_ready(shelf().root)
    began = time.monotonic()
    texts = [text for text, _, _ in review.test_lines()]
    workshop.know(review.active_id(), shelf().root, texts, timezone.localtime())
    print(json.dumps({"ready": time.monotonic() - began}), flush=True)
    keys = list(Entry.objects.filter(kind="item").values_list("key", flat=True))
    for number in range(edits):
        key = keys[number * 7 % len(keys)]
        content = drafts.current("item", key)
        assert content is not None
        began = time.monotonic()
        revision = drafts.propose(user, "item", key, _changed(content, what, number), why="量测", now=timezone.now())
        change_set = revision.change_set
        assert change_set is not None
        drafted = time.monotonic()
        report = review.check(change_set, now=timezone.now())
        checked = time.monotonic()
        if report["faults"] or report["stops"]:
            raise RuntimeError(str(report["faults"] or report["stops"]))
        made = publishing.publish(user, change_set, now=timezone.now())
        moments = {"began": began, "drafted": drafted, "checked": checked, "release": made.release}
        print(json.dumps(moments), flush=True)
        time.sleep(0.5)
    workshop.builds.close()
    workshop.chores.close()


def _changed(content: dict[str, Any], what: str, number: int) -> dict[str, Any]:
    if what == "facts":
        return {**content, "telephone": f"6{time.time_ns() % 10_000_000:07d}"}
    return {**content, "ways": [*content.get("ways", ()), f"{content['name']}第{number}回问该找谁"]}


if __name__ == "__main__":
    main()
