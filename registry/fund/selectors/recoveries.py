"""What holders owe back: the list, one of them, and what payment runs ask about them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from registry import public_ids
from registry.actor import Actor
from registry.fund import states
from registry.fund.chart import RECOVERABLE
from registry.fund.models import Entry, Recovery, RunLine
from registry.fund.policies.books import may_read_books
from registry.fund.selectors.id_lists import listed

SOURCE = "recovery"


@dataclass(frozen=True, slots=True)
class Owed:
    """An open recovery: what is still to come of it."""

    recovery_id: int
    public_id: str
    outstanding_cents: int


def recoveries(actor: Actor) -> QuerySet[Recovery]:
    """Those that the actor may read, newest first: who reads the books all of them, a holder those claimed from it that
    were approved, also of land that it has sold since."""
    rows = Recovery.objects.select_related(
        "site__agreement__applicant", "site__agreement__trust", "party", "raised_by", "approved_by"
    )
    if may_read_books(actor).allowed:
        return rows
    return rows.filter(party__in=actor.organisation_ids, state__in=(states.OPEN, states.REPAID))


def recovery(actor: Actor, public_id: Any) -> Recovery:
    """One of them. Raises NotVisible."""
    return public_ids.find(recoveries(actor), public_id, "recovery")


def open_recoveries(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], list[Owed]]:
    """By (site id, party id): what is owed back, oldest first. One query; every pair asked for is answered."""
    found: dict[tuple[int, int], list[Owed]] = {pair: [] for pair in pairs}
    rows = Recovery.objects.filter(
        state=states.OPEN,
        outstanding_cents__gt=0,
        site__in=listed(site_id for site_id, _ in found),
        party__in=listed(party_id for _, party_id in found),
    )
    for pk, public_id, site_id, party_id, cents in rows.order_by("pk").values_list(
        "pk", "public_id", "site_id", "party_id", "outstanding_cents"
    ):
        if (site_id, party_id) in found:
            found[site_id, party_id].append(Owed(pk, str(public_id), cents))
    return found


def entries_of(found: Recovery) -> QuerySet[Entry]:
    """What was posted for it: the claim, what was set off, what was repaid, in order."""
    cause = str(found.public_id)
    return Entry.objects.filter(Q(source=SOURCE), Q(cause=cause) | Q(cause__startswith=f"{cause}:")).order_by(
        "pk"
    )


def claimed_of_line(line: RunLine, *, leave_out: Recovery | None = None) -> int:
    """What was claimed back of one payment so far, in cents."""
    rows = Recovery.objects.filter(payment_line=str(line.public_id)).exclude(state=states.WITHDRAWN)
    if leave_out is not None:
        rows = rows.exclude(pk=leave_out.pk)
    return rows.aggregate(cents=Sum("amount_cents"))["cents"] or 0


def outstanding_by_entries(public_ids_: Iterable[str]) -> dict[str, int]:
    """By recovery: what account 1200 says is outstanding. One query; for proofs and tests."""
    wanted = set(public_ids_)
    found: dict[str, int] = dict.fromkeys(wanted, 0)
    rows = Entry.objects.filter(source=SOURCE).order_by().values_list("cause", "debit", "amount_cents")
    for cause, debit, cents in rows.iterator():
        of = cause.partition(":")[0]
        if of in wanted:
            found[of] += cents if debit == RECOVERABLE else -cents
    return found
