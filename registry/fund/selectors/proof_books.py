"""What can be wrong with the fund's books: entries, balances, sites, settlements, results and recoveries. Each check
gives its differences; each reads its tables once."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from registry.fund import states
from registry.fund.chart import CHARTS, PRINCIPAL, RETURNS, STEWARDSHIP, UNALLOCATED_RESULT
from registry.fund.models import (
    Balance,
    DirectDeposit,
    Entry,
    FundResult,
    Recovery,
    ResultShare,
    Settlement,
    SiteAccount,
)
from registry.fund.selectors.recoveries import outstanding_by_entries

Key = tuple[str, str, int | None]
"""A fund, an account, and a site where the account is told apart by site."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: a stable code, what it is about, and both values as text."""

    code: str
    subject: str
    expected: str
    found: str


def compared(code: str, expected: dict[Any, int], found: dict[Any, int]) -> Iterator[Difference]:
    """Every key whose two values differ; a key that is not there has nothing."""
    for key in sorted({*expected, *found}, key=str):
        if expected.get(key, 0) != found.get(key, 0):
            subject = "/".join(str(part) for part in key) if isinstance(key, tuple) else str(key)
            yield Difference(code, subject, str(expected.get(key, 0)), str(found.get(key, 0)))


def accounts() -> Iterator[Difference]:
    """An entry names two accounts of its own fund's chart, so that no money goes from one fund to the other."""
    for fund, chart in CHARTS.items():
        rows = Entry.objects.filter(fund=fund).exclude(debit__in=chart, credit__in=chart)
        for pk, debit, credit in rows.values_list("pk", "debit", "credit"):
            yield Difference("entry.account", str(pk), f"accounts of the {fund} fund", f"{debit}/{credit}")
    for pk, fund in Entry.objects.exclude(fund__in=CHARTS).values_list("pk", "fund"):
        yield Difference("entry.fund", str(pk), " or ".join(CHARTS), fund)


def entry_periods() -> Iterator[Difference]:
    """An entry lies in a period of its fund that has its posting day, and was recorded before that was closed."""
    outside = (
        ~Q(fund=F("period__fund"))
        | Q(posted_on__lt=F("period__starts_on"))
        | Q(posted_on__gt=F("period__ends_on"))
        | Q(recorded_at__gt=F("period__closed_at"))
    )
    rows = Entry.objects.filter(outside).values_list("pk", "posted_on", "period__fund", "period__name")
    for pk, posted_on, fund, name in rows:
        yield Difference(
            "entry.period", str(pk), f"an open period with {posted_on:%d/%m/%Y}", f"{fund} {name}"
        )


def summed() -> dict[Key, list[int]]:
    """Debits and credits of each balance, added up from the entries."""
    found: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    for place, side in enumerate(("debit", "credit")):
        rows = Entry.objects.order_by().values_list("fund", side, "site").annotate(Sum("amount_cents"))
        for fund, code, site_id, cents in rows:
            account = CHARTS.get(fund, {}).get(code)
            per_site = account is not None and account.per_site
            found[fund, code, site_id if per_site else None][place] += int(cents)
    return found


def balances() -> Iterator[Difference]:
    """What is kept as balance is what the entries add up to, by site where the account is; so the sum of the sites is
    their control account."""
    entries = summed()
    rows = Balance.objects.order_by().values_list("fund", "account", "site", "debit_cents", "credit_cents")
    kept = {(fund, code, site): (debit, credit) for fund, code, site, debit, credit in rows}
    for place, code in enumerate(("balance.debit", "balance.credit")):
        yield from compared(
            code,
            {key: both[place] for key, both in entries.items()},
            {key: both[place] for key, both in kept.items()},
        )
    for fund, chart in CHARTS.items():
        left = sum(
            debits - credits_
            for (of, code, _), (debits, credits_) in entries.items()
            if of == fund and code == UNALLOCATED_RESULT
        )
        if left and UNALLOCATED_RESULT in chart:
            yield Difference("result.not_allocated", fund, "0", str(left))
    for (fund, code, site), _ in entries.items():
        account = CHARTS.get(fund, {}).get(code)
        if account is not None and account.per_site and site is None:
            yield Difference("entry.without_site", f"{fund}/{code}", "a site on every entry", "none")


def reversals() -> Iterator[Difference]:
    """A reversal is its original with the sides changed, and takes back no reversal."""
    wrong = (
        ~Q(debit=F("reverses__credit"))
        | ~Q(credit=F("reverses__debit"))
        | ~Q(amount_cents=F("reverses__amount_cents"))
        | ~Q(fund=F("reverses__fund"))
        | Q(reverses__reverses__isnull=False)
    )
    rows = Entry.objects.filter(reverses__isnull=False).filter(wrong)
    for pk, original in rows.values_list("pk", "reverses"):
        yield Difference("entry.reversal", str(pk), f"entry {original} the other way round", "something else")


