"""Payment runs: the trust works on them, the registrar's office and auditors look on; holders see their payments
elsewhere."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from registry.fund import states
from registry.fund.models import PaymentRun, RunLine
from registry.fund.services import run_returns
from tests.access.route import Fixture, Route, Statuses, only
from tests.access.table_credits import done_by
from tests.fund_runs import builders
from tests.fund_runs.builders import People

TRUST = ("trust_officer", "trust_approver")
APPROVER = "trust_approver"
READERS = (*TRUST, "registrar", "registrar_approver", "auditor")
Arguments = Callable[[Fixture], dict[str, Any]]


def the_run(fixture: Fixture) -> PaymentRun:
    """Prepared by the calendar, with one payment to the landholder."""
    people = People(fixture("cast"))
    today = timezone.localdate()
    owner = fixture("landholder")
    builders.bank(people, owner, usable_from=today)
    builders.tax(people, owner)
    builders.set_index(people)
    builders.year(builders.site(people, "BS9777", owners=[(owner, 1)], began=today), 1, began=today)
    run = builders.prepared(people, due_to=today)
    PaymentRun.objects.filter(pk=run.pk).update(prepared_by=None)
    run.refresh_from_db()
    return run


def approved_run(fixture: Fixture) -> PaymentRun:
    """Approved by somebody who is none of the people who ask."""
    run = the_run(fixture)
    PaymentRun.objects.filter(pk=run.pk).update(
        state=states.APPROVED, approved_by=fixture("registrar"), approved_at=builders.NOW
    )
    run.refresh_from_db()
    return run


def released_run(fixture: Fixture) -> PaymentRun:
    """With its bank file; not settled."""
    people, run = People(fixture("cast")), approved_run(fixture)
    return builders.complete(people, builders.release(people, run))


def returned_line(fixture: Fixture) -> RunLine:
    """Paid, and given back by the bank."""
    run = released_run(fixture)
    builders.settle(People(fixture("cast")), run)
    RunLine.objects.filter(run=run).update(
        state=states.RETURNED_LINE, returned_on=run.due_to, return_code="3"
    )
    return RunLine.objects.get(run=run)


def held_line(fixture: Fixture) -> RunLine:
    """Held for a person's decision."""
    line = RunLine.objects.get(run=the_run(fixture))
    told = {**line.explanation, "holds": [["HELD_FUND_DECISION", "The account is in deficit."]]}
    RunLine.objects.filter(pk=line.pk).update(
        state=states.HELD, hold_code="HELD_FUND_DECISION", explanation=told
    )
    return line


def sent_again(fixture: Fixture) -> RunLine:
    """On its way a second time."""
    line = returned_line(fixture)
    run_returns.retry(
        actor=People(fixture("cast")).approver,
        line_id=str(line.public_id),
        today=timezone.localdate(),
        now=timezone.now(),
    )
    return line


def run_id(make: Callable[[Fixture], PaymentRun]) -> Arguments:
    return lambda fixture: {"run_id": make(fixture).public_id}


def line_id(make: Callable[[Fixture], RunLine]) -> Arguments:
    return lambda fixture: {"line_id": make(fixture).public_id}


def a_line(fixture: Fixture) -> RunLine:
    return RunLine.objects.get(run=the_run(fixture))


def file_id(fixture: Fixture) -> dict[str, Any]:
    return {"file_id": released_run(fixture).files.get().public_id}


def page(name: str, who: str | tuple[str, ...], arguments: Arguments, posted: int) -> Route:
    """A page with a form for those who may take the step."""
    return Route(
        name, arguments=arguments, get=done_by(who, READERS, 200), post=done_by(who, READERS, posted)
    )


def api(name: str, who: str | tuple[str, ...], arguments: Arguments, posted: int) -> Route:
    """The same step over the API."""
    return Route(name, arguments=arguments, post=done_by(who, READERS, posted, public=401))


def seen(public: int = 302) -> Statuses:
    return done_by(READERS, READERS, 200, public=public)


ROUTES = (
    Route("run-list", get=only(*READERS)),
    Route("run-new", get=only(*TRUST), post=only(*TRUST, status=400)),
    Route("run", arguments=run_id(the_run), get=seen()),
    Route("run-lines-file", arguments=run_id(the_run), get=seen()),
    page("run-prepare-again", TRUST, run_id(the_run), 303),
    page("run-approve", TRUST, run_id(the_run), 400),
    page("run-release", APPROVER, run_id(approved_run), 303),
    page("run-cancel", TRUST, run_id(the_run), 400),
    page("run-settle", TRUST, run_id(released_run), 400),
    Route("bank-file", arguments=file_id, get=seen(), post=done_by(APPROVER, READERS, 200)),
    Route("bank-returns-new", get=only(*TRUST), post=only(*TRUST, status=400)),
    Route("run-line", arguments=line_id(a_line), get=seen()),
    page("run-line-decide", APPROVER, line_id(held_line), 400),
    page("run-line-retry", APPROVER, line_id(returned_line), 303),
    page("run-line-settle", TRUST, line_id(sent_again), 303),
    Route("api-runs", get=only(*READERS, public=401), post=only(*TRUST, status=400, public=401)),
    Route("api-run", arguments=run_id(the_run), get=seen(401)),
    Route("api-run-lines", arguments=run_id(the_run), get=seen(401)),
    Route("api-run-line", arguments=line_id(a_line), get=seen(401)),
    api("api-run-prepare-again", TRUST, run_id(the_run), 200),
    api("api-run-approve", TRUST, run_id(the_run), 400),
    api("api-run-release", APPROVER, run_id(approved_run), 200),
    api("api-run-cancel", TRUST, run_id(the_run), 400),
    api("api-run-settle", TRUST, run_id(released_run), 400),
    api("api-run-line-decide", APPROVER, line_id(held_line), 400),
    api("api-run-line-retry", APPROVER, line_id(returned_line), 200),
    api("api-run-line-settle", TRUST, line_id(sent_again), 200),
    Route("api-bank-returns", post=only(*TRUST, status=400, public=401)),
)
