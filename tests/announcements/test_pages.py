"""The pages and the API of announcements."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from credits.market.announcements import services
from credits.market.models import Announcement, EarlyReading
from tests.announcements.scene import AUTHOR, BODY, SECOND, TITLE, Scene
from tests.credits_web.conftest import filled, hidden, text_of

pytestmark = pytest.mark.django_db
LIST = "/market/announcements/"
API = "/api/v1/market/announcements/"


def typed(scene: Scene, **more: Any) -> dict[str, Any]:
    """What the form is filled with."""
    day = timezone.localdate(scene.now) + timedelta(days=1)
    return {
        "organisation": str(scene.cast.organisation("trust").public_id),
        "title": TITLE,
        "body": BODY,
        "day": day.isoformat(),
        "hour": "10:00",
    } | more


def test_from_writing_to_everybody_reading(scene: Scene, client_for: Any, client: Any) -> None:
    author, second = (client_for(scene.cast.person(name)) for name in (AUTHOR, SECOND))
    assert filled(author, f"{LIST}new/", typed(scene)).status_code == 303
    found = Announcement.objects.get()
    page = reverse("announcement-page", args=[found.public_id])
    assert timezone.localtime(found.publish_at).strftime("%H:%M") == "10:00"
    assert TITLE in text_of(author.get(LIST))
    before = text_of(second.get(LIST))
    assert "Read it" in before and TITLE not in before
    assert client.get(page).status_code == 404
    shown = second.get(page)
    assert BODY in text_of(shown) and "no-store" in shown["Cache-Control"]
    assert EarlyReading.objects.count() == 2
    approve = reverse("announcement-approve", args=[found.public_id])
    assert filled(second, approve, {}).status_code == 303
    assert "Nothing has been announced yet." in text_of(client.get(LIST))
    services.publish_due(now=found.publish_at)
    assert TITLE in text_of(client.get(LIST))
    public = text_of(client.get(page))
    assert BODY in public and "10:00:00" in public
    assert "2 people Conservation Trust: 2" in public
    for name in (AUTHOR, SECOND):
        assert scene.cast.person(name).name not in public


def test_opening_a_page_records_the_reading_and_opening_it_again_does_not(
    scene: Scene, client_for: Any
) -> None:
    found = scene.write()
    auditor = client_for(scene.cast.person("auditor"))
    for _ in range(2):
        assert auditor.get(reverse("announcement-page", args=[found.public_id])).status_code == 200
    assert EarlyReading.objects.filter(reader=scene.cast.person("auditor").pk).count() == 1


def test_a_form_with_faults_keeps_what_was_typed(scene: Scene, client_for: Any) -> None:
    author = client_for(scene.cast.person(AUTHOR))
    answer = filled(author, f"{LIST}new/", typed(scene, hour="teatime", title=""))
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"hour", "title"}
    assert BODY in answer.content.decode()
    answer = filled(author, f"{LIST}new/", typed(scene, day="2020-01-01"))
    assert answer.context["form"].errors == {
        "hour": ["The hour of publication lies ahead: choose a later one."]
    }


def test_an_approval_of_an_older_text_is_refused_and_says_so(scene: Scene, client_for: Any) -> None:
    found = scene.write()
    second = client_for(scene.cast.person(SECOND))
    approve = reverse("announcement-approve", args=[found.public_id])
    sent = hidden(second.get(approve))
    scene.act("change", found, AUTHOR, now=scene.now + timedelta(seconds=1))
    answer = second.post(approve, sent)
    assert answer.status_code == 409
    assert "It was changed after you read it." in text_of(answer)
    assert second.post(approve, {**sent, "written_at": "yesterday"}).status_code == 409
    author = client_for(scene.cast.person(AUTHOR))
    change = reverse("announcement-change", args=[found.public_id])
    assert filled(author, change, typed(scene, title="Another title")).status_code == 303
    withdraw = reverse("announcement-withdraw", args=[found.public_id])
    assert filled(second, withdraw, {}).status_code == 303
    found.refresh_from_db()
    assert (found.title, found.state) == ("Another title", "withdrawn")


def test_the_list_asks_as_few_questions_for_many(
    scene: Scene, client: Any, client_for: Any, django_assert_num_queries: Any
) -> None:
    second = client_for(scene.cast.person(SECOND))

    def published_and_waiting() -> None:
        scene.approved()
        services.publish_due(now=scene.hour)
        scene.write()

    published_and_waiting()
    second.get(LIST)
    for _ in range(2):
        with django_assert_num_queries(2):
            client.get(LIST)
        with django_assert_num_queries(8):
            second.get(LIST)
        published_and_waiting()
        published_and_waiting()


def test_programs_read_what_is_published_without_a_token(scene: Scene, api_for: Any) -> None:
    found = scene.approved()
    everybody, auditor = api_for(None), api_for(scene.cast.person("auditor"))
    one = f"{API}{found.public_id}/"
    assert everybody.get(API).json()["results"] == []
    assert everybody.get(one).status_code == 404
    assert everybody.get(f"{API}unpublished/").status_code == 401
    assert [row["title"] for row in auditor.get(f"{API}unpublished/").json()["results"]] == [""]
    assert auditor.get(one).json()["body"] == BODY
    assert [row["title"] for row in auditor.get(f"{API}unpublished/").json()["results"]] == [TITLE]
    assert EarlyReading.objects.count() == 3
    services.publish_due(now=scene.hour)
    answer = everybody.get(one).json()
    assert (answer["state"], answer["title"], answer["early_readers"]) == ("published", TITLE, 3)
    assert answer["early_readers_by_organisation"] == [
        {"organisation": "Name withheld", "people": 1},
        {"organisation": "Conservation Trust", "people": 2},
    ]
    assert [row["id"] for row in everybody.get(API).json()["results"]] == [str(found.public_id)]


def test_programs_write_approve_and_withdraw(scene: Scene, api_for: Any) -> None:
    author, second = (api_for(scene.cast.person(name)) for name in (AUTHOR, SECOND))
    text = {"title": TITLE, "body": BODY, "publish_at": scene.hour.isoformat()}
    organisation = {"organisation": str(scene.cast.organisation("trust").public_id)}
    made = author.post(API, text | organisation)
    assert made.status_code == 201
    one = f"{API}{made.json()['id']}/"
    assert author.post(f"{one}change/", text | {"title": "Another"}).json()["state"] == "draft"
    written_at = second.get(one).json()["written_at"]
    assert second.post(f"{one}approve/", {"written_at": "2020-01-01T00:00:00Z"}).status_code == 409
    assert second.post(f"{one}approve/", {"written_at": written_at}).json()["state"] == "approved"
    assert author.post(f"{one}withdraw/", {}).json()["state"] == "withdrawn"
    assert api_for(None).post(API, text | organisation).status_code == 401
    assert author.post(API, {"publish_at": "soon"}).status_code == 400
