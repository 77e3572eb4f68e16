"""The pages and the API of promises: two steps to sign, nothing lost, what each person reads."""

from typing import Any

import pytest
from django.urls import reverse

from credits.market.models import Commitment
from credits.models import Offer
from tests import builders_agreements as made
from tests.commitments.scene import GROUP, Scene
from tests.credits_web.conftest import filled, hidden, signed, text_of

pytestmark = pytest.mark.django_db
LIST = "/market/commitments/"
API = "/api/v1/market/commitments/"


@pytest.fixture
def seller(client_for: Any, scene: Scene) -> Any:
    return client_for(scene.cast.person("landholder_signatory"))


@pytest.fixture
def buyer(client_for: Any, scene: Scene) -> Any:
    return client_for(scene.cast.person("developer"))


def values(scene: Scene, **more: Any) -> dict[str, Any]:
    """What the form is filled with."""
    scene.cast.person("developer")
    return {
        "seller": str(scene.cast.organisation("landholder").public_id),
        "buyer": str(scene.cast.organisation("proponent").public_id),
        "kind": "ecosystem",
        "class_name": GROUP,
        "quantity": "40",
        "price": "$1,250.50",
        "lapses_on": scene.today.isoformat(),
        "conditions": "",
    } | more


def test_from_the_agreement_to_a_signed_promise_and_its_offer(scene: Scene, seller: Any, buyer: Any) -> None:
    agreement = scene.agreement()
    workbench = seller.get(reverse("agreement-page", args=[agreement.public_id]))
    address = f"{LIST}?agreement={agreement.public_id}"
    assert f'href="{address}"' in workbench.content.decode()
    propose = reverse("commitment-propose", args=[agreement.public_id])
    assert f'href="{propose}"' in seller.get(address).content.decode()
    person = scene.cast.person("landholder_signatory")
    answer, sent = signed(seller, propose, values(scene), person)
    assert answer.status_code == 303
    seller.post(propose, sent)
    commitment = Commitment.objects.get()
    page = reverse("commitment-page", args=[commitment.public_id])
    assert answer["Location"] == page
    assert f"Promise of 40 credits of {agreement.site_name}" in text_of(buyer.get("/waiting/"))
    assert "waits for the buyer" in text_of(buyer.get(page))
    agreed, _ = signed(
        buyer, reverse("commitment-agree", args=[commitment.public_id]), {}, scene.cast.person("developer")
    )
    assert agreed.status_code == 303
    assert "Once the agreement is registered and its credits are issued." in text_of(seller.get(page))
    scene.register(agreement)
    assert "The agreement is registered: the seller can offer the credits now." in text_of(seller.get(page))
    lot = agreement.lots.get()
    fulfil = reverse("commitment-fulfil", args=[commitment.public_id])
    done, _ = signed(seller, fulfil, {"lot": lot.number, "note": "As agreed."}, person)
    assert done.status_code == 303
    assert (Offer.objects.get().price, Offer.objects.get().channel) == ("1250.50", "commitment")
    assert "an offer, open" in text_of(buyer.get(page))


def test_the_classes_of_an_accepted_report_are_offered_with_what_is_left(scene: Scene, seller: Any) -> None:
    agreement = made.applied_agreement(scene.cast)
    page = seller.get(reverse("commitment-propose", args=[agreement.public_id]))
    choices = page.context["form"].fields["entitlement"].choices
    assert choices
    assert all(label.endswith("left)") for _, label in choices)
    code = choices[0][0]
    fields = {name: text for name, text in values(scene).items() if name not in ("kind", "class_name")}
    answer = seller.post(
        reverse("commitment-propose", args=[agreement.public_id]),
        {**fields, "entitlement": code, "quantity": "1", "step": "look"},
    )
    assert code.partition("|")[2] in text_of(answer)


