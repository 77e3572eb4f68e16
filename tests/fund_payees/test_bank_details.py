"""Bank details: sealed, masked, verified by another person, cooled off, replaced; nothing of a number leaks."""

import io
import json
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.utils import timezone

from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.fund import states
from registry.fund.models import BankDetail
from registry.fund.selectors.payees import hold_reason, payable_details
from registry.fund.services import payees, sealing
from registry.idempotency.models import CommandKey
from registry.notices.models import Notice
from tests.conftest import give_role
from tests.fund_payees.accounts import MASKED, NUMBER, SECRETS, TYPED, enter, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder(act, landholder_signatory):
    return act(landholder_signatory)


@pytest.fixture
def officer(act, trust_officer):
    return act(trust_officer)


@pytest.fixture
def entered(holder, landholder):
    return enter(holder, landholder)


def test_what_is_entered_is_sealed_and_masked(entered):
    assert (entered.state, entered.masked) == ("entered", MASKED)
    assert not any(secret in entered.sealed for secret in SECRETS)
    assert sealing.unseal(entered.sealed) == {
        "bsb": "999-123",
        "account_number": NUMBER,
        "title": "Ironbark Family Trust",
    }


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("bsb", "12345", "The BSB has to be six digits with a hyphen in the middle, for example 062-000."),
        ("bsb", "999-999", "The BSB 999-999 is not a branch."),
        ("account_number", "1234567890", "The account number has to be 2 to 9 digits."),
        ("account_number", "000", "The account number may not be all zeros."),
        ("account_number", "12a4", "The account number has to be 2 to 9 digits."),
        ("title", "", "Nothing was entered: enter the name as the bank has it."),
        (
            "title",
            "A name of an account that is far too long for it",
            "The account title has more or other characters than a bank's file takes. Shorten it as on the "
            "account's statement.",
        ),
    ],
)
def test_what_is_no_account_is_refused_by_its_field(field, typed, message):
    with pytest.raises(InvalidInput) as refused:
        payees.read_account(**TYPED | {field: typed})
    assert [(finding.field, finding.message) for finding in refused.value.findings] == [(field, message)]


def test_every_fault_of_an_account_is_told_at_once():
    with pytest.raises(InvalidInput) as refused:
        payees.read_account(bsb="", account_number="", title="")
    assert [finding.field for finding in refused.value.findings] == ["bsb", "account_number", "title"]


def test_a_title_is_written_in_the_banks_characters():
    assert payees.read_account(**TYPED | {"title": "Māori Höfe"}).title == "Maori Hofe"


def test_who_does_not_sign_for_the_organisation_enters_nothing(act, landholder, landholder_member, officer):
    for actor in (act(landholder_member), officer):
        with pytest.raises(NotAllowed):
            enter(actor, landholder)
    assert BankDetail.objects.count() == 0


def test_for_a_stranger_there_is_no_payee(act, landholder, other_landholder_signatory):
    with pytest.raises(NotVisible):
        enter(act(other_landholder_signatory), landholder)


def test_a_developer_enters_the_account_of_its_organisation(act, developer, proponent):
    assert enter(act(developer), proponent).state == "entered"


def test_entering_again_replaces_what_waits_and_not_what_is_verified(holder, officer, landholder, entered):
    verify(officer, entered)
    second = enter(holder, landholder, account_number="111222")
    third = enter(holder, landholder, account_number="333444")
    second.refresh_from_db()
    entered.refresh_from_db()
    assert [one.state for one in (entered, second, third)] == ["verified", "replaced", "entered"]


def test_the_same_request_enters_once(holder, landholder):
    first = enter(holder, landholder, key="once")
    again = enter(holder, landholder, key="once")
    assert first == again
    assert BankDetail.objects.count() == 1


def test_the_same_key_for_another_account_is_refused(holder, landholder):
    enter(holder, landholder, key="once")
    with pytest.raises(DomainError) as refused:
        enter(holder, landholder, key="once", account_number="333444")
    assert refused.value.code == "idempotency.key_reused"


def test_verified_details_are_usable_after_the_days_of_cooling_off(officer, entered, today):
    done = verify(officer, entered)
    assert (done.state, done.usable_from) == ("verified", today + timedelta(days=3))
    payee_id = done.organisation_id
    assert payable_details([payee_id], on=today + timedelta(days=2)) == {}
    assert hold_reason([payee_id], today)[payee_id][0] == "BANK_COOLING_OFF"
    assert payable_details([payee_id], on=today + timedelta(days=3)) == {payee_id: done}


