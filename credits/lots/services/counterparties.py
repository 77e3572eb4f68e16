"""Dealing with trusted counterparties only: off for everybody by the setting TRUSTED_COUNTERPARTIES, and then for each
organisation until it switches it on.

A new entry, and switching the rule off, count after TRUSTED_COUNTERPARTY_DELAY_DAYS, so that whoever steals a sign-in
cannot sell the credits on the same day (as registries of emission units do). Removing an entry and switching the rule
on count at once.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from credits.lots import policies
from credits.lots.securities import CounterpartyRule, TrustedCounterparty
from registry import public_ids
from registry.audit.events import ChainKey
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.parties.models import Organisation


def require_enabled() -> None:
    """Raises DomainError where this registry does not use trusted counterparties."""
    if not settings.TRUSTED_COUNTERPARTIES:
        raise DomainError("counterparty.not_in_use", "This registry does not use trusted counterparties.")


def only_trusted(organisation: Organisation, *, now: datetime) -> bool:
    """Does the organisation deal with trusted counterparties only, at this moment?"""
    if not settings.TRUSTED_COUNTERPARTIES:
        return False
    rule = CounterpartyRule.objects.filter(organisation=organisation).first()
    if rule is None:
        return False
    return rule.trusted_only or (rule.ends_at is not None and rule.ends_at > now)


def require_trusted(seller: Organisation, buyer: Organisation, *, now: datetime) -> None:
    """Raises DomainError where the seller deals with trusted counterparties only and the buyer is none that counts."""
    if not only_trusted(seller, now=now):
        return
    entry = TrustedCounterparty.objects.filter(
        organisation=seller, counterparty=buyer, removed_at=None
    ).first()
    if entry is None:
        raise DomainError(
            "counterparty.not_trusted",
            f"{seller} lets its credits go only to counterparties on its list, and {buyer} is not on it.",
        )
    if entry.counts_from > now:
        since = timezone.localtime(entry.counts_from)
        raise DomainError(
            "counterparty.not_yet_trusted",
            f"{buyer} is on the list of {seller}, but counts only from {since:%d/%m/%Y, %H:%M}.",
        )


def _chain(organisation: Organisation) -> ChainKey:
    return ChainKey("counterparties", str(organisation.public_id))


def _delayed(now: datetime) -> datetime:
    return now + timedelta(days=settings.TRUSTED_COUNTERPARTY_DELAY_DAYS)


def own_organisation(run: Run, organisation_id: str) -> Organisation:
    """The organisation whose list it is. Raises NotVisible to whoever does not belong to it."""
    own = Organisation.objects.filter(pk__in=run.actor.organisation_ids)
    return public_ids.find(own, organisation_id, "organisation")


@command("counterparty.add")
def add(run: Run, *, organisation_id: str, counterparty_id: str, now: datetime) -> dict[str, Any]:
    """Put an organisation on the list; it counts after the delay. Raises InvalidInput, DomainError."""
    require_enabled()
    organisation = own_organisation(run, organisation_id)
    run.allow(policies.may_keep_counterparties(run.actor, organisation))
    other = public_ids.look_up(Organisation.objects.exclude(pk=organisation.pk), counterparty_id)
    if other is None:
        message = "Choose another organisation of this registry."
        raise InvalidInput([Finding("counterparty.unknown", message, "counterparty")])
    entry, made = TrustedCounterparty.objects.get_or_create(
        organisation=organisation,
        counterparty=other,
        removed_at=None,
        defaults={"added_by_id": run.actor.person_id, "added_at": now, "counts_from": _delayed(now)},
    )
    if not made:
        raise InvalidInput(
            [Finding("counterparty.there", f"{other} is on the list already.", "counterparty")]
        )
    run.event(
        chain=_chain(organisation),
        subject=str(organisation.public_id),
        data={"counterparty": str(other.public_id), "counts_from": entry.counts_from.isoformat()},
    )
    return {"counterparty": str(other.public_id), "counts_from": entry.counts_from.isoformat()}


@command("counterparty.remove")
def remove(run: Run, *, organisation_id: str, counterparty_id: str, now: datetime) -> dict[str, Any]:
    """Take an organisation off the list, at once. Raises DomainError where it is not on it."""
    require_enabled()
    organisation = own_organisation(run, organisation_id)
    run.allow(policies.may_keep_counterparties(run.actor, organisation))
    other = public_ids.look_up(Organisation.objects.all(), counterparty_id)
    kept = TrustedCounterparty.objects.filter(organisation=organisation, removed_at=None)
    if other is None or not kept.filter(counterparty=other).update(removed_at=now):
        raise DomainError("counterparty.not_there", "This organisation is not on the list (any more).")
    run.event(
        chain=_chain(organisation),
        subject=str(organisation.public_id),
        data={"counterparty": str(counterparty_id)},
    )
    return {"counterparty": str(counterparty_id), "removed": True}


@command("counterparty.rule")
def set_rule(run: Run, *, organisation_id: str, trusted_only: bool, now: datetime) -> dict[str, Any]:
    """Deal with trusted counterparties only, at once; or with everybody again, after the delay."""
    require_enabled()
    organisation = own_organisation(run, organisation_id)
    run.allow(policies.may_keep_counterparties(run.actor, organisation))
    rule = CounterpartyRule.objects.select_for_update().filter(organisation=organisation).first()
    was = rule is not None and rule.trusted_only
    ends_at = _delayed(now) if was and not trusted_only else None
    if rule is not None and not was and not trusted_only:
        ends_at = rule.ends_at
    CounterpartyRule.objects.update_or_create(
        organisation=organisation,
        defaults={
            "trusted_only": trusted_only,
            "ends_at": ends_at,
            "changed_by_id": run.actor.person_id,
            "changed_at": now,
        },
    )
    told = None if ends_at is None else ends_at.isoformat()
    run.event(
        chain=_chain(organisation),
        subject=str(organisation.public_id),
        data={"trusted_only": trusted_only, "ends_at": told},
    )
    return {"trusted_only": trusted_only, "ends_at": told}