def test_what_cannot_be_promised_comes_back_beside_its_field(scene: Scene, seller: Any) -> None:
    agreement = scene.agreement()
    address = reverse("commitment-propose", args=[agreement.public_id])
    answer = seller.post(
        address, values(scene, quantity="0", price="twelve", lapses_on="soon") | {"step": "look"}
    )
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"quantity", "price", "lapses_on"}
    person = scene.cast.person("landholder_signatory")
    answer, _ = signed(seller, address, values(scene, class_name="Moon forest <50%"), person)
    assert answer.status_code == 400
    assert "class_name" in answer.context["form"].errors
    assert 'value="Moon forest &lt;50%"' in answer.content.decode()
    assert Commitment.objects.count() == 0


@pytest.mark.parametrize(
    ("action", "who", "state"),
    [("decline", "buyer", "declined"), ("withdraw", "seller", "withdrawn"), ("end", "buyer", "ended")],
)
def test_a_promise_is_closed_with_a_reason(
    scene: Scene, request: Any, action: str, who: str, state: str
) -> None:
    commitment = scene.agreed() if action == "end" else scene.promise()
    client = request.getfixturevalue(who)
    address = reverse(f"commitment-{action}", args=[commitment.public_id])
    assert client.post(address, hidden(client.get(address))).status_code == 400
    assert filled(client, address, {"reason": "No longer needed."}).status_code == 303
    commitment.refresh_from_db()
    assert (commitment.state, commitment.closing_reason) == (state, "No longer needed.")
    assert client.get(address).status_code == 409


def test_the_list_asks_as_few_questions_for_many_promises(
    scene: Scene, buyer: Any, django_assert_num_queries: Any
) -> None:
    agreement = scene.agreement()
    scene.promise(agreement)
    buyer.get(LIST)
    with django_assert_num_queries(7):
        buyer.get(LIST)
    for _ in range(3):
        scene.promise(agreement)
    with django_assert_num_queries(7):
        buyer.get(LIST)


def test_programs_promise_agree_and_read(scene: Scene, api_for: Any) -> None:
    agreement = scene.agreement()
    seller = api_for(scene.cast.person("landholder_signatory"))
    buyer = api_for(scene.cast.person("developer"))
    terms = {name.removesuffix("_id"): value for name, value in scene.terms(agreement).items()}
    body = terms | {"lapses_on": scene.today.isoformat()} | scene.signs("landholder_signatory")
    first = seller.post(API, body, headers={"Idempotency-Key": "one"})
    again = seller.post(API, body, headers={"Idempotency-Key": "one"})
    assert (first.status_code, again.json()) == (201, first.json())
    one = f"{API}{first.json()['id']}/"
    assert buyer.post(f"{one}agree/", scene.signs("developer")).json()["state"] == "agreed"
    assert seller.post(f"{one}fulfil/", scene.signs("landholder_signatory")).json()["code"] == (
        "commitment.no_credits"
    )
    found = buyer.get(one).json()
    assert (found["state"], found["quantity"], found["price"], found["offer"]) == (
        "agreed",
        40,
        "1250.50",
        None,
    )
    assert [row["id"] for row in buyer.get(API).json()["results"]] == [found["id"]]
    assert buyer.post(f"{one}end/", {"reason": "Not needed."}).json()["state"] == "ended"


def test_programs_are_told_what_is_wrong_by_field(scene: Scene, api_for: Any) -> None:
    agreement = scene.agreement()
    seller = api_for(scene.cast.person("landholder_signatory"))
    terms = {name.removesuffix("_id"): value for name, value in scene.terms(agreement).items()}
    body = terms | {"lapses_on": "2026-02-30", "quantity": 0, "tfd": 1} | scene.signs("landholder_signatory")
    answer = seller.post(API, body)
    assert answer.status_code == 400
    fields = {one["field"] for one in answer.json()["findings"]}
    assert "tfd" in fields
    body = {name: value for name, value in body.items() if name != "tfd"}
    fields = {one["field"] for one in seller.post(API, body).json()["findings"]}
    assert fields == {"lapses_on", "quantity"}
