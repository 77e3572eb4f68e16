"""The only writer of the fund's entries and of the balances kept from them.

    with transaction.atomic():
        ledger.post(
            [ledger.Posting("2200", "1020", 12_345, memo="Share of the deposit", party_id=7)],
            fund=STEWARDSHIP, source="settlement", cause=str(public_id), value_on=day, posted_on=today, now=now,
            recorded_by_id=3,
        )

An entry has one debit and one credit, so debits equal credits at every commit. The same `source`, `cause` and `line` is
posted once: the database refuses a second time. Balances move in the transaction of the entries, by what the database
itself adds up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Q

from registry.findings import DomainError
from registry.fund.chart import CHARTS, require_account
from registry.fund.models import Balance, Entry, FundPeriod
from registry.fund.money.days import anniversary, financial_year, financial_year_start

RULES = "fund/1"
"""The edition of the posting rules, kept with every entry."""

BATCH_SIZE = 2_000


@dataclass(frozen=True, slots=True)
class Posting:
    """One entry to be: debit and credit by account number, whole cents above zero."""

    debit: str
    credit: str
    amount_cents: int
    memo: str
    site_id: int | None = None
    party_id: int | None = None
    cause: str = ""
    line: int = 0
    reverses_id: int | None = None


def post(
    postings: Sequence[Posting],
    *,
    fund: str,
    source: str,
    cause: str = "",
    value_on: date,
    posted_on: date,
    now: datetime,
    recorded_by_id: int | None,
) -> UUID:
    """Write entries and move the balances; inside the caller's transaction. Gives the batch they share.

    A posting without a cause or a line of its own gets `cause` and its place in the list from 1. Raises ValueError for
    an account that the fund's chart has not or an amount that is not above zero (bugs), DomainError where the period of
    `posted_on` is closed, IntegrityError where one of them was posted before."""
    batch = uuid4()
    if not postings:
        return batch
    period = period_of(fund, posted_on)
    entries = []
    for place, posting in enumerate(postings, start=1):
        if posting.amount_cents <= 0:
            raise ValueError(f"an entry is above zero, not {posting.amount_cents}")
        require_account(fund, posting.debit)
        require_account(fund, posting.credit)
        entries.append(
            Entry(
                fund=fund,
                debit=posting.debit,
                credit=posting.credit,
                amount_cents=posting.amount_cents,
                site_id=posting.site_id,
                party_id=posting.party_id,
                value_on=value_on,
                posted_on=posted_on,
                period=period,
                source=source,
                cause=posting.cause or cause,
                line=posting.line or place,
                memo=posting.memo,
                rule_version=RULES,
                reverses_id=posting.reverses_id,
                batch=batch,
                recorded_by_id=recorded_by_id,
                recorded_at=now,
            )
        )
    Entry.objects.bulk_create(entries, batch_size=BATCH_SIZE)
    _move_balances(fund, batch)
    return batch


def period_of(fund: str, day: date) -> FundPeriod:
    """The financial year of that day, begun if it is the first. Raises DomainError where it is closed."""
    starts_on = financial_year_start(day)
    period, _ = FundPeriod.objects.get_or_create(
        fund=fund,
        name=financial_year(day),
        defaults={"starts_on": starts_on, "ends_on": anniversary(starts_on, 1) - timedelta(days=1)},
    )
    if period.closed_at is not None:
        raise DomainError(
            "fund.period_closed",
            f"The year {period.name} of the fund is closed. Post a correction in the open year, with a reference to "
            "what it corrects.",
        )
    return period


def balance_cents(fund: str, account: str, *, site_id: int | None = None) -> int:
    """Debits less credits as kept; 0 where nothing was posted."""
    kept = Balance.objects.filter(fund=fund, account=account, site_id=site_id).first()
    return kept.debit_cents - kept.credit_cents if kept else 0


def _move_balances(fund: str, batch: UUID) -> None:
    """Begin what balances are missing, lock those concerned in the order of their keys, then add the batch to each."""
    table = Balance._meta.db_table
    values = {"fund": fund, "batch": Entry._meta.get_field("batch").get_db_prep_value(batch, connection)}
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (fund, account, site_id, debit_cents, credit_cents) "  # noqa: S608 (names of models)
            f"SELECT CAST(%(fund)s AS varchar(12)), m.account, m.site_id, 0, 0 FROM ({_moved(fund)}) m "
            f"WHERE NOT EXISTS (SELECT 1 FROM {table} b WHERE b.fund = %(fund)s AND b.account = m.account "
            "AND (b.site_id = m.site_id OR (b.site_id IS NULL AND m.site_id IS NULL))) ON CONFLICT DO NOTHING",
            values,
        )
        if connection.features.has_select_for_update:
            cursor.execute(
                f"SELECT b.id FROM {table} b JOIN ({_moved(fund)}) m ON b.account = m.account "  # noqa: S608
                "AND (b.site_id = m.site_id OR (b.site_id IS NULL AND m.site_id IS NULL)) "
                "WHERE b.fund = %(fund)s ORDER BY b.id FOR NO KEY UPDATE OF b",
                values,
            )
        cursor.execute(
            f"UPDATE {table} SET debit_cents = {table}.debit_cents + m.debits, "  # noqa: S608
            f"credit_cents = {table}.credit_cents + m.credits FROM ({_moved(fund)}) m "
            f"WHERE {table}.fund = %(fund)s AND {table}.account = m.account "
            f"AND ({table}.site_id = m.site_id OR ({table}.site_id IS NULL AND m.site_id IS NULL))",
            values,
        )


@cache
def _moved(fund: str) -> str:
    """What a batch adds to each balance: only the accounts that are told apart by site carry the entry's site."""
    of_sites = ", ".join(f"'{account.code}'" for account in CHARTS[fund].values() if account.per_site)
    site = f"CASE WHEN {{side}} IN ({of_sites}) THEN site_id END" if of_sites else "CAST(NULL AS bigint)"
    sides = " UNION ALL ".join(
        f"SELECT {side} AS account, {site.format(side=side)} AS site_id, "  # noqa: S608
        f"{'amount_cents' if side == 'debit' else '0'} AS debits, "
        f"{'amount_cents' if side == 'credit' else '0'} AS credits FROM {Entry._meta.db_table} WHERE batch = %(batch)s"
        for side in ("debit", "credit")
    )
    return (
        f"SELECT account, site_id, CAST(SUM(debits) AS bigint) AS debits, CAST(SUM(credits) AS bigint) AS credits "  # noqa: S608
        f"FROM ({sides}) both_sides GROUP BY account, site_id"
    )


def reversal(entry: Entry, *, memo: str) -> Posting:
    """The posting that takes an entry back, its accounts the other way round; the database lets each be once."""
    return Posting(
        debit=entry.credit,
        credit=entry.debit,
        amount_cents=entry.amount_cents,
        memo=memo,
        site_id=entry.site_id,
        party_id=entry.party_id,
        reverses_id=entry.pk,
    )


def entries_of(*, source: str, cause: str) -> list[Entry]:
    """What was posted for one thing, in order."""
    return list(Entry.objects.filter(Q(source=source), cause=cause).order_by("line"))