def _by_site(account: str) -> dict[int, int]:
    """Credits less debits of an account by site, from the entries."""
    found: Counter[int] = Counter()
    for side, sign in (("credit", 1), ("debit", -1)):
        rows = Entry.objects.filter(fund=STEWARDSHIP, site__isnull=False, **{side: account}).order_by()
        for site_id, cents in rows.values_list("site").annotate(Sum("amount_cents")):
            found[site_id or 0] += sign * int(cents)
    return dict(found)


def sites() -> Iterator[Difference]:
    """What a site's account says was deposited is what the entries say."""
    kept = dict(SiteAccount.objects.order_by().values_list("pk", "deposited_cents"))
    yield from compared("site.deposited", _by_site(PRINCIPAL), kept)


def _by_cause(rows: QuerySet[Entry], account: str) -> dict[str, int]:
    """Credits less debits of an account by cause."""
    found: Counter[str] = Counter()
    for side, sign in (("credit", 1), ("debit", -1)):
        sides = rows.filter(**{side: account}).order_by()
        for cause, cents in sides.values_list("cause").annotate(Sum("amount_cents")):
            found[cause] += sign * int(cents)
    return dict(found)


def settlements() -> Iterator[Difference]:
    """The portion of each settlement that was settled is what was posted to the deposit for it; of no other settlement
    anything was."""
    rows = Entry.objects.filter(source__in=("settlement", "deposit"))
    posted = _by_cause(rows, PRINCIPAL)
    settled = Settlement.objects.filter(state=states.SETTLED).order_by()
    expected = {str(pk): cents or 0 for pk, cents in settled.values_list("public_id", "portion_cents")}
    others = Settlement.objects.exclude(state=states.SETTLED).values_list("public_id", flat=True)
    expected |= {str(pk): 0 for pk in others}
    yield from compared("settlement.portion", expected, {key: posted.get(key, 0) for key in expected})


def direct_deposits() -> Iterator[Difference]:
    """What was paid in without credits is what was posted to the deposit for it, once it is confirmed and never
    before."""
    posted = _by_cause(Entry.objects.filter(source="deposit"), PRINCIPAL)
    rows = DirectDeposit.objects.order_by().values_list("public_id", "state", "amount_cents")
    expected = {str(pk): cents if state == states.CLEARED else 0 for pk, state, cents in rows}
    yield from compared("direct_deposit.posted", expected, {key: posted.get(key, 0) for key in expected})


def results() -> Iterator[Difference]:
    """The shares of a posted result add up to it, and each was posted to its site; nothing else was."""
    posted = {
        pk: (str(public_id), kind, cents)
        for pk, public_id, kind, cents, state in FundResult.objects.order_by().values_list(
            "pk", "public_id", "kind", "amount_cents", "state"
        )
        if state == states.POSTED
    }
    totals: Counter[str] = Counter()
    shares: dict[tuple[str, int], int] = {}
    for result_id, site_id, cents in ResultShare.objects.order_by().values_list(
        "result", "site", "share_cents"
    ):
        public_id, kind, _ = posted.get(result_id, (f"result {result_id}", "return", 0))
        totals[public_id] += cents
        shares[public_id, site_id] = -cents if kind == "fee" else cents
    yield from compared("result.shares", {one: cents for one, _, cents in posted.values()}, dict(totals))
    entries: Counter[tuple[str, int]] = Counter()
    for side, sign in (("credit", 1), ("debit", -1)):
        rows = Entry.objects.filter(source__in=("result", "fee"), **{side: RETURNS}).order_by()
        for cause, site_id, cents in rows.values_list("cause", "site", "amount_cents").iterator():
            entries[cause, site_id or 0] += sign * cents
    yield from compared(
        "result.posted", {key: cents for key, cents in shares.items() if cents}, dict(entries)
    )


def recoveries() -> Iterator[Difference]:
    """What is outstanding of each recovery is what account 1200 says of it, and none is closed with something left."""
    rows = Recovery.objects.order_by().values_list("public_id", "state", "outstanding_cents")
    claimed = (states.OPEN, states.REPAID)
    kept = {str(pk): cents if state in claimed else 0 for pk, state, cents in rows}
    yield from compared("recovery.outstanding", outstanding_by_entries(kept), kept)
    wrong = Recovery.objects.filter(
        Q(state=states.REPAID, outstanding_cents__gt=0) | Q(state=states.OPEN, outstanding_cents=0)
    )
    for pk, state, cents in wrong.values_list("public_id", "state", "outstanding_cents"):
        yield Difference(
            "recovery.state", str(pk), "open with something left, or repaid", f"{state}, {cents}"
        )
