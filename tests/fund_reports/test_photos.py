"""Photos of a report: made anew from their pixels, capped, gone with their row."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.fund.models import AnnualReport, ReportPhoto
from registry.fund.services import report_photos
from tests.builders_agreements import actor
from tests.fund_reports import builders as made

pytestmark = pytest.mark.django_db


def bomb():
    """A PNG of a few bytes that says it has a hundred million pixels."""
    content = made.photo(kind="PNG")
    header = b"IHDR" + struct.pack(">II", 10_000, 10_000) + content[24:29]
    return content[:12] + header + struct.pack(">I", zlib.crc32(header)) + content[33:]


@pytest.fixture
def year(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    found = made.made_year(cast)
    made.begun(cast, found)
    return found


def add(cast, year, content, *, by=made.HOLDER, **changes):
    asked = {"caption": "The ridge from point 3.", "today": made.today(), "now": made.now()}
    return report_photos.add(
        actor=actor(cast, by), year_id=str(year.public_id), content=content, **asked | changes
    )


def stored():
    return sorted(path.name for path in Path(default_storage.path("report-photos")).glob("*"))


def test_a_photo_is_kept_without_what_the_camera_wrote_into_it(cast, year):
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Made-up Camera"
    exif[0x0112] = 6
    Image.new("RGB", (60, 40), "green").save(out, "JPEG", exif=exif)
    assert b"Made-up Camera" in out.getvalue()
    add(cast, year, out.getvalue(), point="Point 3", taken_on=made.today())
    (photo,) = ReportPhoto.objects.all()
    kept = photo.image.read()
    assert b"Made-up Camera" not in kept
    assert not Image.open(BytesIO(kept)).getexif()
    assert (photo.width, photo.height, photo.point, photo.taken_on) == (40, 60, "Point 3", made.today())
    assert photo.image.name.endswith(".jpg")
    assert AnnualReport.objects.get().version == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"GIF89a", "attachment.file.kind"),
        (b"", "attachment.file.kind"),
        (b"\xff\xd8\xffbroken", "attachment.photo.unreadable"),
        (b"\xff\xd8\xff" + b"0" * 12_000_001, "attachment.photo.too_large"),
        (bomb(), "attachment.photo.too_many_pixels"),
    ],
)
def test_what_is_no_photo_or_too_much_of_one_is_refused(cast, year, content, code):
    with pytest.raises(InvalidInput) as refusal:
        add(cast, year, content)
    assert [(finding.code, finding.field) for finding in refusal.value.findings] == [(code, "file")]
    assert stored() == []


def test_a_photo_is_there_once_with_its_caption(cast, year):
    add(cast, year, made.photo())
    with pytest.raises(InvalidInput) as refusal:
        add(cast, year, made.photo(), caption=" ")
    assert [finding.code for finding in refusal.value.findings] == [
        "report.caption.missing",
        "report.photo.there_already",
    ]
    assert len(stored()) == 1


def test_a_report_holds_so_many_photos_and_no_more(cast, year, monkeypatch):
    monkeypatch.setattr(report_photos, "PHOTOS_AT_MOST", 1)
    add(cast, year, made.photo())
    with pytest.raises(DomainError, match="at most 1 photos"):
        add(cast, year, made.photo(colour="blue"))


def test_a_file_is_not_left_behind_when_the_command_fails(cast, year, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("the power went")

    monkeypatch.setattr(report_photos, "told", fails)
    with pytest.raises(RuntimeError, match="the power went"):
        add(cast, year, made.photo())
    assert stored() == []
    assert not ReportPhoto.objects.exists()


def test_a_photo_and_its_file_go_together(cast, year, django_capture_on_commit_callbacks):
    told = add(cast, year, made.photo())
    with django_capture_on_commit_callbacks(execute=True):
        report_photos.remove(
            actor=actor(cast, made.HOLDER), year_id=str(year.public_id), photo_id=told["photo_id"]
        )
    assert not ReportPhoto.objects.exists()
    assert stored() == []


def test_photos_are_the_owners_to_add(cast, year):
    for person, refusal in (("auditor", NotAllowed), (made.OFFICER, NotAllowed), ("stranger", NotVisible)):
        with pytest.raises(refusal):
            add(cast, year, b"never looked at", by=person)
