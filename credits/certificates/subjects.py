"""What a document is about: found for a person who may see it, and its facts as they are now.

| document | who may have it made and read it |
|---|---|
| transfer confirmation | who sees the transfer: both sides, the agreement's trust, the registrar, the auditor |
| retirement certificate | made by who sees the retirement; read by everybody |
| holding statement | the organisation's own people, the registrar, the auditor |
| agreement summary | made by who sees the agreement; read by everybody |
| decision notice | who sees the application: developer, authority, registrar, auditor |
| discharge statement | who sees the obligation: the same, and who owes or once owed it |
| section 6.33 statement | who sees the obligation that was paid for: the same, and the Trust |
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from credits.certificates.facts.agreements import agreement_facts
from credits.certificates.facts.dealings import retirement_facts, transfer_facts
from credits.certificates.facts.holdings import holding_facts
from credits.certificates.facts.obligations import decision_facts, discharge_facts, fund_facts
from credits.certificates.kinds import (
    AGREEMENT,
    DECISION,
    DISCHARGE,
    FUND,
    HOLDING,
    KINDS,
    RETIREMENT,
    TRANSFER,
)
from credits.certificates.sealed import Facts
from credits.lots import selectors as lot_selectors
from credits.lots.chains import agreement_chain, chain_of
from credits.lots.dealings import Retirement, Transfer
from credits.obligations.chains import development_chain, obligation_chain
from credits.obligations.models import Application, FundQuote, Obligation
from credits.obligations.selectors import fund as fund_selectors
from credits.obligations.selectors import visible as duties
from registry import public_ids
from registry.actor import Actor
from registry.agreements import selectors as agreement_selectors
from registry.agreements.models import Agreement
from registry.audit.events import ChainKey
from registry.findings import Finding, InvalidInput
from registry.parties.models import Organisation

Thing = Transfer | Retirement | Organisation | Agreement | Application | Obligation | FundQuote
QUOTE_FACTS = ("obligation__holder", "obligation__authority", "trust", "trust_obligation")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document of this kind is about."""

    kind: str
    thing: Thing

    @property
    def organisation(self) -> Organisation | None:
        """Whose holdings a statement tells."""
        return self.thing if isinstance(self.thing, Organisation) else None

    @property
    def chain(self) -> ChainKey:
        """The audit chain that tells that a document was issued."""
        if isinstance(self.thing, Organisation):
            return ChainKey("holdings", str(self.thing.public_id))
        if isinstance(self.thing, Agreement):
            return agreement_chain(self.thing)
        if isinstance(self.thing, Application):
            return development_chain(self.thing.development)
        if isinstance(self.thing, Obligation):
            return obligation_chain(self.thing)
        if isinstance(self.thing, FundQuote):
            return obligation_chain(self.thing.obligation)
        return chain_of(self.thing.lot)

    @property
    def words(self) -> str:
        """The thing for a person who sees it."""
        if isinstance(self.thing, Transfer | Retirement):
            return f"{type(self.thing).__name__} {self.thing.transaction_number}, lot {self.thing.lot.number}"
        if isinstance(self.thing, FundQuote):
            return f"Quote {self.thing.number} for {self.thing.obligation}"
        return str(self.thing)

    @property
    def lot_number(self) -> str:
        """The lot it is about, for the lot's history; empty where there is not one lot."""
        return self.thing.lot.number if isinstance(self.thing, Transfer | Retirement) else ""


def _all(kind: str) -> QuerySet[Any]:
    if kind == TRANSFER:
        return Transfer.objects.select_related(*lot_selectors.TRANSFER_FACTS)
    if kind == RETIREMENT:
        return Retirement.objects.select_related(*lot_selectors.RETIREMENT_FACTS)
    if kind == HOLDING:
        return Organisation.objects.all()
    if kind == DECISION:
        return Application.objects.select_related(*duties.APPLICATION_FACTS)
    if kind == DISCHARGE:
        return Obligation.objects.select_related(*duties.OBLIGATION_FACTS)
    if kind == FUND:
        return FundQuote.objects.select_related(*QUOTE_FACTS)
    return Agreement.objects.select_related("trust")


_VISIBLE: dict[str, Callable[[Actor], QuerySet[Any]]] = {
    TRANSFER: lot_selectors.transfers_visible_to,
    RETIREMENT: lot_selectors.retirements_visible_to,
    AGREEMENT: agreement_selectors.visible_to,
    DECISION: duties.applications,
    DISCHARGE: duties.obligations,
    FUND: fund_selectors.quotes,
    HOLDING: lambda actor: (
        Organisation.objects.all()
        if lot_selectors.READS_ALL & actor.roles
        else Organisation.objects.filter(pk__in=actor.organisation_ids)
    ),
}


def visible(actor: Actor, kind: str, subject: object) -> Subject:
    """What a person wants a document about, by its public id. Raises InvalidInput for an unknown kind, NotVisible."""
    require_kind(kind)
    return _found(kind, _VISIBLE[kind](actor), subject)


def held(actor: Actor, kind: str, subject: object) -> Subject:
    """As `visible`, its row locked until the transaction ends: two requests at once get one document."""
    require_kind(kind)
    rows = _VISIBLE[kind](actor).select_for_update(of=("self",), no_key=True)
    return _found(kind, rows, subject)


def any_subject(kind: str, subject: str) -> Subject:
    """What an issued document is about, whoever asks: only to be told what everybody may know. Raises NotVisible."""
    return _found(kind, _all(kind), subject)


def may_see(actor: Actor, kind: str, subject: str) -> bool:
    """Does the person see what it is about?"""
    return bool(
        _VISIBLE[kind](actor)
        .filter(public_id=public_ids.require(subject, KINDS[kind].title.lower()))
        .exists()
    )


def visible_ids(actor: Actor, kind: str) -> list[str]:
    """Public ids of everything of that kind that the person sees, as documents name them."""
    return [str(found) for found in _VISIBLE[kind](actor).order_by().values_list("public_id", flat=True)]


def require_kind(kind: str) -> None:
    """Raises InvalidInput for a kind of document that there is not."""
    if kind not in KINDS:
        message = f"Choose one of these documents: {', '.join(KINDS)}."
        raise InvalidInput([Finding("document.kind_unknown", message, "kind")])


def _found(kind: str, rows: QuerySet[Any], subject: object) -> Subject:
    return Subject(kind, public_ids.find(rows, subject, KINDS[kind].title.lower()))


def facts_of(subject: Subject, *, as_on: date, live: bool) -> Facts:
    """The facts as the register has them now; the day is for holdings only. Raises DomainError where it is too early
    for a document."""
    thing = subject.thing
    if isinstance(thing, Transfer):
        return transfer_facts(thing)
    if isinstance(thing, Retirement):
        return retirement_facts(thing)
    if isinstance(thing, Organisation):
        return holding_facts(thing, as_on=as_on, live=live)
    if isinstance(thing, Application):
        return decision_facts(thing)
    if isinstance(thing, Obligation):
        return discharge_facts(thing)
    if isinstance(thing, FundQuote):
        return fund_facts(thing)
    return agreement_facts(thing)
