"""Forms of agreements in hostile or hasty hands: old versions, junk amounts, big tables, signing what was not seen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.agreements import selectors
from registry.agreements.models import Agreement, AgreementChange, OwnerChange, OwnerShare, PlanAction
from registry.agreements.services import changes, costs, plans
from registry.agreements.web.costs import file
from registry.agreements.web.costs.lines import CostLine
from registry.findings import InvalidInput
from registry.parties.models import Organisation, OrganisationKind, Signature
from tests import builders_agreements as built
from tests.agreements_web.conftest import hidden, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("applied")]

FIRE = {"r0-action": "plan", "r0-purpose": "fire", "r0-each": "1"}


def at(name, agreement, *more):
    return reverse(f"agreement-{name}", args=[agreement.public_id, *more])


@pytest.fixture(scope="module")
def _key(module_stage):
    return module_stage.make(built.applied_agreement)


@pytest.fixture
def applied(_key, db):
    return built.fresh(Agreement.objects.get(pk=_key))


# --- versions --------------------------------------------------------------------------------------------------------
def test_filling_in_an_old_table_does_not_pick_up_a_change_nobody_showed(applied, cast, as_person):
    client, address = as_person("landholder_signatory"), at("costs", applied)
    old = hidden(client.get(address))
    built.set_costs(cast, applied)
    filled = client.post(address, old | FIRE | {"fill": "yes"})
    assert hidden(filled)["version"] == old["version"]
    assert client.post(address, hidden(filled) | FIRE).status_code == 409
    assert selectors.plan_totals(selectors.plan_open(applied)).undiscounted_cents == 20 * built.YEARLY_CENTS


def test_a_table_with_an_error_keeps_the_version_it_was_opened_with(applied, cast, as_person):
    client, address = as_person("landholder_signatory"), at("costs", applied)
    old = hidden(client.get(address))
    built.set_costs(cast, applied)
    refused = client.post(address, old | FIRE | {"r0-y1": "ten"})
    assert (refused.status_code, hidden(refused)["version"]) == (400, old["version"])


def test_a_form_with_an_error_keeps_the_version_it_was_opened_with(cast, as_person):
    agreement = built.lodged_agreement(cast)
    client, address = as_person("landholder_signatory"), at("intention", agreement)
    old = hidden(client.get(address))
    sent(client, address, site_name="Ridge", intention="Mine first.")
    refused = client.post(address, old | {"site_name": "Gully", "intention": ""})
    assert (refused.status_code, hidden(refused)["version"]) == (400, old["version"])
    mine = {"site_name": "Gully", "intention": "Mine second."}
    assert client.post(address, hidden(refused) | mine).status_code == 409
    agreement.refresh_from_db()
    assert agreement.site_name == "Ridge"


@pytest.mark.parametrize("version", [10**30, -1, 2**63])
def test_a_version_beyond_all_counting_is_merely_old(version, applied, cast, api_for):
    answer = api_for(cast.person("trust_officer")).put(
        f"/api/v1/agreements/{applied.public_id}/plan/costs/",
        {"rows": built.cost_rows(), "expected_version": version},
        format="json",
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "agreement.changed_meanwhile")


# --- amounts and big tables ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text", ["1e999999", "1e-999999", "12,50", "1,2,3", "1 2", "١٢", "1_000", "=1+1", "$$5", "9" * 29]
)
def test_an_amount_that_could_be_misread_is_refused_and_comes_back(text, applied, as_person):
    client, address = as_person("trust_officer"), at("costs", applied)
    answer = client.post(address, hidden(client.get(address)) | FIRE | {"r0-y1": text})
    assert answer.status_code == 400
    assert answer.context["rows"][0]["y1"].value() == text
    assert selectors.plan_open(applied).costs.count() == 0


def _with_actions(agreement, count):
    plan = selectors.plan_open(agreement)
    return PlanAction.objects.bulk_create(
        PlanAction(plan=plan, action_code="agreed", title=f"Action {number}") for number in range(count)
    )


def test_a_table_of_many_lines_loses_none_of_them(applied, as_person):
    actions = _with_actions(applied, 130)
    client, address = as_person("trust_officer"), at("costs", applied)
    lines = {
        f"r{number}-{name}": value
        for number, action in enumerate(actions)
        for name, value in (("action", action.public_id), ("purpose", "fire"), ("y1", "5"))
    }
    assert client.post(address, hidden(client.get(address)) | lines).status_code == 303
    assert selectors.plan_open(applied).costs.count() == 130


def test_more_lines_than_the_table_takes_are_refused_and_nothing_is_stored(applied, as_person):
    client, address = as_person("trust_officer"), at("costs", applied)
    lines = {
        f"r{number}-{name}": value
        for number in range(501)
        for name, value in (("action", "plan"), ("purpose", "fire"), ("y1", "5"))
    }
    answer = client.post(address, hidden(client.get(address)) | lines)
    assert answer.status_code == 400
    assert [one["text"] for one in answer.context["problems"]] == [
        "The table takes at most 500 lines, and these are 501. Put some of them together."
    ]


def test_a_plan_has_a_limit_of_actions(applied, cast):
    _with_actions(applied, plans.MOST_ACTIONS)
    with pytest.raises(InvalidInput) as refused:
        plans.change_action(
            actor=built.actor(cast, "landholder_signatory"),
            agreement_id=applied.public_id,
            action_id=None,
            title="One more",
            first_year=1,
            last_year=None,
            expected_version=built.fresh(applied).version,
        )
    assert [finding.code for finding in refused.value.findings] == ["plan.actions.too_many"]


def test_titles_that_would_be_read_as_one_keep_their_own_costs():
    titles = ["Fence", "fence", "Fence (2)", "'Fence", "The plan as a whole"]
    actions = [PlanAction(action_code="agreed", title=title) for title in titles]
    lines = [
        CostLine(str(action.public_id), "fire", {1: 100 * number})
        for number, action in enumerate(actions, start=1)
    ] + [CostLine(None, "fire", {1: 900})]
    again, findings = file.read(file.written(lines, actions).encode(), actions)
    assert findings == []
    assert [(line.action, line.cents) for line in again] == [(line.action, line.cents) for line in lines]


def test_terms_as_long_as_a_whole_agreement_are_taken(applied, cast, as_person):
    built.find_eligible(cast, applied)
    built.set_costs(cast, applied)
    client, text = as_person("trust_officer"), "The landholder manages the site. " * 2_000
    assert sent(client, at("terms-propose", applied), text=text).status_code == 303
    assert selectors.terms_now(applied).text == text.strip()


# --- signing what was not seen ---------------------------------------------------------------------------------------
SIGNED = {"typed_name": built.name_of("landholder_signatory"), "capacity": "Owner"}


def _varied(cast, release):
    agreement = built.passive_agreement(cast, place=1)
    done = changes.propose(
        actor=built.actor(cast, "trust_officer"),
        agreement_id=agreement.public_id,
        kind="variation",
        reason="More weeds.",
        now=built.now(),
    )
    return agreement, AgreementChange.objects.get(public_id=done["change_id"])


def test_an_owner_does_not_sign_a_plan_that_changed_after_the_page_was_opened(cast, as_person, release):
    agreement, change = _varied(cast, release)
    client = as_person("landholder_signatory")
    address = at("change-agree", agreement, change.public_id)
    opened = hidden(client.get(address))
    before = Signature.objects.count()
    costs.set_costs(
        actor=built.actor(cast, "trust_officer"),
        agreement_id=agreement.public_id,
        rows=built.cost_rows(yearly_cents=1),
        expected_version=built.fresh(agreement).version,
    )
    answer = client.post(address, opened | SIGNED)
    assert (answer.status_code, Signature.objects.count()) == (409, before)
    assert client.post(address, hidden(answer) | SIGNED).status_code == 303
    change.refresh_from_db()
    assert change.state == AgreementChange.AGREED


def test_an_owner_does_not_sign_an_agreement_that_changed_after_the_page_was_opened(cast, as_person, release):
    agreement = built.agreed_agreement(cast, place=1)
    client, address = as_person("landholder_signatory"), at("sign-holder", agreement)
    opened = hidden(client.get(address))
    signatory = as_person("landholder_signatory")
    assert sent(signatory, at("terms-reopen", agreement), reason="Again.").status_code == 303
    assert sent(signatory, at("terms-agree", agreement)).status_code == 303
    answer = client.post(address, opened | SIGNED)
    assert (answer.status_code, Signature.objects.count()) == (409, 0)
    assert client.post(address, hidden(answer) | SIGNED).status_code == 303


# --- owners ----------------------------------------------------------------------------------------------------------
def test_no_form_of_a_landholder_lists_other_landholders(applied, cast, as_person):
    other = cast.organisation("other_landholder").name
    client, intention = as_person("landholder_signatory"), built.lodged_agreement(cast)
    in_force = built.passive_agreement(cast, place=3)
    for address in (at("apply", intention), at("owner-change-new", in_force), reverse("agreement-new")):
        assert other not in client.get(address).content.decode()


def test_an_owner_that_nobody_registered_is_named_and_all_of_it_comes_back(cast, as_person, release):
    agreement = built.passive_agreement(cast, place=1)
    client, address = as_person("landholder_signatory"), at("owner-change-new", agreement)
    typed = {"owner_1": "Ironbark  family", "parts_1": "1", "owner_2": "Nobody <b>", "parts_2": "3"}
    answer = client.post(address, hidden(client.get(address)) | typed)
    assert answer.status_code == 400
    assert answer.context["form"].errors["owner_2"] == [
        "No landholder is registered as “Nobody <b>”. Check the spelling, or ask the registrar."
    ]
    assert "owner_1" not in answer.context["form"].errors
    assert "<b>" not in answer.content.decode()


def test_a_change_of_owner_has_room_for_every_owner_of_today(cast, as_person, release):
    agreement = built.passive_agreement(cast, place=1)
    for number in range(5):
        owner = Organisation.objects.create(name=f"Family {number}", kind=OrganisationKind.LANDHOLDER)
        OwnerShare.objects.create(agreement=agreement, organisation=owner, parts=1, valid_from=built.today())
    form = as_person("landholder_signatory").get(at("owner-change-new", agreement)).context["form"]
    named = [form[f"owner_{number}"].value() for number in form.numbers]
    assert named == ["Ironbark Family", *(f"Family {number}" for number in range(5)), None]


def test_the_page_of_owners_needs_as_many_queries_for_many_changes_as_for_one(
    cast, as_person, release, django_assert_num_queries
):
    agreement = built.passive_agreement(cast, place=1)
    client, address = as_person("landholder_signatory"), at("owners", agreement)

    def withdrawn():
        OwnerChange.objects.create(
            agreement=agreement,
            state=OwnerChange.WITHDRAWN,
            shares=[built.share(cast.organisation("other_landholder"))],
            effective_on=built.today(),
            evidence="AC1",
            lodged_by=cast.person("landholder_signatory"),
            lodged_at=built.now(),
        )

    withdrawn()
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    withdrawn()
    withdrawn()
    with django_assert_num_queries(len(one)):
        assert client.get(address).content.decode().count("Change of owner from") == 3
