"""The pages and the API of the search for credits."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from credits.obligations.models import DiaryEntry, Question, VariationRequest
from tests.credits_web.conftest import text_of
from tests.obligations.builders import eco_class, species_class
from tests.obligations.matching.scene import COMMUNITY, COMMUNITY_TEST, Scene
from tests.obligations.matching.test_diary_and_variation import a_demand

pytestmark = pytest.mark.django_db
API = "/api/v1/obligations/"
SIBLING = {
    "vegetation_class": "Sydney Coastal Dry Sclerophyll Forests",
    "offset_trading_group": "Sydney Coastal Dry Sclerophyll Forests <50%",
}


@pytest.fixture
def owing(client_for: Any, scene: Scene) -> Any:
    return client_for(scene.cast.person("developer"))


@pytest.fixture
def deciding(client_for: Any, scene: Scene) -> Any:
    return client_for(scene.cast.person("authority_delegate"))


def test_the_search_page_says_what_serves_at_what_price_and_why_not(scene: Scene, owing: Any) -> None:
    line = scene.line(eco_class())
    offer = scene.offer(scene.lot(eco_class(), 50), 4, "900.505")
    scene.lot(eco_class(**SIBLING), 9)
    page = owing.get(reverse("line-matching", args=[line.public_id]))
    text = text_of(page)
    assert "$900.505" in text
    assert f'href="/credits/offers/{offer.public_id}/accept/?quantity=4"' in page.content.decode()
    assert "No condition of approval allows the variation rules. (cl 6.4; Amendment Act 2024)" in text
    accept = owing.get(f"/credits/offers/{offer.public_id}/accept/?quantity=4")
    assert 'name="quantity" value="4"' in accept.content.decode()


def test_filters_leave_out_the_rest_and_are_kept_between_pages(scene: Scene, owing: Any) -> None:
    line = scene.line(eco_class())
    for number in range(27):
        scene.lot(eco_class(pct_id=2_000 + number), 5)
    scene.lot(species_class(), 3)
    address = reverse("line-matching", args=[line.public_id])
    first = owing.get(f"{address}?answer=serves")
    assert "Koala" not in text_of(first)
    assert "?answer=serves&amp;page=2" in first.content.decode()
    assert "26 to 27 of 27" in text_of(owing.get(f"{address}?answer=serves&page=2"))
    assert "No credits on the register fit" in text_of(owing.get(f"{address}?search=zebra"))


def test_a_page_of_many_classes_asks_no_more_than_one_of_one(scene: Scene, owing: Any) -> None:
    line = scene.line(eco_class())
    address = reverse("line-matching", args=[line.public_id])
    scene.offer(scene.lot(eco_class(), 5), 2)
    owing.get(address)
    counted = []
    for more in (0, 5):
        for number in range(more):
            scene.offer(scene.lot(eco_class(pct_id=500 + number), 5), 2)
        owing.get(address)
        with CaptureQueriesContext(connection) as caught:
            owing.get(address)
        counted.append(len(caught))
    assert counted[0] == counted[1]


def test_a_search_is_recorded_by_a_button_never_by_looking(scene: Scene, owing: Any) -> None:
    line = scene.line(eco_class())
    owing.get(reverse("line-matching", args=[line.public_id]))
    assert not DiaryEntry.objects.exists()
    answer = owing.post(reverse("line-search", args=[line.public_id]), {"key": "k1"}, follow=True)
    assert "In the diary: The credit register was searched: no lot serves like for like." in text_of(answer)
    again = owing.post(reverse("line-search", args=[line.public_id]), {"key": "k2"}, follow=True)
    assert "Today's search for this line is in the diary already." in text_of(again)
    assert DiaryEntry.objects.count() == 1


def test_an_open_test_is_asked_and_decided_on_pages(scene: Scene, owing: Any, deciding: Any) -> None:
    line, of = scene.line(eco_class()), eco_class(community_name=COMMUNITY)
    scene.lot(of, 5)
    page = owing.get(reverse("line-class", args=[line.public_id, of.pk]))
    ask = reverse("question-ask", args=[line.public_id, of.pk, COMMUNITY_TEST])
    assert f'href="{ask}"' in page.content.decode()
    owing.post(ask, {"note": "A better site.", "key": "a"})
    question = Question.objects.get()
    assert "A better site." in text_of(deciding.get(reverse("question-page", args=[question.public_id])))
    answer = reverse("question-answer", args=[question.public_id])
    refused = deciding.post(answer, {"answer": "yes", "reasons": "", "key": "b"})
    assert (refused.status_code, "Give the reasons for your decision." in text_of(refused)) == (400, True)
    deciding.post(answer, {"answer": "yes", "reasons": "It is the more cleared.", "key": "c"})
    after = owing.get(reverse("line-class", args=[line.public_id, of.pk]))
    assert "Decided yes: It is the more cleared." in text_of(after)
    assert f'href="{ask}"' not in after.content.decode()


def test_a_request_to_use_variation_goes_from_the_form_to_the_decision(
    scene: Scene, owing: Any, deciding: Any
) -> None:
    line = scene.variation_line()
    scene.steps_taken(line)
    address = reverse("variation-ask", args=[line.public_id])
    assert "Days the steps have to last not set" in text_of(owing.get(address))
    refused = owing.post(address, {"statement": "None exist.", "key": "a"})
    assert "chooses none of the other ways" in text_of(refused)
    assert "None exist." in refused.content.decode()
    owing.post(address, {"statement": "None exist.", "no_other_option": "on", "key": "b"})
    request = VariationRequest.objects.get()
    listed = deciding.get(reverse("question-list"))
    assert reverse("variation-page", args=[request.public_id]) in listed.content.decode()
    deciding.post(reverse("variation-approve", args=[request.public_id]), {"reason": "Shown.", "key": "c"})
    request.refresh_from_db()
    assert (request.state, request.decision_reason) == ("approved", "Shown.")


def test_the_diary_offers_what_was_done_on_the_market(scene: Scene, owing: Any) -> None:
    line = scene.line(eco_class())
    a_demand(scene)
    address = reverse("obligation-diary", args=[line.obligation.public_id])
    assert "Enter 1 now" in text_of(owing.get(address))
    assert not DiaryEntry.objects.exists()
    after = owing.post(reverse("diary-refresh", args=[line.obligation.public_id]), {"key": "a"}, follow=True)
    assert "40 credits were asked for on the demand register." in text_of(after)
    assert "Enter 1 now" not in text_of(after)


def test_the_cheapest_way_is_a_list_of_what_to_buy(scene: Scene, owing: Any, deciding: Any) -> None:
    line = scene.line(eco_class())
    scene.lot(eco_class(), 3, holder="proponent")
    offer = scene.offer(scene.lot(eco_class(), 5), 5, "10.50")
    address = reverse("obligation-allocation", args=[line.obligation.public_id])
    page = owing.get(address)
    assert f"/credits/offers/{offer.public_id}/accept/?quantity=5" in page.content.decode()
    assert "8 of 10 credits met $52.50 to pay, without GST and fees" in text_of(page)
    assert "Line 1 : 2 of 10 credits" in text_of(page)
    assert ", held already" in text_of(page)
    kept = text_of(owing.get(f"{address}?line=1"))
    assert "5 of 10 credits met" in kept
    assert ", held already" not in kept
    # The authority does not learn what the developer holds.
    assert ", held already" not in text_of(deciding.get(address))


def test_the_api_says_the_same(scene: Scene, owing: Any, deciding: Any) -> None:
    line, of = scene.line(eco_class()), eco_class(community_name=COMMUNITY)
    scene.lot(eco_class(), 3, holder="proponent")
    offer = scene.offer(scene.lot(eco_class(), 5), 5, "10.50")
    scene.lot(of, 7)
    found = owing.get(f"{API}lines/{line.public_id}/credits/").json()
    assert [
        (
            one["answer"],
            one["rule"],
            one["available"],
            one["offered"],
            one["held"],
            [w["code"] for w in one["why"]][:1],
        )
        for one in found["results"]
    ] == [
        ("serves", "like_for_like", 3, 5, 3, ["credit.in_force"]),
        ("open", "like_for_like", 7, 0, 0, [COMMUNITY_TEST]),
    ]
    only = owing.get(f"{API}lines/{line.public_id}/credits/?offered=1").json()
    assert only["count"] == 1
    one = owing.get(f"{API}lines/{line.public_id}/credits/{of.pk}/").json()
    assert (one["decision"]["serves"], one["decision"]["rule_set_version"]) == (
        "open",
        "nsw_bos/2025-03-07/1",
    )
    cheapest = owing.get(f"{API}{line.obligation.public_id}/allocation/").json()
    assert [(use["offer"], use["quantity"], use["value_cents"]) for use in cheapest["uses"]] == [
        (None, 3, 0),
        (str(offer.public_id), 5, 5_250),
    ]
    assert cheapest["unmet"] == [{"line": 1, "outstanding": 10, "quantity": 2}]
    asked = owing.post(
        f"{API}lines/{line.public_id}/credits/{of.pk}/questions/",
        {"test": COMMUNITY_TEST},
        content_type="application/json",
    )
    assert (asked.status_code, asked.json()["state"]) == (201, "asked")
    decided = deciding.post(
        f"{API}questions/{asked.json()['id']}/answer/",
        {"answer": False, "reasons": "Another community."},
        content_type="application/json",
    )
    assert decided.json()["state"] == "answered"
    assert deciding.get(f"{API}questions/").json()["results"][0]["reasons"] == "Another community."
    noted = owing.post(
        f"{API}{line.obligation.public_id}/diary/",
        {"step": "other", "on": scene.today.isoformat(), "text": "Advertised."},
        content_type="application/json",
    )
    assert noted.status_code == 201
    entries = deciding.get(f"{API}{line.obligation.public_id}/diary/").json()["results"]
    assert [(entry["step"], entry["line"], entry["text"]) for entry in entries] == [
        ("other", None, "Advertised.")
    ]