def test_verifying_the_new_ones_ends_the_former(holder, officer, landholder, entered):
    verify(officer, entered)
    newer = verify(officer, enter(holder, landholder, account_number="111222"))
    entered.refresh_from_db()
    assert (entered.state, entered.closing_reason) == ("replaced", "Other details were verified.")
    assert newer.state == "verified"


def test_who_entered_them_never_verifies_them(act, landholder, landholder_signatory, trust, today):
    give_role(landholder_signatory, trust, "trust_officer", since=today)
    both = act(landholder_signatory)
    detail = enter(both, landholder)
    with pytest.raises(NotAllowed) as refused:
        verify(both, detail)
    assert refused.value.code == "bank_details.same_person"


def test_who_belongs_to_the_payee_never_verifies_its_details(act, entered, landholder, trust_officer, today):
    give_role(trust_officer, landholder, "landholder", since=today)
    with pytest.raises(NotAllowed) as refused:
        verify(act(trust_officer), entered)
    assert refused.value.code == "bank_details.conflict_of_interest"


def test_the_auditor_sees_details_and_verifies_none(act, auditor, entered):
    with pytest.raises(NotAllowed):
        verify(act(auditor), entered)


def test_verifying_needs_to_say_how(officer, entered):
    with pytest.raises(InvalidInput) as refused:
        verify(officer, entered, how="  ")
    assert refused.value.findings[0].field == "verification"


def test_details_are_verified_once(officer, entered):
    verify(officer, entered)
    with pytest.raises(DomainError):
        verify(officer, entered)


def test_refused_details_are_told_with_the_reason(officer, entered, landholder):
    payees.refuse(actor=officer, detail_id=entered.public_id, reason="Another name.", now=timezone.now())
    entered.refresh_from_db()
    assert (entered.state, entered.closing_reason) == ("refused", "Another name.")
    newest = Notice.objects.filter(organisation=landholder).order_by("-pk")[0]
    assert newest.body == f"The details ending in {MASKED} were refused: Another name."
    with pytest.raises(DomainError):
        verify(officer, entered)


def test_every_change_tells_the_organisation(officer, entered, landholder):
    verify(officer, entered)
    titles = list(
        Notice.objects.filter(organisation=landholder).order_by("pk").values_list("title", flat=True)
    )
    assert titles == ["New bank details were entered", "Bank details were verified"]
    assert all("If this was not you" in body for body in Notice.objects.values_list("body", flat=True))


def test_reading_the_whole_number_is_an_event_each_time(officer, entered):
    assert payees.read_to_verify(actor=officer, detail_id=entered.public_id)["account_number"] == NUMBER
    payees.read_to_verify(actor=officer, detail_id=entered.public_id)
    assert AuditEvent.objects.filter(action="bank_details.read").count() == 2


def test_nobody_but_a_verifier_reads_the_whole_number(act, holder, auditor, registrar, entered):
    for actor, refusal in ((holder, NotAllowed), (act(auditor), NotAllowed), (act(registrar), NotVisible)):
        with pytest.raises(refusal):
            payees.read_to_verify(actor=actor, detail_id=entered.public_id)
    assert AuditEvent.objects.filter(action="bank_details.read").count() == 0


def test_verified_details_are_read_by_nobody(officer, entered):
    verify(officer, entered)
    with pytest.raises(DomainError):
        payees.read_to_verify(actor=officer, detail_id=entered.public_id)


def test_the_same_account_of_another_organisation_is_shown_to_the_verifier(
    act, entered, other_landholder, other_landholder_signatory
):
    other = enter(act(other_landholder_signatory), other_landholder, account_number="4718263")
    assert payees.same_account(entered) == [other_landholder]
    assert other.fingerprint == entered.fingerprint


def test_another_account_is_not_taken_for_the_same(
    act, entered, other_landholder, other_landholder_signatory
):
    enter(act(other_landholder_signatory), other_landholder, account_number="4718264")
    assert payees.same_account(entered) == []


