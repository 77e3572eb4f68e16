"""The landscape section says where the outlines put the site, and one button takes it over."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Revision, SiteContext
from registry.audit.models import AuditEvent
from registry.reference.models import SubregionOutline
from tests import builders, outlines
from tests.web.desk import hidden, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def plain_revision(assessor: Any, authority: Any, release: Any) -> Revision:
    """On the published release, which has no outlines."""
    return builders.open_revision(assessor=assessor, reviewing=authority)


@pytest.fixture
def revision(plain_revision: Revision) -> Revision:
    """With a boundary, on a draft release where it lies in BBB01."""
    builders.set_square_boundary(plain_revision, claimed_area_m2=90_000)
    draft = outlines.draft_release()
    outlines.copy_parameters(plain_revision.release, draft)
    outlines.add_outline(draft, "AAA01", (150.0, -33.0, 151.0, -32.0))
    outlines.add_outline(draft, "BBB01", (151.0, -33.0, 152.0, -32.0))
    Revision.objects.filter(pk=plain_revision.pk).update(release=draft)
    return Revision.objects.get(pk=plain_revision.pk)


@pytest.fixture
def client(client_for: Any, assessor: Any) -> Client:
    return client_for(assessor)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def fill(revision: Revision) -> str:
    return reverse("subregion-from-outline", args=[revision.public_id])


def chosen(revision: Revision) -> str:
    return SiteContext.objects.get(revision=revision).subregion_code


def test_without_outlines_the_page_says_so(client: Client, plain_revision: Revision) -> None:
    shown = text(client.get(page(plain_revision, "site")))
    assert "has no outlines of subregions, so the boundary cannot suggest one" in shown
    assert fill(plain_revision) not in shown


def test_without_a_boundary_the_page_asks_for_it(client: Client, revision: Revision) -> None:
    revision.boundary.delete()
    assert "Upload the site boundary, and the loaded outlines suggest" in text(
        client.get(page(revision, "site"))
    )


def test_the_button_fills_the_subregion_and_leaves_the_rest(client: Client, revision: Revision) -> None:
    SiteContext.objects.filter(revision=revision).update(connectivity="Joined to the reserve.")
    shown = client.get(page(revision, "site"))
    assert "Your boundary lies in <strong>BBB01 Name of BBB01</strong> by the loaded outlines." in text(shown)
    assert "Use BBB01 Name of BBB01" in text(shown)
    answer = client.post(fill(revision), hidden(shown))
    assert answer.status_code == 303
    site = SiteContext.objects.get(revision=revision)
    assert (site.subregion_code, site.connectivity) == ("BBB01", "Joined to the reserve.")
    event = AuditEvent.objects.order_by("pk").last()
    assert event is not None and event.action == "content.change"
    after = text(client.get(page(revision, "site")))
    assert "from the outlines. Check it." in after
    assert "Use BBB01" not in after


def test_the_same_press_twice_changes_once(client: Client, revision: Revision) -> None:
    sent = hidden(client.get(page(revision, "site")))
    client.post(fill(revision), sent)
    before = AuditEvent.objects.count()
    assert client.post(fill(revision), sent).status_code == 303
    assert AuditEvent.objects.count() == before


def test_a_press_after_somebody_elses_change_shows_the_page_again(client: Client, revision: Revision) -> None:
    sent = hidden(client.get(page(revision, "site")))
    builders.change_single(revision, "site", connectivity="Changed meanwhile.")
    answer = client.post(fill(revision), sent)
    assert answer.status_code == 409
    assert chosen(revision) == ""
    assert client.post(fill(revision), hidden(answer)).status_code == 303
    assert chosen(revision) == "BBB01"


def test_the_button_has_a_page_of_its_own_that_says_what_it_does(client: Client, revision: Revision) -> None:
    shown = client.get(fill(revision))
    assert "most of the site lies in BBB01 Name of BBB01" in text(shown)
    client.post(fill(revision), hidden(shown))
    assert "There is nothing to fill in." in text(client.get(fill(revision)))


def test_without_outlines_pressing_is_refused_with_what_to_do(
    client: Client, plain_revision: Revision
) -> None:
    answer = client.post(fill(plain_revision), {"key": "k" * 20, "version": "0"})
    assert answer.status_code == 409
    assert chosen(plain_revision) == ""
    assert "Choose it in the list." in text(answer)


def test_a_site_across_two_subregions_shows_both_parts(client: Client, revision: Revision) -> None:
    boundary = revision.boundary
    boundary.geojson = outlines.site((150.9, -32.6, 151.3, -32.5))
    boundary.save()
    shown = text(client.get(page(revision, "site")))
    assert (
        "<strong>BBB01 Name of BBB01</strong> (75 %) and <strong>AAA01 Name of AAA01</strong> (25 %)" in shown
    )


def test_a_contradiction_is_a_warning_on_the_section(client: Client, revision: Revision) -> None:
    SiteContext.objects.filter(revision=revision).update(subregion_code="AAA01")
    shown = text(client.get(page(revision, "site")))
    assert "not in AAA01 Name of AAA01. Check the boundary and the subregion." in shown


def test_a_boundary_outside_every_outline_is_said(client: Client, revision: Revision) -> None:
    boundary = revision.boundary
    boundary.geojson = outlines.site((145.0, -31.0, 145.1, -30.9))
    boundary.save()
    shown = text(client.get(page(revision, "site")))
    assert "Your boundary lies outside every loaded outline of a subregion." in shown
    assert fill(revision) not in shown


def test_a_simplified_border_that_runs_near_is_said(client: Client, revision: Revision) -> None:
    SubregionOutline.objects.filter(release=revision.release).update(simplified=True)
    boundary = revision.boundary
    boundary.geojson = outlines.site((151.01, -32.6, 151.02, -32.59))
    boundary.save()
    shown = text(client.get(page(revision, "site")))
    assert "the site may lie in AAA01 Name of AAA01 as well" in shown


def test_somebody_who_only_reads_sees_no_button(client_for: Any, revision: Revision, stranger: Any) -> None:
    assert client_for(stranger).post(fill(revision)).status_code == 404
    assert chosen(revision) == ""


def test_a_reader_is_not_told_to_choose(
    client_for: Any, assessor: Any, authority: Any, reviewer: Any, release: Any
) -> None:
    done = builders.complete_development(assessor=assessor, reviewing=authority)
    submitted = builders.submit(builders.finalise(done))
    shown = text(client_for(reviewer).get(page(submitted, "site")))
    assert "Subregion by the boundary" not in shown
    assert "SYB02" in shown
