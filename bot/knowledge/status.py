"""“我的诉求办得怎么样了”: the number and the query code out of a sentence, for the web to look up."""

from __future__ import annotations

import re
from datetime import datetime

from bot.knowledge.bulletin import Bulletin
from bot.knowledge.context import Context, after, complete
from bot.knowledge.release import Release
from bot.knowledge.reply import Heard, Reply, spoken
from bot.text.normalise import normalise
from bot.text.numbers import is_case_number

NUMBER = re.compile(r"(?<!\d)\d{10}(?!\d)")
CODE = re.compile(r"⟦查询码\d+⟧")


def status(release: Release, bulletin: Bulletin, heard: Heard, context: Context, now: datetime) -> Reply:
    """Ask the web for a case when number and code are there, else ask the person for them."""
    context = complete(context)
    numbers = [found for found in NUMBER.findall(normalise(heard.text)) if is_case_number(found)]
    code = CODE.search(heard.text)
    if numbers and code:
        return Reply((), context, {"do": "case_status", "draft": {"number": numbers[0], "code": code.group()}})
    said = spoken(release, bulletin, "notice", "notice.status_ask")
    return Reply((said,), after(context, [said]))
