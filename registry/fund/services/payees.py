"""Where a holder's money goes: entered by the holder, verified by another person of the trust, replaced.

An account number is nowhere but in the sealed text: not in events, notices, answers or logs.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from registry import entries, public_ids
from registry.actor import Actor
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.fund import parameters, states
from registry.fund.bank import bsb as shape
from registry.fund.bank.transliteration import account_title
from registry.fund.chains import payee_chain
from registry.fund.models import BankDetail
from registry.fund.policies import payees as policies
from registry.fund.selectors import payees as selectors
from registry.fund.services import sealing
from registry.fund.services.sealing import Account
from registry.notices.services.sending import send
from registry.parties.models import Organisation
from registry.transitions import take

LONGEST_WORDS = 300
NOT_YOU = (
    "If this was not you or one of yours, tell the trust at once: nothing is paid to new details before they are "
    "verified and have cooled off."
)


def read_account(*, bsb: str, account_number: str, title: str) -> Account:
    """What was typed, in the form of the bank's file. Raises InvalidInput with a finding for each field."""
    typed = Account(shape.tidy_bsb(bsb), shape.tidy_account_number(account_number), "")
    findings: list[Finding] = []
    written = title
    try:
        name = account_title(title)
    except InvalidInput as refusal:
        findings += refusal.findings
    else:
        written = name.text
        if name.dropped:
            message = "The account title has more or other characters than a bank's file takes. Shorten it as on the "
            findings.append(Finding("bank.account.title", message + "account's statement.", "title"))
    others = shape.account_findings(bsb=typed.bsb, account_number=typed.account_number, title=written)
    told = {finding.field for finding in findings}
    findings += [finding for finding in others if finding.field not in told]
    if findings:
        raise InvalidInput(sorted(findings, key=lambda finding: sealing.FIELDS.index(finding.field)))
    return Account(typed.bsb, typed.account_number, written)


@command("bank_details.enter")
def enter(run: Run, *, organisation_id: UUID | str, account: Account, now: datetime) -> dict[str, Any]:
    """Enter the account that the organisation is paid to (`read_account` makes one of what was typed). Details that
    wait to be verified are replaced; verified ones are paid until these are verified. Answers with the masked number.

    Raises NotVisible, NotAllowed; DomainError when somebody entered some at the same moment, or without a key."""
    organisation = public_ids.find(selectors.visible_to(run.actor), organisation_id, "payee")
    run.allow(policies.may_enter_details(run.actor, organisation.pk))
    before = BankDetail.objects.filter(organisation=organisation, state=states.ENTERED).first()
    if before is not None:
        take(before, states.BANK_DETAIL, "replace", closing_reason="Other details were entered.")
    made = _store(organisation, account, run.actor, now)
    _tell(organisation, "New bank details were entered", f"They end in {made.masked}. {NOT_YOU}", now)
    run.event(
        chain=payee_chain(organisation),
        subject=f"bank_detail:{made.public_id}",
        data={"masked": made.masked, "replaces": str(before.public_id) if before else ""},
    )
    return {"bank_detail_id": str(made.public_id), "masked": made.masked, "state": made.state}


def _store(organisation: Organisation, account: Account, actor: Actor, now: datetime) -> BankDetail:
    try:
        with transaction.atomic():
            return BankDetail.objects.create(
                organisation=organisation,
                sealed=sealing.seal(
                    {"bsb": account.bsb, "account_number": account.account_number, "title": account.title}
                ),
                masked=shape.masked(account.account_number),
                fingerprint=sealing.fingerprint(bsb=account.bsb, account_number=account.account_number),
                entered_by_id=actor.person_id,
                entered_at=now,
            )
    except IntegrityError as error:
        raise DomainError(
            "bank_details.entered_meanwhile",
            "Somebody else has just entered bank details for this organisation. Look at them first.",
        ) from error


@command("bank_details.read")
def note_reading(run: Run, *, detail_id: UUID | str) -> dict[str, Any]:
    """Keep that somebody read a whole account number in order to verify it."""
    detail = selectors.detail_for(run.actor, public_ids.require(detail_id, "bank account"))
    run.allow(policies.may_check_details(run.actor, detail))
    states.BANK_DETAIL.require("verify", detail.state)
    run.event(
        chain=payee_chain(detail.organisation),
        subject=f"bank_detail:{detail.public_id}",
        data={"masked": detail.masked},
    )
    return {}


