"""Notices to organisations: who sees them, the number in the header, and marking one as read."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registry.actor import public
from registry.audit.models import AuditEvent
from registry.findings import DomainError, NotVisible
from registry.notices import selectors
from registry.notices.models import Notice
from registry.notices.services.reading import mark_read
from registry.notices.services.sending import send

pytestmark = pytest.mark.django_db


def notify(organisation: Any, title: str = "Credits sold", path: str = "/reference/") -> Notice:
    return send(organisation=organisation, title=title, body="12 credits.", path=path, now=timezone.now())


def test_a_notice_is_seen_by_its_organisation_alone(
    act, landholder, landholder_member, landholder_signatory, other_landholder_signatory, registrar, auditor
):
    sent = notify(landholder)
    for seeing in (landholder_member, landholder_signatory):
        assert list(selectors.visible_to(act(seeing))) == [sent]
    for other in (other_landholder_signatory, registrar, auditor):
        assert list(selectors.visible_to(act(other))) == []
        with pytest.raises(NotVisible):
            mark_read(actor=act(other), notice_id=sent.public_id, now=timezone.now())
    assert selectors.unread_count(public()) == 0


def test_a_notice_is_read_once_for_the_whole_organisation(
    act, landholder, landholder_member, landholder_signatory
):
    sent, now = notify(landholder), timezone.now()
    assert selectors.unread_count(act(landholder_signatory)) == 1
    mark_read(actor=act(landholder_member), notice_id=sent.public_id, now=now)
    sent.refresh_from_db()
    assert (sent.read_at, sent.read_by) == (now, landholder_member)
    assert selectors.unread_count(act(landholder_signatory)) == 0
    with pytest.raises(DomainError) as refusal:
        mark_read(actor=act(landholder_signatory), notice_id=sent.public_id, now=now)
    assert refusal.value.code == "notice.read_already"
    assert AuditEvent.objects.filter(action="notice.mark_read").count() == 1


@pytest.mark.parametrize("path", ["https://example.org/", "//example.org/", "lots/1/"])
def test_a_notice_leads_to_a_page_of_this_site_only(landholder, path):
    with pytest.raises(ValueError, match="a page of this site"):
        notify(landholder, path=path)


@pytest.mark.parametrize("title", ["", "x" * 161])
def test_a_notice_has_a_title_that_fits(landholder, title):
    with pytest.raises(ValueError, match="1 to 160"):
        notify(landholder, title=title)


def test_the_header_tells_how_many_are_not_read(client_for, landholder, landholder_member, stranger):
    notify(landholder)
    notify(landholder, "Offer withdrawn")
    unread = '<strong>(2<span class="reg-visually-hidden"> not read</span>)</strong>'
    assert unread in client_for(landholder_member).get("/about/").content.decode()
    text = client_for(stranger).get("/about/").content.decode()
    assert "Notices" in text
    assert "not read" not in text
    assert "Notices" not in client_for(None).get("/about/").content.decode()


def test_the_count_costs_one_query_and_none_for_who_belongs_nowhere(
    act, landholder_member, stranger, django_assert_num_queries
):
    member, nobody = act(landholder_member), act(stranger)
    with django_assert_num_queries(1):
        selectors.unread_count(member)
    with django_assert_num_queries(0):
        selectors.unread_count(nobody)


def test_a_notice_is_marked_as_read_on_the_page(client_for, landholder, landholder_member):
    sent, client = notify(landholder), client_for(landholder_member)
    text = client.get(reverse("notice-list")).content.decode()
    assert '<a href="/reference/">Credits sold</a>' in text
    address = reverse("notice-read", args=[sent.public_id])
    assert "read by Lou Landholder" in client.post(address, {"key": "1"}, follow=True).content.decode()
    again = client.post(address, {"key": "2"}, follow=True)
    assert "This notice is marked as read already." in again.content.decode()


def test_a_page_without_notices_says_when_one_comes(client_for, stranger):
    assert "No notice yet." in client_for(stranger).get(reverse("notice-list")).content.decode()


def test_the_list_of_notices_asks_as_often_for_many_as_for_one(client_for, landholder, landholder_member):
    client, counts = client_for(landholder_member), []
    for number in (1, 20):
        for _ in range(number):
            notify(landholder)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("notice-list")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_notices_are_read_over_the_api(api_for, landholder, landholder_member, registrar):
    sent, client = notify(landholder), api_for(landholder_member)
    rows = client.get("/api/v1/notices/").json()["results"]
    assert [(row["title"], row["read_at"]) for row in rows] == [("Credits sold", None)]
    assert client.post(f"/api/v1/notices/{sent.public_id}/read/").json() == {"notice_id": str(sent.public_id)}
    assert client.get("/api/v1/notices/").json()["results"][0]["read_by"] == "Lou Landholder"
    assert client.post(f"/api/v1/notices/{sent.public_id}/read/").status_code == 409
    assert api_for(registrar).get("/api/v1/notices/").json()["count"] == 0
