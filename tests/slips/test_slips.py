"""Slips: made, looked up, kept two years."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from django.forms.models import model_to_dict

from bot.knowledge.context import fresh
from bot.knowledge.release import Release
from bot.slips.errors import Invalid, UnknownSlip
from bot.slips.models import Outcome, OutcomeKind, Slip
from bot.slips.services import KEPT, forget_old, look_up, make_slip, record, releases_in_use
from bot.store.timers import TIMERS
from tests.slips.conftest import Publish, item_of, with_item, without_item

pytestmark = pytest.mark.django_db
ID = "id_card_reissue"


def test_a_slip_says_what_was_told_and_nothing_has_changed(sample: Release, now: datetime) -> None:
    slip = make_slip(ID, {}, now)
    told = look_up(slip.code.lower(), now + timedelta(days=1))
    assert told.message == slip.message
    assert told.message["release"] == f"{sample.id}+0"
    assert [paper.name for paper in told.papers] == ["居民户口簿 或 居住证", "本人到场采集照片和指纹"]
    assert told.changed == []


def test_the_answers_choose_the_papers(sample: Release, now: datetime) -> None:
    situation = item_of(sample.hall, ID).situations[0]
    lists = [
        [paper.name for paper in look_up(make_slip(ID, {situation.id: option.id}, now).code, now).papers]
        for option in situation.options
    ]
    assert lists[0] != lists[1]


def test_what_has_changed_is_said(publish: Publish, sample: Release, now: datetime) -> None:
    slip = make_slip(ID, {}, now)
    publish(with_item(sample.hall, ID, telephone="0000-999"))
    told = look_up(slip.code, now)
    assert told.changed == ["咨询电话改了：原来是12345，现在是0000-999。"]
    assert told.message["card"]["telephone"] == "12345"
    publish(without_item(sample.hall, ID))
    assert "已经不在办事指南里了" in look_up(slip.code, now).changed[0]
    publish(sample.hall)
    assert look_up(slip.code, now).changed == []


def test_what_a_conversation_knows_counts(sample: Release, now: datetime) -> None:
    situation = item_of(sample.hall, ID).situations[0]
    first, second = (option.id for option in situation.options[:2])
    context = fresh() | {
        "answers": {ID: {situation.id: second, "gone": "x"}, "passport": {"a": "b"}},
        "phone": "⟦手机号1⟧",
    }
    slip = make_slip(ID, {situation.id: first}, now, context)
    assert slip.answers == {situation.id: second}
    assert "⟦" not in json.dumps(model_to_dict(slip), ensure_ascii=False, default=str)


def test_a_slip_keeps_nothing_of_a_person() -> None:
    kept = {field.name for field in Slip._meta.get_fields()}
    assert kept == {"id", "code", "item", "name", "answers", "release", "bulletin", "message", "made_at", "outcomes"}


@pytest.mark.parametrize(
    ("item", "answers", "field"),
    [
        ("nothing", {}, "item"),
        (ID, {"nothing": "x"}, "answers.nothing"),
        ("baby_bundle_not_there", {"a": "b"}, "item"),
    ],
)
def test_what_is_unknown_is_refused(now: datetime, item: str, answers: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        make_slip(item, answers, now)
    assert set(caught.value.errors) == {field}
    assert not Slip.objects.exists()


def test_an_unknown_option_names_the_known_ones(sample: Release, now: datetime) -> None:
    situation = item_of(sample.hall, ID).situations[0]
    with pytest.raises(Invalid) as caught:
        make_slip(ID, {situation.id: "nothing"}, now)
    words = caught.value.errors[f"answers.{situation.id}"][0]
    assert all(option.label in words for option in situation.options)


def test_a_bundle_has_a_slip_too(sample: Release, now: datetime) -> None:
    bundle = sample.hall.bundles[0]
    told = look_up(make_slip(bundle.id, {}, now).code, now)
    assert [paper.name for paper in told.papers] == list(bundle.merged)


def test_an_unknown_code(now: datetime) -> None:
    for code in ("", "ACDEFGHJ", "nothing", "x" * 1000):
        with pytest.raises(UnknownSlip):
            look_up(code, now)


def test_releases_of_slips_are_kept_two_years_and_slips_no_longer(
    publish: Publish, sample: Release, now: datetime, clerk: object
) -> None:
    old = make_slip(ID, {}, now)
    other = publish(with_item(sample.hall, ID, telephone="0000-999"))
    later = now + timedelta(days=400)
    young = make_slip(ID, {}, later)
    outcome = record(OutcomeKind.COMPLETE, item=ID, slip=old, user=clerk, token="t", now=later)  # type: ignore[arg-type]
    two_years = now.replace(year=now.year + 2)
    assert releases_in_use(two_years) == {sample.id, other.id}
    assert forget_old(two_years) == 0
    assert look_up(old.code, two_years)
    over = now + KEPT + timedelta(seconds=1)
    assert releases_in_use(over) == {other.id}
    with pytest.raises(UnknownSlip):
        look_up(old.code, over)
    assert forget_old(over) == 1
    assert list(Slip.objects.all()) == [young]
    assert Outcome.objects.get(pk=outcome.pk).slip is None


def test_forgetting_is_timed_work_and_goes_on_to_the_end(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slips.services.slips.BATCH", 2)
    for _ in range(5):
        make_slip(ID, {}, now)
    work = next(timer.work for timer in TIMERS.values() if timer.work is forget_old)
    assert work(now + KEPT + timedelta(days=1)) == 5
    assert not Slip.objects.exists()


def test_a_code_that_is_taken_is_not_given_again(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(["ACDEFGHJ", "ACDEFGHJ", "ACDEFGHK"])
    monkeypatch.setattr("bot.slips.services.slips.new_code", lambda: next(codes))
    assert [make_slip(ID, {}, now).code for _ in range(2)] == ["ACDEFGHJ", "ACDEFGHK"]


def test_what_was_printed_stands_though_the_release_is_gone(publish: Publish, sample: Release, now: datetime) -> None:
    slip = make_slip(ID, {}, now)
    publish(with_item(sample.hall, ID, name="改了名"))
    Slip.objects.filter(pk=slip.pk).update(release="ffffffffffff")
    assert look_up(slip.code, now).message["item"]["name"] == "居民身份证丢失补领"
