"""Pages of photos, documents and outlines: attaching, looking, changing, removing; what a reader sees."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from assessments.models import Attachment, VegetationZone, ZoneOutline
from tests import builders
from tests.evidence_files import attach, exif_with_position, features, jpeg, outline, pdf, square
from tests.web.desk import editing, page, typed_into

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def client(client_for, assessor):
    return client_for(assessor)


@pytest.fixture
def revision(assessor, authority, release):
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    builders.set_square_boundary(revision, claimed_area_m2=93_000)
    return revision


@pytest.fixture
def zone(revision):
    return builders.add_zone(revision, area_m2=21_900)


def adding(revision):
    return reverse("attachment-add", args=[revision.public_id])


def at(name, row, **query):
    return reverse(name, args=[row.revision.public_id, row.public_id])


def upload(content: bytes, name: str = "IMG_0001.JPG") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_photo_is_attached_and_shown_with_its_caption(client, revision, zone):
    answer = typed_into(
        client,
        adding(revision),
        file=upload(jpeg((800, 600), exif=exif_with_position())),
        caption="Gully <forest>",
        bearing="90",
        zone=str(zone.public_id),
    )
    assert answer.status_code == 303 and answer.url == page(revision, "attachments")
    shown = client.get(page(revision, "attachments")).content.decode()
    assert "Gully &lt;forest&gt;" in shown and "Looking towards 90°" in shown
    assert "Its metadata, such as the position, was left out" in shown
    row = Attachment.objects.get()
    assert f"{at('attachment-file', row)}?size=small" in shown


def test_a_document_says_what_it_keeps(client, revision):
    typed_into(client, adding(revision), file=upload(pdf(Author="Sam"), "a.pdf"), caption="Fauna survey")
    assert "author “Sam”" in client.get(page(revision, "attachments")).content.decode()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<html>", "not a JPEG or PNG photo or a PDF document"),
        (b"", "The file is empty"),
        (jpeg((400, 400))[:900], "damaged or cut off"),
        (pdf() + b"PK", "cut off, or something that is not PDF"),
    ],
)
def test_a_refused_file_is_told_beside_its_field_and_the_rest_is_kept(client, revision, content, told):
    answer = typed_into(client, adding(revision), file=upload(content), caption="Kept caption")
    text = answer.content.decode()
    assert answer.status_code == 400
    assert told in text and "Kept caption" in text and "choose it again" in text
    assert not Attachment.objects.exists()


def test_a_form_without_file_or_caption_names_both(client, revision):
    text = typed_into(client, adding(revision)).content.decode()
    assert "Choose the photo or document." in text and "Say in a few words what it shows." in text


def test_a_photo_is_shown_and_a_document_is_saved(client, revision):
    photo, document = attach(revision), attach(revision, pdf(), caption="Report", filename="<b>.pdf")
    answer = client.get(at("attachment-file", photo))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    answer = client.get(at("attachment-file", document))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_small_picture_is_small(client, revision):
    row = attach(revision, jpeg((1600, 1200)))
    answer = client.get(at("attachment-file", row) + "?size=small")
    assert Image.open(io.BytesIO(answer.content)).size == (320, 240)
    assert "private" in answer["Cache-Control"]


def test_a_photo_is_no_part_of_another_revision(client, revision, assessor, authority):
    other = builders.open_revision(assessor=assessor, reviewing=authority, title="Elsewhere")
    row = attach(revision)
    assert client.get(reverse("attachment-file", args=[other.public_id, row.public_id])).status_code == 404
    assert client.get(reverse("attachment-edit", args=[other.public_id, row.public_id])).status_code == 404


def test_a_file_that_is_gone_is_not_found(client, revision):
    row = attach(revision)
    row.file.delete(save=False)
    Attachment.objects.filter(pk=row.pk).update(file="attachments/xx/gone")
    assert client.get(at("attachment-file", row)).status_code == 404


def test_what_is_said_of_a_photo_is_changed(client, revision, zone):
    row = attach(revision, zone=str(zone.public_id))
    answer = typed_into(client, at("attachment-edit", row), caption="From the creek", zone="")
    assert answer.status_code == 303
    row.refresh_from_db()
    assert (row.caption, row.zone) == ("From the creek", None)


def test_a_photo_is_removed_after_a_question(client, revision):
    row = attach(revision)
    assert "Remove it?" in client.get(at("attachment-remove", row)).content.decode()
    assert typed_into(client, at("attachment-remove", row)).status_code == 303
    assert not Attachment.objects.exists()


def test_a_reader_sees_photos_and_cannot_change_them(client_for, reviewer, assessor, authority, release):
    revision = builders.complete_development(assessor=assessor, reviewing=authority)
    zone = VegetationZone.objects.get(revision=revision)
    row = attach(revision, plot=str(zone.plots.first().public_id))
    builders.submit(builders.finalise(revision))
    reader = client_for(reviewer)
    shown = reader.get(page(revision, "attachments")).content.decode()
    assert row.caption in shown and "Remove<" not in shown and "Attach a photo" not in shown
    assert row.caption in reader.get(at("zone-page", zone)).content.decode()
    assert reader.get(at("attachment-edit", row)).status_code == 403


def test_a_plot_shows_its_photos(client, revision, zone):
    plot = zone.plots.model.objects.get(public_id=builders.add_plot(revision, zone))
    attach(revision, plot=str(plot.public_id), caption="Plot one from its start")
    attach(revision, jpeg(colour="blue"), caption="Somewhere else")
    shown = client.get(editing(revision, "plots", plot)).content.decode()
    assert "Plot one from its start" in shown and "Somewhere else" not in shown
    assert f"?plot={plot.public_id}" in shown


def test_the_place_is_chosen_beforehand(client, revision, zone):
    answer = client.get(f"{adding(revision)}?zone={zone.public_id}").content.decode()
    assert f'value="{zone.public_id}" selected' in answer


def test_a_list_of_photos_costs_the_same_however_long(client, assessor, authority, release):
    def queries(count):
        revision = builders.open_revision(assessor=assessor, reviewing=authority, title=f"Site {count}")
        zone = builders.add_zone(revision)
        plot = builders.add_plot(revision, zone)
        for number in range(count):
            attach(revision, jpeg((40 + number, 40)), plot=plot, caption=f"Photo {number}")
        client.get(page(revision, "attachments"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page(revision, "attachments")).status_code == 200
        return len(captured)

    assert queries(1) == queries(12)


# --- outlines ------------------------------------------------------------------------------------------------------
def all_of(revision):
    return reverse("zone-outlines", args=[revision.public_id])


def test_one_file_gives_all_zones_their_outlines(client, revision, zone):
    answer = typed_into(
        client, all_of(revision), file=upload(features(square(zone=zone.key)), "zones.geojson")
    )
    assert answer.status_code == 303
    shown = client.get(all_of(revision)).content.decode()
    assert "1 outline is stored" in shown and "ev-outline__zone" in shown and "zones.geojson" in shown
    assert ZoneOutline.objects.get().zone == zone


def test_a_bad_feature_is_told_on_the_page(client, revision, zone):
    answer = typed_into(client, all_of(revision), file=upload(features(square(zone="x")), "zones.geojson"))
    assert answer.status_code == 400
    assert "Feature 1: there is no zone “x” here" in answer.content.decode()


def test_a_zone_shows_its_outline_and_the_doubts(client, revision):
    zone = builders.add_zone(revision, area_m2=40_000)
    address = reverse("zone-outline", args=[revision.public_id, zone.public_id])
    assert typed_into(client, address, file=upload(features(square()), "one.geojson")).status_code == 303
    shown = client.get(at("zone-page", zone)).content.decode()
    assert "ev-outline__zone" in shown and "ev-outline__site" in shown
    assert "% apart" in shown and "% apart" in client.get(all_of(revision)).content.decode()
    assert "% apart" in client.get(page(revision, "zones")).content.decode()


def test_removing_a_zone_says_what_becomes_of_its_outline_and_photos(client, revision, zone):
    outline(revision, zone)
    row = attach(revision, zone=str(zone.public_id))
    address = reverse("section-row-remove", args=[revision.public_id, "zones", zone.public_id])
    shown = client.get(address).content.decode()
    assert "its outline" in shown and "1 photo or document no longer belongs to it" in shown
    assert typed_into(client, address).status_code == 303
    row.refresh_from_db()
    assert row.zone is None and not ZoneOutline.objects.exists()


def test_an_outline_is_removed_after_a_question(client, revision, zone):
    outline(revision, zone)
    address = reverse("zone-outline-remove", args=[revision.public_id, zone.public_id])
    assert typed_into(client, address).status_code == 303
    assert not ZoneOutline.objects.exists()
    assert client.get(address).status_code == 404


def test_the_page_of_outlines_costs_the_same_however_many_zones(client, assessor, authority, release):
    def queries(count):
        revision = builders.open_revision(assessor=assessor, reviewing=authority, title=f"Site {count}")
        for number in range(1, count + 1):
            zone = builders.add_zone(revision, number=number, condition=f"c{number}")
            outline(revision, zone, features(square(west=151.1 + number / 100)))
        client.get(all_of(revision))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(all_of(revision)).status_code == 200
        return len(captured)

    assert queries(1) == queries(8)


def test_a_file_over_the_limit_is_told_without_being_read(client, revision):
    answer = typed_into(
        client, adding(revision), file=upload(b"\xff\xd8\xff" + b"0" * 20_000_001), caption="Big"
    )
    assert "larger than 20 MB" in answer.content.decode()


# --- species ---------------------------------------------------------------------------------------------------------
def test_habitat_and_limits_of_a_candidate_are_kept_and_shown(client, revision):
    address = reverse("section-row-add", args=[revision.public_id, "candidate_species"])
    answer = typed_into(
        client,
        address,
        scientific_name="Phascolarctos cinereus",
        retained="yes",
        habitat_constraints="Feed trees",
        geographic_limitations="Below 800 m",
        vagrant="on",
        habitat_degraded="on",
        presence="present_expert",
        expert_report="Expert, 3 May 2026",
    )
    assert answer.status_code == 303
    shown = client.get(page(revision, "candidate_species")).content.decode()
    for words in ("Feed trees", "Below 800 m", "Vagrant", "Degraded", "Expert, 3 May 2026"):
        assert words in shown


def test_a_zone_named_in_halves_of_characters_is_told_and_no_broken_page(client, revision, zone):
    sent = SimpleUploadedFile("zones.geojson", features(square(zone="\ud800 ghost")))
    answer = typed_into(client, reverse("zone-outlines", args=[revision.public_id]), file=sent)
    assert answer.status_code == 400
    assert "there is no zone “? ghost” here" in answer.content.decode()


def test_a_number_of_thousands_of_digits_in_a_property_is_no_error(client, revision, zone):
    content = features(square(zone=zone.key, note="long")).replace(b'"long"', b"7" * 6_000)
    sent = SimpleUploadedFile("zones.geojson", content)
    answer = typed_into(client, reverse("zone-outlines", args=[revision.public_id]), file=sent)
    assert answer.status_code == 303
    assert ZoneOutline.objects.get(zone=zone).area_m2 > 20_000
