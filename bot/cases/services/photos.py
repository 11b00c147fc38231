"""Photos of a request: taken in before it is opened, claimed by it, shown to those who may see it, erased with it.

They stand in the database, so that one transaction, one backup and one erasure hold for them as for the words.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.cases import pictures, vault
from bot.cases.errors import Invalid, UnknownCase, Unready
from bot.cases.models import Case, Photo
from bot.cases.services.visibility import Person, visible_to
from bot.store.timers import every
from bot.store.writing import writing

MOST = 3
"""Photos of one request."""
UNCLAIMED_KEPT = timedelta(hours=2)
UNCLAIMED_MOST = 1000
"""So many may wait for their request at once, about 600 MB: who only sends and never opens can't fill the disk."""
BATCH = 50


def read_photo(data: bytes) -> pictures.Picture:
    """The picture of a file, made anew; outside any transaction, for it takes a while.

    Raises:
        Invalid: not a jpg or png of a sensible size. Unready: too many at once.
    """
    try:
        return pictures.made_anew(data)
    except pictures.NoPicture as error:
        raise Invalid({"photo": [str(error)]}) from error
    except pictures.Crowded as error:
        raise Unready("现在传照片的人多，请稍后再传，也可以不传照片先登记。") from error


def keep_photo(picture: pictures.Picture, *, now: datetime) -> Photo:
    """Keeps a photo for a request that is opened within UNCLAIMED_KEPT.

    Raises:
        Unready: too many wait already.
    """
    sealed, digest = vault.seal_bytes(picture.jpeg), hashlib.sha256(picture.jpeg).hexdigest()
    with writing():
        if Photo.objects.filter(case__isnull=True).count() >= UNCLAIMED_MOST:
            raise Unready("现在传照片的人多，请稍后再传，也可以不传照片先登记。")
        return Photo.objects.create(
            key=secrets.token_urlsafe(24), sealed=sealed, digest=digest, width=picture.width, height=picture.height,
            sent_at=now,
        )  # fmt: skip


def waiting_photos(keys: Sequence[str]) -> list[Photo]:
    """The photos with these keys that no request has yet, in this order, without their bytes.

    Raises:
        Invalid: too many, or one is gone or another request has it.
    """
    wanted = list(dict.fromkeys(keys))
    if len(wanted) > MOST:
        raise Invalid({"photos": [f"最多传{MOST}张照片。"]})
    found = {one.key: one for one in Photo.objects.filter(key__in=wanted, case__isnull=True).defer("sealed")}
    if len(found) < len(wanted):
        raise Invalid({"photos": ["有的照片放得太久，已经不在了。请重新选照片，再提交。"]})
    return [found[key] for key in wanted]


def claim_photos(case: Case, photos: Sequence[Photo], *, after: int = 0) -> None:
    """Gives waiting photos to a request, inside the transaction that opens it or adds them. after: how many it has.

    Raises:
        Invalid: one is gone.
    """
    for number, one in enumerate(photos, start=after + 1):
        if not Photo.objects.filter(pk=one.pk, case__isnull=True).update(case=case, number=number):
            raise Invalid({"photos": ["有的照片放得太久，已经不在了。请重新选照片，再提交。"]})


def photos_of(case: Case) -> list[Photo]:
    """The photos of a request in their order, without their bytes."""
    return list(case.photos.defer("sealed").order_by("number"))


def photo(user: Person, number: str, nth: int) -> bytes:
    """The JPEG bytes of the nth photo of the request with this number, for who may see the request.

    Raises:
        UnknownCase: no such photo, or not for this person.
    """
    row = Photo.objects.filter(case__in=visible_to(user).filter(number=number), number=nth).first()
    if row is None:
        raise UnknownCase("没有这张照片，或您不能看。")
    return vault.unseal_bytes(row.sealed)


def drop_photos(case: Case) -> None:
    """Deletes the photos of a request, inside the transaction that erases its words."""
    Photo.objects.filter(case=case).delete()


@every(600, "cases.photos")
def drop_unclaimed(now: datetime) -> int:
    """Deletes photos that no request claimed in time, at most BATCH; how many went."""
    with writing():
        over = Photo.objects.filter(case__isnull=True, sent_at__lte=now - UNCLAIMED_KEPT)
        some = list(over.order_by("sent_at").values_list("pk", flat=True)[:BATCH])
        return Photo.objects.filter(pk__in=some).delete()[0]