def test_no_number_is_in_events_notices_kept_answers_or_logs(holder, officer, landholder, caplog):
    with caplog.at_level(logging.DEBUG):
        detail = enter(holder, landholder, key="once")
        payees.read_to_verify(actor=officer, detail_id=detail.public_id)
        verify(officer, detail)
    kept = [
        caplog.text,
        repr(payees.read_account(**TYPED)),
        str(payees.read_account(**TYPED)),
        json.dumps(list(AuditEvent.objects.values_list("body", flat=True)), default=str),
        json.dumps(list(Notice.objects.values_list("title", "body")), default=str),
        json.dumps(list(CommandKey.objects.values_list("result", "fingerprint")), default=str),
        json.dumps(list(BankDetail.objects.values()), default=str),
    ]
    assert [secret for secret in SECRETS for text in kept if secret in text] == []


def test_an_account_gives_nothing_away_without_the_key(settings):
    settings.BANK_KEY = [Fernet.generate_key().decode()]
    first = repr(payees.read_account(**TYPED))
    assert repr(payees.read_account(**TYPED)) == first
    settings.BANK_KEY = [Fernet.generate_key().decode()]
    assert repr(payees.read_account(**TYPED)) != first


def test_a_newer_key_seals_and_the_older_still_unseals(settings, holder, landholder):
    older, newer = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.BANK_KEY = [older]
    detail = enter(holder, landholder)
    settings.BANK_KEY = [newer, older]
    assert sealing.unseal(detail.sealed)["account_number"] == NUMBER
    told = io.StringIO()
    call_command("reseal_bank_details", stdout=told)
    assert told.getvalue() == "Resealed bank details: 1.\n"
    settings.BANK_KEY = [newer]
    detail.refresh_from_db()
    assert sealing.unseal(detail.sealed)["account_number"] == NUMBER
    assert detail.fingerprint == sealing.fingerprint(bsb="999-123", account_number=NUMBER)


def test_an_account_entered_under_an_older_key_is_known_again(
    settings, act, holder, landholder, other_landholder, other_landholder_signatory
):
    older, newer = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.BANK_KEY = [older]
    enter(holder, landholder)
    settings.BANK_KEY = [newer, older]
    second = enter(act(other_landholder_signatory), other_landholder)
    assert payees.same_account(second) == [landholder]


def test_without_the_key_it_is_told_and_not_shown(settings, entered):
    settings.BANK_KEY = [Fernet.generate_key().decode()]
    with pytest.raises(DomainError) as refused:
        sealing.unseal(entered.sealed)
    assert refused.value.code == "bank_details.key_lost"


def test_a_real_site_without_a_key_keeps_no_details(settings, holder, landholder):
    settings.DEMO = settings.TESTING = settings.DEBUG = False
    settings.BANK_KEY = []
    with pytest.raises(DomainError) as refused:
        enter(holder, landholder)
    assert refused.value.code == "bank_details.no_key"
    assert BankDetail.objects.count() == 0


ACTIONS: dict[str, Any] = {
    "verify": lambda actor, detail: verify(actor, detail),
    "refuse": lambda actor, detail: payees.refuse(
        actor=actor, detail_id=detail.public_id, reason="No.", now=timezone.now()
    ),
}


@pytest.mark.parametrize("state", states.BANK_DETAIL.states)
@pytest.mark.parametrize("action", ACTIONS)
def test_each_state_takes_the_actions_of_its_table(officer, entered, trust_officer, today, state, action):
    BankDetail.objects.filter(pk=entered.pk).update(state=state, verified_by=trust_officer, usable_from=today)
    entered.refresh_from_db()
    transition = states.BANK_DETAIL.find(action)
    if state in transition.sources:
        ACTIONS[action](officer, entered)
        entered.refresh_from_db()
        assert entered.state == transition.target
    else:
        with pytest.raises(DomainError):
            ACTIONS[action](officer, entered)
        entered.refresh_from_db()
        assert entered.state == state


def test_the_statuses_in_the_documentation_are_the_tables() -> None:
    text = (Path(__file__).parents[2] / "docs" / "statuses.md").read_text()
    chapter = text[text.index("## Bank details of a payee") :].partition("\n## ")[0]
    for transition in states.BANK_DETAIL.transitions:
        sources = ", ".join(sorted(transition.sources))
        row = f"| {transition.action} | {sources} | {transition.target} | "
        assert row in chapter, f"docs/statuses.md lacks: {row}"
        assert transition.rule in chapter
