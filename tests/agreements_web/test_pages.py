"""Pages of agreements: lists, refusals that lose nothing, stale forms, forms sent twice, and who is offered what."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.agreements import selectors, states
from registry.agreements.models import Agreement
from registry.agreements.services import suspension
from tests import builders_agreements as built
from tests.agreements_web.conftest import hidden, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bare_reports(monkeypatch):
    """Pages of agreements ask for no credits; the journey goes with a whole report."""
    monkeypatch.setattr(built, "REPORT", [built.bare_report])


def at(name, agreement, *more):
    return reverse(f"agreement-{name}", args=[agreement.public_id, *more])


def body(answer):
    return " ".join(answer.content.decode().split())


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# --- the list --------------------------------------------------------------------------------------------------------
def test_the_list_needs_as_many_queries_for_many_agreements_as_for_one(cast, as_person):
    built.lodged_agreement(cast)
    for person in ("landholder_signatory", "trust_officer", "auditor"):
        client, address = as_person(person), reverse("agreement-list")
        one = queries_of(client, address)
        for number in range(4):
            built.lodged_agreement(cast, site_name=f"Site {number}")
        assert queries_of(client, address) == one


def test_an_agreement_is_found_by_state_and_by_words(cast, as_person):
    first = built.lodged_agreement(cast, site_name="Ironbark Hills")
    second = built.lodged_agreement(cast, site_name="Wattle Gully")
    Agreement.objects.filter(pk=second.pk).update(state=states.WITHDRAWN)
    client, address = as_person("registrar"), reverse("agreement-list")

    def found(**query):
        return [row["agreement"].pk for row in client.get(address, query).context["rows"]]

    assert found() == [second.pk, first.pk]
    assert found(search="gully wattle") == [second.pk]
    assert found(state="preparing") == [first.pk]
    assert found(state=states.WITHDRAWN) == [second.pk]
    assert found(state="nonsense") == [second.pk, first.pk]
    assert found(search="no such place") == []


def test_a_stranger_to_the_land_sees_no_agreement(cast, as_person):
    agreement = built.lodged_agreement(cast)
    assert "Ironbark Hills" not in body(
        as_person("other_landholder_signatory").get(reverse("agreement-list"))
    )
    assert as_person("other_landholder_signatory").get(at("page", agreement)).status_code == 404


# --- refusals lose nothing -------------------------------------------------------------------------------------------
def test_a_refused_intention_comes_back_with_what_was_typed(cast, as_person):
    client, address = as_person("landholder_signatory"), reverse("agreement-new")
    answer = client.post(
        address, hidden(client.get(address)) | {"site_name": "Ironbark", "holding_ha": "many"}
    )
    assert answer.status_code == 400
    assert 'value="Ironbark"' in body(answer) and 'value="many"' in body(answer)
    assert "Fill in “What you have in mind”." in body(answer)


def test_an_application_without_a_report_says_so_and_keeps_the_area(cast, as_person):
    agreement = built.lodged_agreement(cast)
    client = as_person("landholder_signatory")
    assert "No accepted report" in body(client.get(at("apply", agreement)))
    answer = sent(client, at("apply", agreement), holding_ha="41.5")
    assert answer.status_code == 400
    assert 'value="41.5"' in body(answer)


def test_a_holding_smaller_than_the_site_is_refused_beside_its_field(cast, as_person, release):
    report = built.accepted_report(cast)
    agreement = built.lodged_agreement(cast)
    answer = sent(
        as_person("landholder_signatory"),
        at("apply", agreement),
        revision=report.public_id,
        holding_ha="1",
        owner_1=cast.organisation("landholder").name,
        parts_1="1",
    )
    assert answer.status_code == 400
    (told,) = answer.context["form"].errors["holding_ha"]
    assert "the site lies within it" in told


def test_a_signature_with_another_name_is_refused_and_the_statement_is_shown_again(cast, as_person, release):
    agreement = built.agreed_agreement(cast)
    client = as_person("landholder_signatory")
    answer = sent(client, at("sign-holder", agreement), typed_name="Somebody Else", capacity="Owner")
    assert answer.status_code == 400
    assert "the site is protected for ever" in body(answer)
    assert 'value="Somebody Else"' in body(answer)
    assert answer.context["form"].errors["typed_name"] == [
        "Type your own name as it stands on your account: Sol Signatory."
    ]


def test_what_stands_against_terms_is_told_before_and_after(cast, as_person, release):
    agreement = built.applied_agreement(cast)
    client = as_person("trust_officer")
    page = client.get(at("terms-propose", agreement))
    assert "What stands against terms" in body(page)
    answer = sent(client, at("terms-propose", agreement), text="As planned.")
    assert answer.status_code == 409
    assert "As planned." in body(answer)
    assert "State what each year after year 20 costs" in body(answer)


# --- stale and double forms ------------------------------------------------------------------------------------------
def test_a_stale_intention_is_kept_shown_beside_the_stored_one_and_saved_at_the_second_try(cast, as_person):
    agreement = built.lodged_agreement(cast)
    client, address = as_person("landholder_signatory"), at("intention", agreement)
    old = hidden(client.get(address))
    sent(client, address, site_name="Ridge", intention="Mine first.")
    mine = {"site_name": "Gully", "intention": "Mine second."}
    answer = client.post(address, old | mine)
    assert answer.status_code == 409
    assert {"label": "Name of the site", "stored": "Ridge", "typed": "Gully"} in answer.context["differing"]
    assert client.post(address, hidden(answer) | mine).status_code == 303
    agreement.refresh_from_db()
    assert agreement.site_name == "Gully"


def test_a_form_sent_twice_has_one_effect_and_both_times_leads_on(cast, as_person):
    client, address = as_person("landholder_signatory"), reverse("agreement-new")
    typed = hidden(client.get(address)) | {
        "applicant": cast.organisation("landholder").public_id,
        "trust": cast.organisation("trust").public_id,
        "site_name": "Ironbark Hills",
        "intention": "Protect the ridge.",
    }
    first, second = client.post(address, typed), client.post(address, typed)
    assert (first.status_code, second.status_code, first.url) == (303, 303, second.url)
    assert Agreement.objects.count() == 1


def test_a_step_sent_twice_after_the_state_moved_leads_on_too(cast, as_person):
    agreement = built.lodged_agreement(cast)
    client, address = as_person("landholder_signatory"), at("withdraw", agreement)
    typed = hidden(client.get(address)) | {"reason": "Sold."}
    assert [client.post(address, typed).status_code for _ in range(2)] == [303, 303]
    assert client.get(address).status_code == 409


# --- the table of costs ----------------------------------------------------------------------------------------------
@pytest.fixture
def applied(cast, release):
    return built.applied_agreement(cast)


def test_filling_in_shows_the_totals_and_stores_nothing(applied, as_person):
    client, address = as_person("landholder_signatory"), at("costs", applied)
    line = {"r0-action": "plan", "r0-purpose": "fire", "r0-each": "1000", "r0-y3": "2500"}
    answer = client.post(address, hidden(client.get(address)) | line | {"fill": "yes"})
    assert answer.status_code == 200
    assert answer.context["twenty_years"] == 19 * 100_000 + 250_000
    assert answer.context["rows"][0]["y3"].value() == "2500"
    assert answer.context["rows"][0]["ongoing"].value() == "1000"
    assert selectors.plan_open(applied).costs.count() == 0
    typed = {
        f"r0-{name}": answer.context["rows"][0][name].value() or ""
        for name in answer.context["rows"][0].fields
    }
    assert client.post(address, hidden(answer) | typed).status_code == 303
    assert selectors.plan_totals(selectors.plan_open(applied)).undiscounted_cents == 19 * 100_000 + 250_000


def test_an_amount_that_is_none_is_named_by_line_and_year_and_all_of_it_comes_back(applied, as_person):
    client, address = as_person("trust_officer"), at("costs", applied)
    lines = {
        "r0-action": "plan",
        "r0-purpose": "fire",
        "r0-y1": "ten",
        "r1-action": "plan",
        "r1-purpose": "other",
        "r1-y2": "77",
    }
    answer = client.post(address, hidden(client.get(address)) | lines)
    assert answer.status_code == 400
    assert [one["text"] for one in answer.context["problems"]] == [
        "Line 1, Year 1: Enter dollars, for example 12500 or 12,500.50."
    ]
    assert 'value="ten"' in body(answer) and 'value="77"' in body(answer)
    assert selectors.plan_open(applied).costs.count() == 0


def test_the_same_action_and_purpose_in_two_lines_is_refused(applied, as_person):
    client, address = as_person("trust_officer"), at("costs", applied)
    lines = {
        f"r{n}-{name}": value
        for n in (0, 1)
        for name, value in (("action", "plan"), ("purpose", "fire"), ("y1", "5"))
    }
    answer = client.post(address, hidden(client.get(address)) | lines)
    assert answer.status_code == 400
    assert "Line 2 has the action and purpose of line 1." in body(answer)


def test_costs_typed_into_an_old_table_are_kept_and_saved_at_the_second_try(applied, cast, as_person):
    client, address = as_person("landholder_signatory"), at("costs", applied)
    old = hidden(client.get(address))
    built.set_costs(cast, applied)
    line = {"r0-action": "plan", "r0-purpose": "fire", "r0-each": "1"}
    answer = client.post(address, old | line)
    assert answer.status_code == 409
    assert "Somebody was faster" in body(answer) and 'name="r0-each" value="1"' in body(answer)
    assert client.post(address, hidden(answer) | line).status_code == 303
    assert selectors.plan_totals(selectors.plan_open(applied)).ongoing_cents == 100


def test_the_costs_go_out_as_a_file_and_come_back_in(applied, cast, as_person):
    from django.core.files.uploadedfile import SimpleUploadedFile

    built.set_costs(cast, applied)
    client = as_person("landholder_signatory")
    text = client.get(at("costs-file", applied)).content.decode("utf-8-sig").replace("10000", "20000")
    upload = SimpleUploadedFile("costs.csv", text.encode())
    assert sent(client, at("costs-upload", applied), file=upload).status_code == 303
    assert selectors.plan_totals(selectors.plan_open(applied)).undiscounted_cents == 40_000_000
    wrong = SimpleUploadedFile("costs.csv", text.replace("20000", "lots", 1).encode())
    answer = sent(client, at("costs-upload", applied), file=wrong)
    assert answer.status_code == 400
    assert "Row 2, column Year 1: “lots”: Enter dollars" in body(answer)
    assert selectors.plan_totals(selectors.plan_open(applied)).undiscounted_cents == 40_000_000


def test_a_frozen_plan_has_no_table_to_write_in(cast, as_person, release):
    agreement = built.holder_signed_agreement(cast)
    answer = as_person("landholder_signatory").get(at("costs", agreement))
    assert answer.status_code == 409
    assert "only a variation of the agreement changes it" in body(answer)


# --- who is offered what ----------------------------------------------------------------------------------------------
def labels(client, agreement):
    return [button["label"] for button in client.get(at("page", agreement)).context["buttons"]]


@pytest.mark.statement("N10")
def test_only_the_trusts_approver_is_offered_the_signature_for_the_minister(cast, as_person, release):
    agreement = built.holder_signed_agreement(cast)
    assert labels(as_person("trust_approver"), agreement) == ["Sign for the Minister"]
    for person in ("trust_officer", "registrar", "registrar_approver", "auditor", "landholder_member"):
        assert "Sign for the Minister" not in labels(as_person(person), agreement)
        assert as_person(person).get(at("sign-trust", agreement)).status_code == 403


def test_who_belongs_to_an_owner_is_told_why_a_step_of_the_trust_is_not_theirs(cast, as_person, release):
    from registry.parties.models import Membership

    agreement = built.lodged_agreement(cast)
    Membership.objects.create(
        user=cast.person("trust_approver"), organisation=cast.organisation("landholder")
    )
    page = as_person("trust_approver").get(at("page", agreement))
    assert page.context["buttons"] == []
    assert "You belong to an owner of this land, so another person must do this." in body(page)


def test_the_auditor_reads_everything_and_is_offered_nothing(cast, as_person, release):
    agreement = built.applied_agreement(cast)
    client = as_person("auditor")
    assert labels(client, agreement) == []
    for part in (
        "eligibility",
        "interests",
        "activities",
        "plan",
        "terms",
        "owners",
        "changes",
        "suspension",
    ):
        page = body(client.get(at(part, agreement)))
        main = page[page.index('id="content"') : page.index("<footer")]
        assert 'method="post"' not in main and 'nsw-button--dark"' not in main, part


@pytest.mark.statement("N1")
def test_the_page_of_an_agreement_names_the_law_it_was_made_under(cast, as_person):
    page = body(as_person("auditor").get(at("page", built.lodged_agreement(cast))))
    assert "Biodiversity Conservation Act 2016, Part 5 (in force from 25 August 2017)" in page


@pytest.mark.statement("N9")
def test_the_page_of_an_agreement_says_that_the_trust_is_a_non_profit_intermediary(cast, as_person):
    page = body(as_person("landholder_member").get(at("page", built.lodged_agreement(cast))))
    assert "government-funded, non-profit body" in page


@pytest.mark.statement("N45")
def test_an_activity_that_may_harm_is_shown_as_not_permitted(cast, as_person, release):
    agreement = built.applied_agreement(cast)
    answer = sent(
        as_person("trust_officer"),
        at("activity-new", agreement),
        activity="Trail bikes",
        harmless="no",
        finding="Erosion.",
    )
    assert answer.status_code == 303
    page = body(as_person("landholder_signatory").get(at("activities", agreement)))
    assert "Trail bikes" in page and "Not permitted" in page


def test_a_suspended_agreement_says_so_and_offers_to_lift_it(cast, as_person, release):
    agreement = built.passive_agreement(cast)
    suspension.suspend(
        actor=built.actor(cast, "trust_approver"),
        agreement_id=agreement.public_id,
        reason="Clearing was reported.",
        today=built.today(),
    )
    assert "Lift the suspension" in labels(as_person("trust_approver"), agreement)
    assert "Suspend" not in labels(as_person("trust_approver"), agreement)
    assert "Clearing was reported." in body(as_person("auditor").get(at("suspension", agreement)))


def offered(client, agreement):
    """Label and address of each button in the box of what happens next."""
    return [(one["label"], one["url"]) for one in client.get(at("page", agreement)).context["buttons"]]


# --- in force ---------------------------------------------------------------------------------------------------------
@pytest.mark.statement("N43")
def test_a_variation_goes_from_proposal_to_a_new_frozen_plan_by_its_pages(cast, as_person, release):
    agreement = built.passive_agreement(cast)
    officer, holder, approver = map(as_person, ("trust_officer", "landholder_signatory", "trust_approver"))
    assert sent(officer, at("change-new", agreement), kind="variation", reason="Fire.").status_code == 303
    change = agreement.changes.get()
    page = body(officer.get(at("changes", agreement)))
    assert "Every owner has to sign it before it can be approved." in page
    agree = ("Agree to the change", at("change-agree", agreement, change.public_id))
    assert offered(holder, agreement)[0] == agree
    assert agree not in offered(officer, agreement)
    signing = {"typed_name": "Sol Signatory", "capacity": "Owner"}
    assert sent(holder, at("change-agree", agreement, change.public_id), **signing).status_code == 303
    assert agree not in offered(holder, agreement)
    assert officer.get(at("change-approve", agreement, change.public_id)).status_code == 403
    assert sent(approver, at("change-approve", agreement, change.public_id)).status_code == 303
    plan = selectors.plan_now(agreement)
    assert (plan.version, plan.frozen_at is not None) == (2, True)


@pytest.mark.statement("N16")
def test_a_change_of_owner_passes_the_duties_by_its_pages(cast, as_person, release):
    agreement = built.passive_agreement(cast)
    holder, buyer = as_person("landholder_signatory"), as_person("other_landholder_signatory")
    answer = sent(
        holder,
        at("owner-change-new", agreement),
        owner_1=cast.organisation("other_landholder").name,
        parts_1="1",
        effective_on=f"{built.today():%d/%m/%Y}",
        evidence="Dealing AC1.",
    )
    assert answer.status_code == 303
    change = agreement.owner_changes.get()
    accept = ("Accept the duties", at("owner-accept", agreement, change.public_id))
    assert offered(buyer, agreement) == [accept]
    assert accept not in offered(holder, agreement)
    signing = {"typed_name": "Mia Mallee", "capacity": "Owner"}
    assert sent(buyer, at("owner-accept", agreement, change.public_id), **signing).status_code == 303
    assert offered(buyer, agreement) == []
    assert sent(as_person("registrar"), at("owner-record", agreement, change.public_id)).status_code == 303
    assert selectors.duty_bearers(agreement, built.today()) == [cast.organisation("other_landholder")]
    assert "Mallee Family" in body(buyer.get(at("owners", agreement)))


def test_a_termination_is_nothing_for_an_owner_to_sign(cast, as_person, release):
    agreement = built.passive_agreement(cast)
    officer, holder = as_person("trust_officer"), as_person("landholder_signatory")
    values = {"kind": "termination", "reason": "A road.", "reference": "Consent 12"}
    assert sent(officer, at("change-new", agreement), **values).status_code == 303
    assert offered(holder, agreement) == []


def test_the_history_tells_in_words_what_was_done_and_with_which_facts(cast, as_person, release):
    agreement = built.holder_signed_agreement(cast)
    page = body(as_person("auditor").get(at("history", agreement)))
    for sentence in (
        "told the trust of an intention",
        "applied for the agreement",
        "recorded a finding about eligibility",
        "entered the costs of the plan",
        "proposed terms",
        "agreed to the terms",
        "signed for an owner",
    ):
        assert sentence in page
    assert "$200,000.00" in page and "9.37 ha" in page


def test_every_command_about_an_agreement_has_its_words_in_the_history():
    import re
    from pathlib import Path

    from django.conf import settings

    from registry.agreements.web.history import SENTENCES

    sources = [*Path(settings.BASE_DIR, "registry/agreements").rglob("*.py")]
    sources += Path(settings.BASE_DIR, "credits/lots/services").rglob("*.py")
    named = {
        name for path in sources for name in re.findall(r'@command\("(agreement\.\w+)"\)', path.read_text())
    }
    assert named == set(SENTENCES)


def test_the_registrar_records_a_biobanking_agreement_of_the_earlier_law(cast, as_person):
    answer = sent_new(
        as_person("registrar"),
        number="BA101",
        site_name="Old Gully",
        applicant=cast.organisation("landholder").public_id,
        trust=cast.organisation("trust").public_id,
        registered_on="01/02/2012",
        title_reference="AB1",
        source="Register of March 2026.",
    )
    assert answer.status_code == 303
    agreement = Agreement.objects.get()
    page = body(as_person("landholder_member").get(at("page", agreement)))
    assert "Threatened Species Conservation Act 1995, Part 7A (BioBanking)" in page
    assert "Report and credits" not in page


def sent_new(client, **values):
    address = reverse("agreement-biobanking-new")
    return client.post(address, hidden(client.get(address)) | values)
