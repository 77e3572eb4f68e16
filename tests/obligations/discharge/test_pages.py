"""Pages and API of discharge and commencement, as people and programs use them."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from credits.models import Retirement
from credits.obligations.models import Claim, Obligation, ObligationLine, Stage
from registry.parties.models import User
from tests.obligations import builders
from tests.obligations.builders import eco_class, species_class
from tests.obligations.discharge.scene import Retiring, standing

pytestmark = pytest.mark.django_db

Clients = Callable[[User | None], Client]


def url(name: str, thing: Any) -> str:
    return reverse(name, args=[thing.public_id])


@pytest.fixture
def owed(scene: Retiring) -> Obligation:
    """Ten forest credits and four koala credits."""
    return scene.obligation((eco_class(), 10), (species_class(), 4))


@pytest.fixture
def developer(scene: Retiring, client_for: Clients) -> Client:
    return client_for(scene.cast.person("developer"))


def test_the_holder_is_offered_the_lots_that_serve_and_told_of_the_others(
    scene: Retiring, owed: Obligation, developer: Client
) -> None:
    forest = scene.held(20)
    koala = scene.held(7, species_class())
    scene.held(5, species_class(scientific_name="Petaurus norfolcensis", common_name="Glider"))
    foreign = scene.lot()
    answer = developer.get(url("obligation-retire", owed))
    assert [(row["lot"].pk, [line.number for line in row["lines"]]) for row in answer.context["rows"]] == [
        (forest.pk, [1]),
        (koala.pk, [2]),
    ]
    assert answer.context["others"] == 1
    text = answer.content.decode()
    assert "1 other lot of yours with available credits serves no line today." in text
    assert foreign.number not in text


def test_asking_which_lots_serve_costs_the_same_for_many_lots(
    scene: Retiring, owed: Obligation, developer: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(2):
        scene.held(5)
    developer.get(url("obligation-retire", owed))
    with django_assert_max_num_queries(60) as few:
        developer.get(url("obligation-retire", owed))
    for _ in range(20):
        scene.held(5)
    with django_assert_max_num_queries(60) as many:
        developer.get(url("obligation-retire", owed))
    assert len(many) == len(few)


def test_the_holder_retires_one_lot_for_a_line_in_two_steps(
    scene: Retiring, owed: Obligation, developer: Client
) -> None:
    lot = scene.held(20)
    page = f"{url('obligation-retire', owed)}?lot={lot.number}"
    first = developer.get(page).content.decode()
    assert "Not for line 2" in first and 'name="line_1"' in first and 'name="line_2"' not in first
    typed = {"line_1": "6", "purpose": "planning_approval"}
    looked = developer.post(page, typed | {"step": "look"})
    assert looked.status_code == 200
    assert "The statement you sign" in looked.content.decode()
    signed = developer.post(
        page,
        typed
        | {
            "step": "sign",
            "key": str(uuid4()),
            "typed_name": "Dana Developer",
            "capacity": "Director",
        },
    )
    retirement = Retirement.objects.get()
    assert (signed.status_code, signed["Location"]) == (303, url("retirement-page", retirement))
    assert (retirement.quantity, retirement.obligation_reference) == (6, owed.reference)
    assert standing(scene.lines_of(owed)[0]) == (4, 6, 0)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Enter how many credits."),
        ({"line_1": "11"}, "Line 1 has 10 outstanding."),
        ({"line_1": "8"}, "has 7 available."),
        ({"line_1": "0"}, "Enter one credit or more."),
    ],
)
def test_what_cannot_be_is_said_at_the_first_step(
    scene: Retiring, owed: Obligation, developer: Client, typed: dict[str, str], told: str
) -> None:
    lot = scene.held(7)
    page = f"{url('obligation-retire', owed)}?lot={lot.number}"
    answer = developer.post(page, typed | {"purpose": "planning_approval", "step": "look"})
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert not Retirement.objects.exists()


def test_of_several_lines_at_least_one_gets_credits(scene: Retiring, developer: Client) -> None:
    obligation = scene.obligation((eco_class(), 10), (eco_class(), 5))
    page = f"{url('obligation-retire', obligation)}?lot={scene.held(7).number}"
    answer = developer.post(page, {"purpose": "planning_approval", "step": "look"})
    assert answer.status_code == 400
    assert "Enter how many credits are for at least one line." in answer.content.decode()


def test_nobody_elses_lot_is_retired_and_nothing_outstanding_is_said(
    scene: Retiring, developer: Client
) -> None:
    line = scene.line(required=3)
    foreign = scene.lot()
    page = url("obligation-retire", line.obligation)
    assert developer.get(f"{page}?lot={foreign.number}").status_code == 404
    scene.apply(scene.held(), {line: 3})
    assert "Nothing is outstanding." in developer.get(page).content.decode()


def test_an_officer_counts_an_earlier_retirement_by_its_number(
    scene: Retiring, owed: Obligation, client_for: Clients
) -> None:
    one, _ = scene.lines_of(owed)
    retirement = scene.record(scene.apply(scene.held(), {one: 5}, claims=(), quantity=5))
    officer = client_for(scene.cast.person("authority_officer"))
    page = url("obligation-link-retirement", owed)
    typed = {"retirement_number": "R0000000", "line_1": "5", "reason": "It names our consent.", "key": "a"}
    refused = officer.post(page, typed)
    assert refused.status_code == 400
    assert "There is no recorded retirement of this number." in refused.content.decode()
    done = officer.post(page, typed | {"retirement_number": retirement.transaction_number, "key": "b"})
    assert (done.status_code, done["Location"]) == (303, url("obligation-page", owed))
    assert standing(one) == (5, 0, 5)


@pytest.fixture
def stage(scene: Retiring) -> Stage:
    """The first stage of a development that owes ten credits before it."""
    builders.staged_obligation(scene.cast)
    return Stage.objects.get()


def test_the_page_of_commencement_lists_what_stands_in_the_way_then_records_the_day(
    scene: Retiring, stage: Stage, developer: Client
) -> None:
    page = url("stage-commence", stage)
    text = developer.get(page).content.decode()
    assert "What stands in the way" in text
    assert "10 of 10 credits" in text
    assert 'name="commenced_on"' not in text
    day = f"{scene.today:%d/%m/%Y}"
    blocked = developer.post(page, {"commenced_on": day, "key": "a"})
    assert blocked.status_code == 409
    assert "cannot commence" in blocked.content.decode()
    line = ObligationLine.objects.select_related("obligation").get()
    scene.retire(scene.held(), {line: 10})
    text = developer.get(page).content.decode()
    assert "Nothing stands in the way." in text and 'name="commenced_on"' in text
    done = developer.post(page, {"commenced_on": day, "key": "b"})
    assert done.status_code == 303
    assert f"Commenced on {day}" in developer.get(page).content.decode()


def test_a_development_without_stages_begins_as_a_whole(scene: Retiring, developer: Client) -> None:
    place = builders.development(scene.cast)
    builders.application(scene.cast, development=place, **builders.approved(scene.cast))
    line = scene.line(required=2, of={"development": place})
    page = url("development-commence", place)
    day = f"{scene.today:%d/%m/%Y}"
    assert developer.post(page, {"commenced_on": day, "key": "a"}).status_code == 409
    assert not Stage.objects.exists()
    scene.retire(scene.held(), {line: 2})
    assert developer.post(page, {"commenced_on": day, "key": "b"}).status_code == 303
    made = Stage.objects.get()
    assert (made.title, made.state, made.commenced_on) == (
        "The whole development",
        "commenced",
        scene.today,
    )
    assert developer.get(page).status_code == 409


class TestApi:
    """The same for programs."""

    @staticmethod
    def post(client: Client, address: str, body: Any) -> Any:
        return client.post(
            address,
            json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": str(uuid4())},
        )

    def test_credits_are_retired_for_lines(
        self, scene: Retiring, owed: Obligation, developer: Client
    ) -> None:
        one, _ = scene.lines_of(owed)
        body = {
            "lot": scene.held(9).number,
            "claims": [{"line": str(one.public_id), "quantity": 4}],
            "typed_name": "Dana Developer",
            "capacity": "Director",
        }
        address = url("api-obligation-retirements", owed)
        unclear = self.post(developer, address, body)
        assert unclear.status_code == 400
        made = self.post(developer, address, body | {"purpose": "planning_approval"})
        assert (made.status_code, made.json()["quantity"]) == (201, 4)
        assert Claim.objects.get().line_id == one.pk
        too_many = body | {"claims": [{"line": str(one.public_id), "quantity": 7}]}
        refused = self.post(developer, address, too_many | {"purpose": "planning_approval"})
        assert refused.status_code == 409

    def test_an_earlier_retirement_is_counted(
        self, scene: Retiring, owed: Obligation, client_for: Clients
    ) -> None:
        one, _ = scene.lines_of(owed)
        retirement = scene.record(scene.apply(scene.held(), {one: 5}, claims=(), quantity=5))
        made = self.post(
            client_for(scene.cast.person("authority_officer")),
            url("api-obligation-links", owed),
            {
                "retirement": retirement.transaction_number,
                "claims": [{"line": str(one.public_id), "quantity": 5}],
                "reason": "It names our consent.",
            },
        )
        assert (made.status_code, made.json()["state"]) == (200, "in_force")

    def test_commencement_tells_what_stands_in_the_way_and_is_recorded(
        self, scene: Retiring, stage: Stage, developer: Client
    ) -> None:
        address = url("api-stage-commencement", stage)
        told = developer.get(address).json()
        assert [one["code"] for one in told["in_the_way"]] == ["stage.undischarged"]
        assert (told["state"], told["earliest"]) == ("planned", None)
        body = {"commenced_on": scene.today.isoformat()}
        assert self.post(developer, address, body).status_code == 409
        scene.retire(scene.held(), {ObligationLine.objects.select_related("obligation").get(): 10})
        made = self.post(developer, address, body)
        assert (made.status_code, made.json()["state"]) == (200, "commenced")

    def test_a_whole_development_commences(self, scene: Retiring, developer: Client) -> None:
        place = builders.development(scene.cast)
        builders.application(scene.cast, development=place, **builders.approved(scene.cast))
        body = {"commenced_on": scene.today.isoformat()}
        made = self.post(developer, url("api-development-commencement", place), body)
        assert (made.status_code, made.json()["number"]) == (200, 1)


def test_the_page_of_a_retirement_says_for_which_lines_it_is_and_why(
    scene: Retiring, owed: Obligation, developer: Client, client_for: Clients
) -> None:
    one, _ = scene.lines_of(owed)
    retirement = scene.apply(scene.held(), {one: 4})
    text = developer.get(url("retirement-page", retirement)).content.decode()
    assert url("obligation-page", owed) in text
    assert "Why they serve: like for like" in text
    assert "The credit is issued and in force." in text
    officer = client_for(scene.cast.person("registrar"))
    assert "Why they serve: like for like" in officer.get(url("retirement-page", retirement)).content.decode()


def test_documents_are_offered_where_they_can_be_made(
    scene: Retiring, stage: Stage, developer: Client
) -> None:
    obligation = Obligation.objects.get()
    application = obligation.application
    assert application is not None
    for name, thing, kind in (
        ("obligation-page", obligation, "discharge_statement"),
        ("application-page", application, "decision_notice"),
    ):
        link = reverse("certificate-issue", args=[kind, thing.public_id])
        assert link in developer.get(url(name, thing)).content.decode()
        assert developer.get(link).status_code == 200
        made = developer.post(link, {"key": str(uuid4())})
        assert made.status_code == 303
        assert developer.get(made["Location"]).status_code == 200


def test_a_development_leads_to_what_its_stages_wait_for(stage: Stage, developer: Client) -> None:
    text = developer.get(url("development-page", stage.development)).content.decode()
    assert url("stage-commence", stage) in text
