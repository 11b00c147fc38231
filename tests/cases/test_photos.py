"""Photos of a request: made anew, kept until they are claimed, shown only with the request, erased with it."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from PIL import Image

from bot.cases import pictures, services
from bot.cases.errors import Invalid, UnknownCase, Unready
from bot.cases.models import Case, Photo
from bot.cases.services import photos
from bot.cases.services.requests import erase
from tests.cases.acting import START, later, open_one


def sent(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else None).save(out, kind, **more)
    return out.getvalue()


def seen(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def keep(data: bytes) -> Photo:
    return services.keep_photo(services.read_photo(data), now=START)


def claimed(count: int = 1) -> Case:
    kept = [keep(sent(size=(20 + n, 20))) for n in range(count)]
    return open_one(photos=services.waiting_photos([one.key for one in kept])).case


def test_nothing_of_the_file_but_its_picture_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "张三家门口"  # a description
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[2] = (38.0, 52.0, 1.0)  # where it was taken
    data = sent(exif=exif, comment=b"secret words", icc_profile=b"profile")
    assert b"secret words" in data
    made = pictures.made_anew(data)
    assert (made.width, made.height) == (40, 60)  # upright
    for word in (b"Exif", b"secret", b"profile", "张三".encode()):
        assert word not in made.jpeg
    assert not seen(made.jpeg).getexif()
    assert seen(made.jpeg).format == "JPEG"


def test_a_big_one_is_made_smaller_and_a_clear_one_white() -> None:
    made = pictures.made_anew(sent(size=(5000, 2500)))
    assert (made.width, made.height) == (2000, 1000)
    clear = pictures.made_anew(sent("PNG", mode="RGBA"))
    pixel = seen(clear.jpeg).getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert min(pixel) > 250
    assert pictures.made_anew(sent("PNG", mode="P", size=(30, 30))).width == 30


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "jpg 或 png"),
        (b"<svg onload='x()'/>", "jpg 或 png"),
        (b"GIF89a" + b"\0" * 50, "jpg 或 png"),
        (sent("GIF"), "jpg 或 png"),
        (sent("WEBP"), "jpg 或 png"),
        (sent()[:200], "jpg 或 png"),
        (b"\xff" * (pictures.BYTES_MOST + 1), "5MB"),
        (sent("PNG", size=(3, 3)), "太小"),
    ],
    ids=["nothing", "svg", "bad gif", "gif", "webp", "half", "too long", "tiny"],
)
def test_what_is_no_photo_is_refused_in_plain_words(data: bytes, words: str) -> None:
    with pytest.raises(pictures.NoPicture, match=words):
        pictures.made_anew(data)


def test_a_bomb_is_refused_by_its_size_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
        + chunk(b"IEND", b"")
    )
    monkeypatch.setattr(Image.Image, "thumbnail", lambda *_: pytest.fail("decoded"))
    with pytest.raises(pictures.NoPicture, match="尺寸太大"):
        pictures.made_anew(bomb)


def test_others_pictures_are_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PATIENCE", 0.01)
    with pictures._one, pytest.raises(pictures.Crowded):
        pictures.made_anew(sent())
    assert pictures.made_anew(sent()).width == 60


def test_a_request_claims_its_photos_once_and_in_their_order(db: None) -> None:
    one, two = (keep(sent(size=(size, 20))) for size in (20, 30))
    case = open_one(photos=services.waiting_photos([two.key, one.key, two.key])).case
    assert [(row.number, row.width) for row in services.photos_of(case)] == [(1, 30), (2, 20)]
    said = case.events.get(action="open").said["photos"]
    assert said == f"{two.digest} {one.digest}"
    with pytest.raises(Invalid) as refused:
        services.waiting_photos([one.key])
    assert "photos" in refused.value.errors


def test_a_photo_that_goes_meanwhile_opens_nothing(db: None) -> None:
    waiting = services.waiting_photos([keep(sent()).key])
    Photo.objects.all().delete()
    with pytest.raises(Invalid):
        open_one(photos=waiting)
    assert not Case.objects.exists()


def test_three_at_most_and_only_known_ones(db: None) -> None:
    keys = [keep(sent()).key for _ in range(4)]
    for wrong in (keys, ["nothing"], [keys[0], "nothing"]):
        with pytest.raises(Invalid):
            services.waiting_photos(wrong)


def test_only_who_sees_the_request_sees_its_photos(personas: dict[str, User]) -> None:
    case = claimed()
    number = case.number
    for name, user in personas.items():
        if services.visible_to(user).filter(pk=case.pk).exists():
            assert seen(services.photo(user, number, 1)).format == "JPEG", name
        else:
            with pytest.raises(UnknownCase):
                services.photo(user, number, 1)
    for nobody in (personas["administrator"], AnonymousUser()):
        with pytest.raises(UnknownCase):
            services.photo(nobody, number, 1)
    with pytest.raises(UnknownCase):
        services.photo(personas["manager"], number, 2)


def test_the_unit_complained_of_never_sees_them(personas: dict[str, User]) -> None:
    key = keep(sent()).key
    words = "我要投诉11号窗口，办事员骂人"
    case = open_one(kind="complaint", description=words, photos=services.waiting_photos([key])).case
    assert services.photo(personas["supervisor"], case.number, 1)
    with pytest.raises(UnknownCase):
        services.photo(personas["other_clerk"], case.number, 1)


def test_the_bytes_are_not_in_the_clear(db: None) -> None:
    case = claimed()
    row = Photo.objects.get(case=case)
    assert b"JFIF" not in bytes(row.sealed)
    assert len(row.key) >= 32


def test_erasing_a_request_erases_its_photos_but_not_with_the_contact_alone(db: None) -> None:
    case = claimed(2)
    erase(case, why="保存期限已到", now=later(days=1), contact_only=True)
    assert Photo.objects.filter(case=case).count() == 2
    erase(case, why="依法删除", now=later(days=2))
    assert not Photo.objects.exists()
    assert services.verify_all().broken is None


def test_what_nobody_claims_goes_after_two_hours(db: None) -> None:
    case = claimed()
    keep(sent())
    assert photos.drop_unclaimed(START + photos.UNCLAIMED_KEPT - timedelta(seconds=1)) == 0
    assert photos.drop_unclaimed(START + photos.UNCLAIMED_KEPT) == 1
    assert Photo.objects.get().case == case


def test_who_only_sends_cannot_fill_the_disk(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "UNCLAIMED_MOST", 2)
    for _ in range(2):
        keep(sent())
    with pytest.raises(Unready, match="不传照片"):
        keep(sent())
