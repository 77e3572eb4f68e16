"""The authority's pages and API: from the queue to the decision, and how many queries a list takes."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from credits.obligations import states
from credits.obligations.models import Application, Obligation
from tests.builders_people import Cast
from tests.obligations import builders as made
from tests.obligations.authority import steps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("release")]


@pytest.fixture
def officer(client_for: Any, cast: Cast) -> Any:
    return client_for(cast.person("authority_officer"))


@pytest.fixture
def delegate(client_for: Any, cast: Cast) -> Any:
    return client_for(cast.person("authority_delegate"))


def text_of(browser: Any, name: str, *args: Any) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200
    return str(answer.content.decode())


def send(browser: Any, name: str, args: list[Any], data: dict[str, Any], status: int = 303) -> Any:
    page = browser.get(reverse(name, args=args))
    version = page.context["version"] if page.status_code == 200 and "version" in page.context else 1
    answer = browser.post(reverse(name, args=args), data | {"key": f"{name}-{len(data)}", "version": version})
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer


def test_an_application_goes_from_the_queue_to_the_obligation(
    cast: Cast, officer: Any, delegate: Any, client_for: Any
) -> None:
    application = steps.lodged_with_report(cast)
    key = application.public_id
    assert application.number in text_of(officer, "application-list")
    assert "The lines of the report are put here" in text_of(officer, "application-page", key)
    send(officer, "application-begin", [key], {})
    text = text_of(officer, "application-page", key)
    assert "lodged with this application" in text
    assert "Write what you found on avoiding the impact." in text
    assert "Something is missing: see above." in text
    line = application.lines.get()
    less = {"quantity": line.proposed_quantity - 1, "reason": ""}
    refused = send(officer, "application-line", [key, line.public_id], less, status=400)
    assert "Say why the quantity is not the report" in refused.content.decode()
    send(officer, "application-line", [key, line.public_id], less | {"reason": "Half is in the reserve."})
    text = text_of(officer, "application-page", key)
    assert "Half is in the reserve." in text
    assert "record the concurrence of the Environment Agency Head" in text
    letter = {"giver": "agency_head", "given_on": steps.today().isoformat(), "reference": "DOC26/1"}
    send(officer, "application-concurrence-new", [key], letter)
    finding = {
        "entity": "Koala",
        "serious": "no",
        "principles": ["range"],
        "evidence": "Wide range.",
    }
    send(officer, "application-finding-new", [key], finding)
    send(officer, "application-condition-new", [key], {"kind": "avoid", "text": "Fence the gully."})
    texts = {"avoid_text": steps.AVOIDED, "minimise_text": steps.MINIMISED}
    send(officer, "application-texts", [key], texts)
    send(officer, "application-recommend", [key], {"recommendation": "Approve."})
    assert reverse("application-approve", args=[key]) in text_of(delegate, "application-page", key)
    assert reverse("application-approve", args=[key]) not in text_of(officer, "application-page", key)
    assert "What is owed from the decision on" in text_of(delegate, "application-approve", key)
    decision = {"consent_number": "DA-5/2026", "decided_on": steps.today().isoformat()}
    send(delegate, "application-approve", [key], decision)
    obligation = Obligation.objects.get()
    assert obligation.lines.get().required == line.proposed_quantity - 1
    text = text_of(client_for(cast.person("developer")), "application-page", key)
    assert "DA-5/2026" in text
    assert obligation.number in text
    assert "Hand in evidence" in text
    condition = application.conditions.get().public_id
    send(
        officer,
        "application-condition-met",
        [key, condition],
        {"met_on": steps.today().isoformat(), "evidence": "Seen."},
    )
    assert application.conditions.get().met_on == steps.today()


def test_a_form_of_an_older_version_comes_back_with_everything_in_it(cast: Cast, officer: Any) -> None:
    application = steps.begun(cast)
    address = reverse("application-texts", args=[application.public_id])
    Application.objects.update(version=4)
    answer = officer.post(
        address, {"avoid_text": "Typed for an hour.", "minimise_text": "", "key": "k", "version": "3"}
    )
    text = answer.content.decode()
    assert (answer.status_code, "Somebody was faster" in text, "Typed for an hour." in text) == (
        409,
        True,
        True,
    )
    assert steps.fresh(application).avoid_text == steps.AVOIDED


def test_the_delegate_reads_why_it_can_only_be_refused(cast: Cast, delegate: Any) -> None:
    application = steps.begun(cast)
    steps.find(cast, application, "Koala", serious=True)
    steps.recommend(cast, application)
    text = text_of(delegate, "application-page", application.public_id)
    assert "The impact on Koala is serious and irreversible, so the application must be refused." in text
    assert "BC Act s 7.16(2)" in text
    send(delegate, "application-refuse", [application.public_id], {"reason": "It must be."})
    assert steps.fresh(application).state == states.REFUSED


def test_orders_lapse_and_change_of_developer_have_pages(cast: Cast, delegate: Any) -> None:
    cast.person("developer")
    order = {
        "authority": cast.organisation("authority").public_id,
        "source": "order",
        "holder": cast.organisation("proponent").public_id,
        "reference": "LEC 2026/1",
        "title": "Clearing",
        "imposed_on": made.CONSENT_DAY.isoformat(),
        "evidence": "On file.",
        "about_1": "species",
        "name_1": "Phascolarctos cinereus",
        "subregion_1": "Hunter",
        "quantity_1": "1,200",
    }
    begun = delegate.post(reverse("order-new"), order | {"quantity_2": "3", "key": "a"})
    assert "Line 2: enter its name." in begun.content.decode()
    assert delegate.post(reverse("order-new"), order | {"key": "b"}).status_code == 303
    obligation = Obligation.objects.get()
    assert obligation.lines.get().required == 1_200
    lapsed = {"lapsed_on": steps.today().isoformat(), "reason": "Quashed.", "key": "c"}
    assert delegate.post(reverse("obligation-lapse", args=[obligation.public_id]), lapsed).status_code == 303
    obligation.refresh_from_db()
    assert obligation.state == states.LAPSED


@pytest.mark.parametrize("name", ["application-list", "api-applications"])
def test_a_list_takes_as_many_queries_for_many_rows_as_for_one(cast: Cast, officer: Any, name: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert officer.get(reverse(name)).status_code == 200
        return len(found)

    steps.begun(cast)
    queries()
    one = queries()
    for number in range(3):
        steps.begun(cast, development=made.development(cast, title=f"Site {number}"))
    assert queries() == one


def test_the_workbench_takes_as_many_queries_for_many_lines_as_for_two(cast: Cast, officer: Any) -> None:
    def queries(application: Application) -> int:
        with CaptureQueriesContext(connection) as found:
            officer.get(reverse("application-page", args=[application.public_id]))
        return len(found)

    few = steps.begun(cast)
    queries(few)
    classes = [made.species_class(scientific_name=f"Made up {n}") for n in range(6)]
    many = steps.begun(
        cast,
        development=made.development(cast, title="Many"),
        lines=[(one, 3) for one in classes],
    )
    assert queries(many) == queries(few)


def test_the_api_reviews_and_decides(cast: Cast, api_for: Any) -> None:
    application = steps.begun(cast)
    officer, delegate = api_for(cast.person("authority_officer")), api_for(cast.person("authority_delegate"))
    one = reverse("api-application", args=[application.public_id])
    shown = officer.get(one).json()
    assert [(line["number"], line["final_quantity"]) for line in shown["lines"]] == [(1, 10), (2, 4)]
    assert "recommend" in shown["actions"]
    line = reverse("api-application-line", args=[application.public_id, shown["lines"][0]["id"]])
    set_ = officer.put(line, {"quantity": 12, "reason": "A gully."}, format="json")
    assert set_.status_code == 200
    bad = officer.put(line, {"quantity": -1}, format="json")
    assert bad.status_code == 400
    for name, data in (("recommend", {"recommendation": "Approve."}),):
        done = officer.post(f"{one}{name}/", data, format="json")
        assert (done.status_code, done.json()["state"]) == (200, "recommended")
    decided = delegate.post(
        f"{one}approve/",
        {"consent_number": "DA-8/2026", "decided_on": steps.today().isoformat()},
        format="json",
    )
    assert decided.status_code == 200
    assert decided.json()["obligation_id"] == str(Obligation.objects.get().public_id)
    shown = delegate.get(one).json()
    assert (shown["state"], shown["actions"], shown["lines"][0]["settings"][0]["after_quantity"]) == (
        "approved",
        [],
        12,
    )


def test_the_developer_reads_what_the_authority_noted_once_it_has_decided(
    cast: Cast, client_for: Any, api_for: Any
) -> None:
    application = steps.recommended(cast)
    person = cast.person("developer")
    key = application.public_id
    text = text_of(client_for(person), "application-page", key)
    assert "is shown here once it has decided" in text
    assert steps.AVOIDED not in text
    one = reverse("api-application", args=[key])
    shown = api_for(person).get(one).json()
    assert (shown["avoid_text"], shown["lines"], shown["recommended_by"]) == ("", [], "")
    steps.approve(cast, application)
    assert steps.AVOIDED in text_of(client_for(person), "application-page", key)
    assert len(api_for(person).get(one).json()["lines"]) == 2