def read_to_verify(*, actor: Actor, detail_id: UUID | str) -> dict[str, str]:
    """The whole account (`bsb`, `account_number`, `title`) for the person who verifies it, while it waits. Each reading
    is an event of its own. Raises NotVisible, NotAllowed, DomainError."""
    note_reading(actor=actor, detail_id=detail_id)
    return sealing.unseal(selectors.detail_for(actor, public_ids.require(detail_id, "bank account")).sealed)


def same_account(detail: BankDetail) -> list[Organisation]:
    """Other organisations for which the same account was entered, for the verifier to ask about."""
    account = sealing.unseal(detail.sealed)
    prints = sealing.fingerprints(bsb=account["bsb"], account_number=account["account_number"])
    return list(selectors.same_account(detail, prints))


@command("bank_details.verify")
def verify(run: Run, *, detail_id: UUID | str, verification: str, now: datetime) -> dict[str, Any]:
    """Say that the details are the organisation's, and how that was found out. They are paid after the days of cooling
    off; verified ones before them are paid no more. Raises NotVisible, NotAllowed, InvalidInput, DomainError."""
    detail = selectors.detail_for(run.actor, public_ids.require(detail_id, "bank account"))
    run.allow(policies.may_check_details(run.actor, detail))
    states.BANK_DETAIL.require("verify", detail.state)
    how = entries.required_text(
        verification,
        about="bank_details",
        field="verification",
        called="how you verified the details, for example by which call",
        longest=LONGEST_WORDS,
    )
    today = timezone.localdate(now)
    usable_from = today + timedelta(days=parameters.whole("cooling_off_days", on=today))
    former = BankDetail.objects.filter(organisation_id=detail.organisation_id, state=states.VERIFIED).first()
    if former is not None:
        take(former, states.BANK_DETAIL, "replace", closing_reason="Other details were verified.")
    try:
        with transaction.atomic():
            take(
                detail,
                states.BANK_DETAIL,
                "verify",
                verified_by_id=run.actor.person_id,
                verified_at=now,
                verification=how,
                usable_from=usable_from,
            )
    except IntegrityError as error:
        raise DomainError(
            "bank_details.moved_meanwhile", "Somebody else has just changed these bank details. Look again."
        ) from error
    told = f"Payments go to the account ending in {detail.masked} from {usable_from:%d/%m/%Y} on. {NOT_YOU}"
    _tell(detail.organisation, "Bank details were verified", told, now)
    run.event(
        chain=payee_chain(detail.organisation),
        subject=f"bank_detail:{detail.public_id}",
        data={
            "masked": detail.masked,
            "verification": how,
            "usable_from": usable_from.isoformat(),
            "replaces": str(former.public_id) if former else "",
        },
    )
    return {"bank_detail_id": str(detail.public_id), "state": detail.state, "usable_from": str(usable_from)}


@command("bank_details.refuse")
def refuse(run: Run, *, detail_id: UUID | str, reason: str, now: datetime) -> dict[str, Any]:
    """Refuse details that wait, with the reason. Raises NotVisible, NotAllowed, InvalidInput, DomainError."""
    detail = selectors.detail_for(run.actor, public_ids.require(detail_id, "bank account"))
    run.allow(policies.may_check_details(run.actor, detail))
    states.BANK_DETAIL.require("refuse", detail.state)
    why = entries.required_text(
        reason, about="bank_details", field="reason", called="the reason", longest=LONGEST_WORDS
    )
    take(detail, states.BANK_DETAIL, "refuse", closing_reason=why)
    told = f"The details ending in {detail.masked} were refused: {why}"
    _tell(detail.organisation, "Bank details were refused", told, now)
    run.event(
        chain=payee_chain(detail.organisation),
        subject=f"bank_detail:{detail.public_id}",
        data={"masked": detail.masked, "reason": why},
    )
    return {"bank_detail_id": str(detail.public_id), "state": detail.state}


def reseal() -> int:
    """Seal every account with the newest key, so that an older one can be taken out of the settings. Gives how many."""
    changed = 0
    for detail in BankDetail.objects.only("pk", "sealed").iterator():
        account = sealing.unseal(detail.sealed)
        changed += BankDetail.objects.filter(pk=detail.pk, sealed=detail.sealed).update(
            sealed=sealing.seal(account),
            fingerprint=sealing.fingerprint(bsb=account["bsb"], account_number=account["account_number"]),
        )
    return changed


def _tell(organisation: Organisation, title: str, body: str, now: datetime) -> None:
    path = reverse("payee-page", args=[organisation.public_id])
    send(organisation=organisation, title=title, body=body, path=path, now=now)
