"""P9: a payment run of 25,300 agreements (a hundred times the real register) beside one raw INSERT ... SELECT.

Ours claims the years, works out and stores every line with its reasons, looks at all facts again at the release, and
posts the entries with the balances of every site; without bank files and documents. The yardstick writes the same
lines, entries, balances and states of years of as many other agreements by INSERT ... SELECT, nothing looked at, into
the same tables with their keys, checks and triggers. Ours may take ten times as long at most; and twice as many
agreements at most 2.3 times as long.
Run: python tools/servers.py --pg --redis --durable -- python bench/payment_run.py
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.ledger.database import own_database, set_up_registry
from registry.fund.chart import DRAWN, FUND_BANK, PAYMENTS_PAYABLE, STEWARDSHIP

# What follows a release is a job; here its first half, the entries, is called and timed by itself.
os.environ["CELERY_TASK_ALWAYS_EAGER"] = "0"

AGREEMENTS = int(os.environ.get("BENCH_AGREEMENTS", "25300"))
RATIO_MINIMUM, GROWTH_MAXIMUM = 0.1, 2.3
RUN_DAY = date(2027, 6, 30)
NOW = datetime(2027, 6, 30, 1, tzinfo=UTC)

# Each statement makes as many rows as there are agreements (years: twenty a schedule); ids count on from what is there.
ROWS = (
    "INSERT INTO parties_organisation (id, public_id, name, kind, name_published) "
    "SELECT n, gen_random_uuid(), 'Holder ' || n, 'landholder', false FROM new",
    "INSERT INTO agreements_agreement (id, public_id, scheme, number, origin, state, site_name, locality, "
    "local_government_area, lots_and_plans, intention, applicant_id, trust_id, title_reference, registered_on, "
    "activated_on, closing_reason, version, created_by_id, created_at) SELECT n, gen_random_uuid(), 'nsw_bos', "
    "'BS' || n, 'stewardship', 'active', 'Site ' || n, '', '', '', '', n, {trust}, 'T' || n, '2020-01-01', "
    "'2025-09-14', '', 1, {user}, now() FROM new",
    "INSERT INTO agreements_ownershare (id, agreement_id, organisation_id, parts, valid_from) "
    "SELECT n, n, n, 1, '2020-01-01' FROM new",
    "INSERT INTO agreements_agreedplan (id, public_id, agreement_id, version, note, created_by_id, created_at) "
    "SELECT n, gen_random_uuid(), n, 1, '', {user}, now() FROM new",
    "INSERT INTO fund_schedule (id, public_id, agreement_id, version, plan_id, from_year, first_year, rate, "
    "rate_reason, timing, tail_cents, tail_by_purpose, total_fund_deposit_cents, extra_deposit_cents, "
    "undiscounted_cents, parameters, base_series, base_quarter, frozen_on, made_at, made_by_id) SELECT n, "
    "gen_random_uuid(), n, 1, n, 1, 1, 0.032, 'Bench', 'ADVANCE', 500000, '{{}}', 23661728, 0, 20000000, '[]', 'cpi', "
    "'2024-06-30', '2020-01-01', now(), {user} FROM new",
    "INSERT INTO fund_scheduleyear (schedule_id, year, real_cents, by_purpose) "
    "SELECT n, year, 1000000 + n % 1000, '{{}}' FROM new, generate_series(1, 20) year",
    "INSERT INTO fund_siteaccount (id, public_id, agreement_id, opened_on, credits_total, credits_settled, due_cents, "
    "deposited_cents, sale_income_cents, threshold_cents, measure, regime, threshold_reached_on) SELECT n, "
    "gen_random_uuid(), n, '2020-01-01', 100, 100, 30000000, 30000000, 0, 1, 'DEPOSITS', 'PROPORTIONAL', "
    "'2025-09-14' FROM new",
    "INSERT INTO fund_balance (fund, account, site_id, debit_cents, credit_cents) "
    "SELECT 'stewardship', '3010', n, 0, 30000000 FROM new",
    "INSERT INTO fund_managementyear (id, public_id, site_id, year, schedule_id, maintenance, due_on, ends_on, "
    "report_due_on, real_cents, by_purpose, state) SELECT n * 2 + year, gen_random_uuid(), n, year, n, false, "
    "make_date(2024 + year, 9, 14), make_date(2025 + year, 9, 14), make_date(2025 + year, 8, 15), 1000000 + n % 1000, "
    "'{{}}', CASE year WHEN 1 THEN 'paid' ELSE 'due' END FROM new, generate_series(1, 2) year",
    "INSERT INTO fund_annualreport (public_id, management_year_id, state, summary, changes, version, begun_by_id, "
    "begun_at, decided_by_id, decision, payable_parts) SELECT gen_random_uuid(), n * 2 + 1, 'approved', '', '', 1, "
    "{user}, now(), {user}, '', 10000 FROM new",
    "INSERT INTO fund_inspection (public_id, management_year_id, inspected_on, actions_complete, findings, "
    "inspected_by_id, recorded_at) SELECT gen_random_uuid(), n * 2 + 1, '2026-08-01', true, '', {user}, now() FROM new",
    "INSERT INTO fund_bankdetail (public_id, organisation_id, sealed, masked, fingerprint, state, entered_by_id, "
    "entered_at, verified_by_id, verified_at, verification, usable_from, closing_reason) SELECT gen_random_uuid(), n, "
    "'', '', 'f' || n, 'verified', {user}, now(), {other}, now(), '', '2026-01-01', '' FROM new",
    "INSERT INTO fund_taxstanding (organisation_id, valid_from, gst_registered, business_number, invoice_agreement, "
    "source, entered_by_id, entered_at) SELECT n, '2026-01-01', false, '', '', 'Bench', {user}, now() FROM new",
)


def make_agreements(first: int, last: int, ids: dict[str, int]) -> None:
    """Agreements under full management in their second year, with everything that a run asks about."""
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in ROWS:
            numbers = f"WITH new AS (SELECT generate_series({first}, {last}) AS n) "
            table, _, rest = statement.format(**ids).partition(" SELECT ")
            cursor.execute(f"{table} {numbers} SELECT {rest}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def prepare() -> dict[str, int]:
    """The people, the rule and the index numbers; ids to put into the rows."""
    from decimal import Decimal

    from registry.fund.models import Balance, IndexNumber, IndexSeries, RuleParameter
    from registry.parties.models import Organisation, OrganisationKind, User

    users = [
        User.objects.create_user(email=f"{name}@example.org", name=name) for name in ("One", "Two", "Three")
    ]
    trust = Organisation.objects.create(pk=10_000_000, name="Trust", kind=OrganisationKind.TRUST)
    entered: dict[str, Any] = {"source": "Bench", "entered_by": users[0], "entered_at": NOW}
    series = IndexSeries.objects.create(code="cpi", name="Prices", **entered)
    for quarter, published, value in (
        (date(2024, 6, 30), date(2024, 7, 30), "120.0"),
        (date(2026, 6, 30), date(2026, 7, 30), "131.4"),
    ):
        IndexNumber.objects.create(
            series=series, quarter_ends=quarter, published_on=published, value=Decimal(value), **entered
        )
    RuleParameter.objects.create(code="index_series", value="cpi", effective_from=date(2020, 1, 1), **entered)
    # Far more than all sites together take: a run is released only where the fund's bank account covers it.
    Balance.objects.create(fund=STEWARDSHIP, account=FUND_BANK, debit_cents=10**16)
    return {"user": users[0].pk, "other": users[1].pk, "third": users[2].pk, "trust": trust.pk}


def actor(user_id: int) -> Any:
    """An approver of the trust."""
    from registry.actor import TRUST_APPROVER, Actor

    return Actor(user_id=user_id, label="bench", roles=frozenset({TRUST_APPROVER}))


def seconds(work: Callable[[], object]) -> float:
    """Of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def run_once(ids: dict[str, int]) -> tuple[float, str]:
    """One run of everything that is due, from opening to the posted entries; the seconds, and what took them."""
    from registry.actor import system
    from registry.fund.models import PaymentRun
    from registry.fund.services import run_completing, run_preparing, runs

    one, two, three = (actor(ids[name]) for name in ("user", "other", "third"))
    made = runs.open_run(actor=one, due_to=RUN_DAY, today=RUN_DAY, now=NOW, in_job=False)
    run = PaymentRun.objects.get(public_id=made["id"])
    asked: dict[str, Any] = {"actor": system("bench"), "on": RUN_DAY, "now": NOW, "by_id": ids["user"]}
    prepared = seconds(lambda: run_preparing.prepare(run.pk, **asked))
    run.refresh_from_db()
    runs.approve(actor=two, run_id=made["id"], fingerprint=run.fingerprint, now=NOW)
    released = seconds(lambda: runs.release(actor=three, run_id=made["id"], today=RUN_DAY, now=NOW))
    posted = seconds(lambda: run_completing.post_lines(run.pk, on=RUN_DAY, now=NOW, by_id=ids["third"]))
    return (
        prepared + released + posted,
        f"prepared {prepared:.1f}, released {released:.1f}, posted {posted:.1f} s",
    )


