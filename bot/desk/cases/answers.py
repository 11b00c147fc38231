"""Answer templates as they are offered beside the field of an answer, already filled in for the request."""

from __future__ import annotations

from typing import NamedTuple

from bot.cases.models import Case
from bot.cases.services.wordings import filled, templates_for
from bot.desk.cases.actions import Step
from bot.desk.cases.viewer import Viewer

MOST = 12


class Offered(NamedTuple):
    """One template. text: with the request's number and the like put in."""

    title: str
    text: str


def wordings(step: Step, case: Case, viewer: Viewer) -> list[Offered]:
    """The templates for a step that answers the citizen; none for the others."""
    if "answer" not in step.form.base_fields:
        return []
    found = templates_for(viewer.user, case)[:MOST]
    return [Offered(one.title, filled(one, case, viewer.now)) for one in found]
