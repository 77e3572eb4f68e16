"""The books: the trust keeps them, the registrar's office and auditors read them; a holder reads what it owes back."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from registry.fund import states
from registry.fund.chart import FUND_BANK, INVESTMENTS, STEWARDSHIP
from registry.fund.ledger import Posting
from registry.fund.models import Entry, FundPeriod, FundResult, Recovery
from tests.access.route import Fixture, Route, Statuses, only, signed_in
from tests.access.table_credits import done_by
from tests.fund_books import builders

TRUST = ("trust_officer", "trust_approver")
APPROVER = "trust_approver"
READERS = (*TRUST, "registrar", "registrar_approver", "auditor")
SITE_SEEN = ("landholder_member", "landholder_signatory", *READERS)
Arguments = Callable[[Fixture], dict[str, Any]]


def a_result(fixture: Fixture) -> dict[str, Any]:
    """Entered, not posted; made by nobody who then approves it."""
    builders.site(fixture("cast"), deposit_cents=100_000)
    made = FundResult.objects.create(
        kind="return",
        first_day=date(2025, 10, 1),
        last_day=date(2025, 12, 31),
        amount_cents=500,
        reference="Quarter",
        prepared_by=fixture("registrar"),
        prepared_at=timezone.now(),
    )
    return {"result_id": made.public_id}


def an_entry(fixture: Fixture) -> dict[str, Any]:
    """An investment."""
    builders.site(fixture("cast"), deposit_cents=100_000)
    builders.post(Posting(INVESTMENTS, FUND_BANK, 5, memo="Invested"), source="invest")
    return {"entry_id": Entry.objects.get(source="invest").pk}


def a_year(asked: bool) -> Arguments:
    """Over, open, and perhaps asked to be closed."""

    def make(fixture: Fixture) -> dict[str, Any]:
        period = FundPeriod.objects.create(
            fund=STEWARDSHIP,
            name="2019-20",
            starts_on=date(2019, 7, 1),
            ends_on=date(2020, 6, 30),
            closing_asked_by=fixture("registrar") if asked else None,
        )
        return {"fund": period.fund, "name": period.name}

    return make


def a_site(fixture: Fixture) -> dict[str, Any]:
    """With an account."""
    return {"agreement_id": builders.site(fixture("cast")).agreement.public_id}


def a_recovery(state: str) -> Arguments:
    """Of the landholder."""

    def make(fixture: Fixture) -> dict[str, Any]:
        account = builders.site(fixture("cast"), deposit_cents=100_000)
        made = Recovery.objects.create(
            site=account,
            party=fixture("landholder"),
            amount_cents=5,
            outstanding_cents=5,
            reason="Paid twice.",
            state=state,
            raised_by=fixture("registrar"),
            raised_at=timezone.now(),
        )
        return {"recovery_id": made.public_id}

    return make


def acting(*allowed: str, status: int, public: int = 302) -> Statuses:
    """`allowed` get `status`, everybody else is told that it is not theirs."""
    return {**signed_in(403, public=public), **dict.fromkeys(allowed, status)}


def recovery_page(action: str, by: tuple[str, ...], state: str, status: int) -> Route:
    """A step on a claim: a holder sees it once it is owed."""
    seen = SITE_SEEN if state == states.OPEN else READERS
    return Route(
        f"recovery-{action}",
        arguments=a_recovery(state),
        get=done_by(by, seen, 200),
        post=done_by(by, seen, status),
    )


def recovery_step(action: str, by: tuple[str, ...], state: str, status: int) -> Route:
    """The same over the API."""
    seen = SITE_SEEN if state == states.OPEN else READERS
    return Route(
        f"api-recovery-{action}", arguments=a_recovery(state), post=done_by(by, seen, status, public=401)
    )


PAGES = (
    Route("fund-books", get=only(*READERS)),
    Route("fund-entries", get=only(*READERS)),
    Route("fund-entries-file", get=only(*READERS)),
    Route(
        "fund-entry-reverse",
        arguments=an_entry,
        get=acting(APPROVER, status=200),
        post=acting(APPROVER, status=400),
    ),
    Route("fund-invest", get=acting(*TRUST, status=200), post=acting(*TRUST, status=400)),
    Route("fund-redeem", get=acting(*TRUST, status=200), post=acting(*TRUST, status=400)),
    Route(
        "fund-period-ask",
        arguments=a_year(False),
        get=acting(*TRUST, status=200),
        post=acting(*TRUST, status=303),
    ),
    Route(
        "fund-period-close",
        arguments=a_year(True),
        get=acting(APPROVER, status=200),
        post=acting(APPROVER, status=303),
    ),
    Route("fund-results", get=only(*READERS)),
    Route("fund-result-new", get=acting(*TRUST, status=200), post=acting(*TRUST, status=400)),
    Route("fund-result", arguments=a_result, get=only(*READERS)),
    Route(
        "fund-result-approve",
        arguments=a_result,
        get=acting(APPROVER, status=200),
        post=acting(APPROVER, status=303),
    ),
    Route(
        "fund-result-withdraw",
        arguments=a_result,
        get=acting(*TRUST, status=200),
        post=acting(*TRUST, status=400),
    ),
    Route("recovery-list", get=signed_in()),
    Route(
        "recovery-new",
        arguments=a_site,
        get=done_by(TRUST, SITE_SEEN, 200),
        post=done_by(TRUST, SITE_SEEN, 400),
    ),
    Route("recovery-page", arguments=a_recovery(states.OPEN), get=done_by(SITE_SEEN, SITE_SEEN, 200)),
    recovery_page("approve", (APPROVER,), states.PROPOSED, 303),
    recovery_page("withdraw", TRUST, states.PROPOSED, 400),
    recovery_page("repay", TRUST, states.OPEN, 400),
)
API = (
    Route("api-fund-trial-balance", get=only(*READERS, public=401)),
    Route("api-fund-entries", get=only(*READERS, public=401)),
    Route("api-fund-entry-reverse", arguments=an_entry, post=acting(APPROVER, status=400, public=401)),
    Route("api-fund-periods", get=only(*READERS, public=401)),
    Route("api-fund-period-ask", arguments=a_year(False), post=acting(*TRUST, status=200, public=401)),
    Route("api-fund-period-close", arguments=a_year(True), post=acting(APPROVER, status=200, public=401)),
    Route("api-fund-results", get=only(*READERS, public=401), post=acting(*TRUST, status=400, public=401)),
    Route("api-fund-result-approve", arguments=a_result, post=acting(APPROVER, status=200, public=401)),
    Route("api-fund-result-withdraw", arguments=a_result, post=acting(*TRUST, status=400, public=401)),
    Route("api-fund-invest", post=acting(*TRUST, status=400, public=401)),
    Route("api-fund-redeem", post=acting(*TRUST, status=400, public=401)),
    Route(
        "api-fund-site-statement",
        arguments=a_site,
        get=done_by(SITE_SEEN, SITE_SEEN, 200, public=401),
    ),
    Route("api-recoveries", get=signed_in(public=401), post=acting(*TRUST, status=400, public=401)),
    Route(
        "api-recovery", arguments=a_recovery(states.OPEN), get=done_by(SITE_SEEN, SITE_SEEN, 200, public=401)
    ),
    recovery_step("approve", (APPROVER,), states.PROPOSED, 200),
    recovery_step("withdraw", TRUST, states.PROPOSED, 400),
    recovery_step("repay", TRUST, states.OPEN, 400),
)
ROUTES = (*PAGES, *API)
