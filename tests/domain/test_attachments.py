"""Photos and documents of a revision: what is stored, what is refused, and what becomes of the files."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.models import Attachment, Revision
from assessments.sections import section_of
from assessments.services import attachments, comparing, editing, lifecycle
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible, StaleEdit
from tests import builders
from tests.evidence_files import attach, exif_with_position, jpeg, pdf, png

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def revision(assessor, authority, release):
    return builders.open_revision(assessor=assessor, reviewing=authority)


def files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("attachments/*/*") if path.is_file()]


def code_of(refusal: pytest.ExceptionInfo) -> str:
    return refusal.value.findings[0].code


def version_of(revision: Revision) -> int:
    return editing.section_version(revision, section_of("attachments"))


def reopened(revision: Revision) -> Revision:
    made = lifecycle.reopen(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        today=timezone.localdate(),
    )
    return Revision.objects.get(public_id=made["revision_id"])


def removing(revision: Revision, row: Attachment):
    return attachments.remove(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        row_id=str(row.public_id),
        expected_version=version_of(revision),
    )


def changing(revision: Revision, row: Attachment, **values):
    return attachments.change(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        row_id=str(row.public_id),
        values=values,
        expected_version=version_of(revision),
    )


def test_a_photo_is_stored_without_its_metadata(revision):
    row = attach(revision, jpeg(exif=exif_with_position()), filename="IMG_1.JPG")
    with row.file.open("rb") as stream:
        stored = stream.read()
    assert b"Exif" not in stored and b"SecretCamera" not in stored
    assert (row.kind, row.media_type, row.source_name) == ("photo", "image/jpeg", "IMG_1.JPG")
    assert (row.width_px, row.height_px, row.size_bytes) == (40, 60, len(stored))


def test_a_document_is_stored_as_it_is(revision):
    content = pdf(2, Author="Sam Surveyor")
    made = attachments.add(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        filename="Survey.pdf",
        content=content,
        caption="Fauna survey",
    )
    row = Attachment.objects.get(public_id=made["id"])
    with row.file.open("rb") as stream:
        assert stream.read() == content
    assert made["properties"]["author"] == "Sam Surveyor"
    assert (row.kind, row.width_px) == ("document", None)


def test_the_name_of_a_file_says_nothing_about_what_it_is(revision):
    assert attach(revision, png(), filename="report.pdf").media_type == "image/png"
    with pytest.raises(InvalidInput) as refused:
        attach(revision, b"<html><script>alert(1)</script>", filename="photo.jpg")
    assert code_of(refused) == "attachment.file.kind"
    with pytest.raises(InvalidInput) as refused:
        attach(revision, b"PK\x03\x04", filename="report.pdf")
    assert code_of(refused) == "attachment.file.kind"


def test_the_file_is_stored_under_a_name_that_nobody_chose(revision):
    row = attach(revision, filename="../../etc/passwd")
    assert "passwd" not in row.file.name
    assert row.file.name.startswith("attachments/")


def test_an_empty_file_is_refused_and_nothing_is_stored(revision):
    with pytest.raises(InvalidInput) as refused:
        attach(revision, b"")
    assert code_of(refused) == "attachment.file.empty"
    assert files() == []


def test_a_caption_is_asked_for(revision):
    for caption in ("", "   "):
        with pytest.raises(InvalidInput) as refused:
            attach(revision, caption=caption)
        assert refused.value.findings[0].field == "caption"
    assert files() == []


def test_the_same_file_twice_is_refused_by_the_caption_of_the_first(revision):
    attach(revision, caption="Gully from the ridge")
    with pytest.raises(InvalidInput) as refused:
        attach(revision, jpeg(exif=exif_with_position(1)), caption="Another")
    assert code_of(refused) == "attachment.there_already"
    assert "Gully from the ridge" in refused.value.findings[0].message
    assert len(files()) == 1


def test_a_revision_holds_only_so_many_files(revision, monkeypatch):
    monkeypatch.setattr(attachments, "FILES_AT_MOST", 1)
    attach(revision)
    with pytest.raises(DomainError, match="at most 1"):
        attach(revision, png())
    assert len(files()) == 1


def test_a_revision_holds_only_so_many_bytes(revision, monkeypatch):
    first = attach(revision)
    monkeypatch.setattr(attachments, "BYTES_AT_MOST", first.size_bytes + 10)
    with pytest.raises(DomainError) as refused:
        attach(revision, png())
    assert refused.value.code == "attachment.too_much"
    assert len(files()) == 1


def test_a_file_whose_command_fails_is_not_left_behind(revision, monkeypatch):
    def broken(self, *args, **kwargs):
        raise IntegrityError("no room")

    monkeypatch.setattr(Attachment, "save", broken)
    with pytest.raises(IntegrityError):
        attach(revision)
    assert files() == []


def test_a_file_whose_event_fails_is_not_left_behind(revision, monkeypatch):
    monkeypatch.setattr(attachments.editing, "case_chain", lambda revision: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        attach(revision)
    assert files() == []
    assert not Attachment.objects.exists()


def test_the_same_request_sent_again_attaches_once(revision):
    sent = {
        "actor": builders.acting(revision.assessment.assessor),
        "key": "attach-1",
        "revision_id": revision.pk,
        "filename": "a.jpg",
        "content": jpeg(),
        "caption": "Gully",
    }
    assert attachments.add(**sent) == attachments.add(**sent)
    assert (Attachment.objects.count(), len(files())) == (1, 1)


def test_a_photo_of_a_plot_belongs_to_its_zone(revision):
    zone = builders.add_zone(revision)
    plot = builders.add_plot(revision, zone)
    row = attach(revision, plot=plot, bearing=359, taken_on=timezone.localdate())
    assert (row.zone, str(row.plot.public_id), row.bearing) == (zone, plot, 359)


def test_another_plot_brings_its_own_zone_when_only_the_plot_is_changed(revision):
    first, second = builders.add_zone(revision), builders.add_zone(revision, number=2, condition="moderate")
    row = attach(revision, plot=builders.add_plot(revision, first))
    changing(revision, row, plot=builders.add_plot(revision, second))
    row.refresh_from_db()
    assert row.zone == row.plot.zone == second


def test_a_plot_of_another_zone_is_refused(revision):
    first, second = builders.add_zone(revision), builders.add_zone(revision, number=2, condition="poor")
    plot = builders.add_plot(revision, first)
    with pytest.raises(InvalidInput) as refused:
        attach(revision, plot=plot, zone=str(second.public_id))
    assert code_of(refused) == "attachment.plot_elsewhere"


def test_a_place_of_another_revision_is_refused(revision, other_assessor, authority):
    other = builders.open_revision(assessor=other_assessor, reviewing=authority, title="Elsewhere")
    zone = builders.add_zone(other)
    with pytest.raises(InvalidInput) as refused:
        attach(revision, zone=str(zone.public_id))
    assert code_of(refused) == "zone.not_in_revision"
    assert files() == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"bearing": 360}, "bearing"),
        ({"taken_on": timezone.localdate() + timedelta(days=2)}, "taken_on"),
        ({"caption": "x" * 301}, "caption"),
        ({"zone": "not-an-id"}, "zone"),
    ],
)
def test_what_is_said_of_a_photo_is_checked(revision, values, field):
    with pytest.raises(InvalidInput) as refused:
        attach(revision, **values)
    assert refused.value.findings[0].field == field


def test_a_document_has_no_bearing(revision):
    with pytest.raises(InvalidInput) as refused:
        attach(revision, pdf(), bearing=10)
    assert code_of(refused) == "attachment.bearing"


def test_what_is_said_can_be_changed_and_the_file_cannot(revision):
    zone = builders.add_zone(revision)
    row = attach(revision)
    changing(revision, row, caption="From the creek", zone=str(zone.public_id))
    row.refresh_from_db()
    assert (row.caption, row.zone) == ("From the creek", zone)
    changing(revision, row, zone=None)
    row.refresh_from_db()
    assert row.zone is None
    with pytest.raises(InvalidInput) as refused:
        changing(revision, row, sha256="0" * 64)
    assert code_of(refused) == "input.unknown_field"
    assert AuditEvent.objects.filter(action="attachment.change").count() == 2


def test_an_older_form_is_refused(revision):
    row = attach(revision)
    with pytest.raises(StaleEdit):
        attachments.change(
            actor=builders.acting(revision.assessment.assessor),
            revision_id=revision.pk,
            row_id=str(row.public_id),
            values={"caption": "Late"},
            expected_version=version_of(revision) - 1,
        )


@pytest.mark.django_db(transaction=True)
def test_a_removed_photo_takes_its_file_along(revision):
    row = attach(revision)
    removing(revision, row)
    assert files() == []
    with pytest.raises(NotVisible):
        removing(revision, row)


@pytest.mark.django_db(transaction=True)
def test_a_removed_photo_leaves_the_file_to_the_revision_it_was_copied_from(assessor, authority, release):
    first = builders.complete_development(assessor=assessor, reviewing=authority)
    attach(first)
    second = reopened(builders.finalise(first))
    copy = Attachment.objects.get(revision=second)
    assert copy.file.name == Attachment.objects.get(revision=first).file.name
    removing(second, copy)
    assert len(files()) == 1
    assert default_storage.exists(Attachment.objects.get(revision=first).file.name)


def test_a_copy_of_a_revision_ties_its_photos_to_its_own_zones_and_plots(assessor, authority, release):
    first = builders.complete_development(assessor=assessor, reviewing=authority)
    zone = builders.VegetationZone.objects.get(revision=first)
    plot = zone.plots.first()
    attach(first, plot=str(plot.public_id))
    second = reopened(builders.finalise(first))
    copy = Attachment.objects.get(revision=second)
    assert copy.plot.revision_id == copy.zone.revision_id == second.pk
    assert [change for change in comparing.compare(first, second) if "hoto" in change.section] == []


def test_only_the_lead_assessor_of_an_open_revision_attaches(revision, other_assessor):
    with pytest.raises(NotAllowed):
        attachments.add(
            actor=builders.acting(other_assessor),
            revision_id=revision.pk,
            filename="a.jpg",
            content=jpeg(),
            caption="Gully",
        )
    assert files() == []


def test_nothing_is_attached_to_a_final_revision(assessor, authority, release):
    revision = builders.finalise(builders.complete_development(assessor=assessor, reviewing=authority))
    with pytest.raises(DomainError) as refused:
        attach(revision)
    assert refused.value.code == "revision.not_open"
    assert files() == []


def test_a_photo_in_the_place_of_another_shows_as_changed(assessor, authority, release):
    first = builders.complete_development(assessor=assessor, reviewing=authority)
    attach(first, caption="Gully")
    second = reopened(builders.finalise(first))
    removing(second, Attachment.objects.get(revision=second))
    attach(second, jpeg(colour="blue"), caption="Gully")
    (change,) = [one for one in comparing.compare(first, second) if "hoto" in one.section]
    assert (change.what, change.kind) == ("Gully", "changed")
    assert all(isinstance(value, str | int) for pair in change.fields.values() for value in pair)


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "document"},
        {"media_type": "text/html"},
        {"media_type": "image/svg+xml"},
        {"kind": "photo", "media_type": "application/pdf"},
    ],
)
def test_the_database_refuses_a_kind_of_file_that_is_not_served(revision, broken):
    row = attach(revision)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=row.pk).update(**broken)


def test_the_database_refuses_the_same_file_twice(revision):
    first, second = attach(revision), attach(revision, png())
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=second.pk).update(sha256=first.sha256)