def yardstick(first: int, agreements: int) -> float:
    """The rows of the last run once more, for as many agreements from `first` on: lines, entries, balances and years'
    states by one statement each, in the registry's own tables under all their keys, checks and triggers."""
    from django.db import connection, transaction

    from registry.fund.models import Entry, RunLine

    moved = {
        "public_id": "gen_random_uuid()",
        "run_id": "(SELECT max(id) FROM fund_paymentrun)",
        "management_year_id": f"management_year_id + {2 * agreements}",
        **{name: f"{name} + {agreements}" for name in ("site_id", "payee_id", "bank_detail_id")},
    }
    lines = [field.column for field in RunLine._meta.concrete_fields if not field.primary_key]
    of_last = {
        "site_id": "line.site_id",
        "party_id": "line.payee_id",
        "amount_cents": "line.share_cents",
        "cause": "line.public_id::text",
        "line": "1",
    }
    entries = [field.column for field in Entry._meta.concrete_fields if not field.primary_key]
    new = "run_id = (SELECT max(id) FROM fund_paymentrun)"
    statements = (
        f"INSERT INTO fund_runline ({', '.join(lines)}) SELECT {', '.join(moved.get(name, name) for name in lines)} "  # noqa: S608
        "FROM fund_runline WHERE run_id = (SELECT max(id) - 1 FROM fund_paymentrun)",
        f"INSERT INTO fund_entry ({', '.join(entries)}) "  # noqa: S608
        f"SELECT {', '.join(of_last.get(name, f'one.{name}') for name in entries)} FROM fund_runline line, "
        f"(SELECT * FROM fund_entry ORDER BY id DESC LIMIT 1) one WHERE line.{new}",
        "INSERT INTO fund_balance (fund, account, site_id, debit_cents, credit_cents) "  # noqa: S608
        f"SELECT 'stewardship', '{DRAWN}', site_id, sum(share_cents), 0 FROM fund_runline WHERE {new} GROUP BY site_id",
        "UPDATE fund_balance SET credit_cents = credit_cents + "  # noqa: S608
        f"(SELECT sum(share_cents) FROM fund_runline WHERE {new}) "
        f"WHERE account = '{PAYMENTS_PAYABLE}' AND site_id IS NULL",
        "UPDATE fund_managementyear SET state = 'paid' "  # noqa: S608
        f"WHERE id IN (SELECT management_year_id FROM fund_runline WHERE {new})",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO fund_paymentrun (public_id, number, kind, due_to, index_vintage, state, opened_at, "
            "fingerprint, closing_reason) SELECT gen_random_uuid(), 'BARE', kind, due_to, index_vintage, 'settled', "
            "opened_at, '', '' FROM fund_paymentrun ORDER BY id DESC LIMIT 1"
        )

        def write() -> None:
            with transaction.atomic():
                for statement in statements:
                    cursor.execute(statement)

        bare = seconds(write)
        cursor.execute(
            "SELECT count(*) FROM fund_managementyear WHERE state = 'paid' AND site_id >= %s", [first]
        )
        if cursor.fetchone() != (2 * agreements,):
            sys.exit("The yardstick wrote other rows than the run.")
    return bare


def main() -> int:
    """Half of the agreements first, then twice as many."""
    with own_database("bench_payments") as url:
        set_up_registry(url)
        from django.urls import reverse

        reverse("run-list")  # the addresses are loaded once, not by the first run
        ids = prepare()
        half = AGREEMENTS // 2
        make_agreements(1, half, ids)
        small, _ = run_once(ids)
        make_agreements(half + 1, half + 2 * half, ids)
        large, parts = run_once(ids)
        make_agreements(half + 1 + 2 * half, half + 4 * half, ids)
        bare = yardstick(half + 1 + 2 * half, 2 * half)
        growth = large / small
        ratio = bare / large
        fine = ratio >= RATIO_MINIMUM and growth <= GROWTH_MAXIMUM
        print(
            f"payment run of {2 * half:,} agreements in {large:.1f} s ({parts}), bare rows {bare:.1f} s: "
            f"ratio {ratio:.2f} (at least {RATIO_MINIMUM}), twice as many took {growth:.2f} times as long "
            f"(at most {GROWTH_MAXIMUM}): {'ok' if fine else 'MISSED'}"
        )
        return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
