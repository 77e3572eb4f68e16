"""What the pages of a yearly report share: the year this person may see, how it stands in words, and a step's form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from assessments.web.answers import Attempt, actor_of, answer_form, form_page, today
from registry.actor import Actor
from registry.commands import Decision
from registry.forms import RegistryForm, SeeOther, key_of
from registry.fund import states
from registry.fund.models import AnnualReport, ManagementYear
from registry.fund.policies import reports as policies
from registry.fund.selectors import reporting

TAGS = {
    "": ("not begun", "todo"),
    states.DRAFT: ("draft", "doing"),
    states.SUBMITTED: ("with the trust", "doing"),
    states.QUERIED: ("question to answer", "todo"),
    states.APPROVED: ("approved", "done"),
    states.REJECTED: ("rejected", "problem"),
}
LIST = "annual-report-list"
ONE_DAY = timedelta(days=1)


def tag_of(year: ManagementYear) -> dict[str, str]:
    """Text and kind of the tag that says how the report stands."""
    report = reporting.report_of(year)
    text, kind = TAGS[report.state if report else ""]
    if year.state == states.ENDED:
        text, kind = "not owed", "none"
    return {"text": text, "kind": kind}


def last_day(year: ManagementYear) -> date:
    """The last day of the management year."""
    return year.ends_on - ONE_DAY


@dataclass(frozen=True, slots=True)
class Desk:
    """A management year and its report as the pages show them to one person."""

    year: ManagementYear
    actor: Actor

    @property
    def report(self) -> AnnualReport | None:
        """The report; None where none was begun."""
        return reporting.report_of(self.year)

    @property
    def version(self) -> int:
        """The report's version, which a form carries."""
        return self.report.version if self.report else 0

    @property
    def ids(self) -> dict[str, Any]:
        """What each command takes first."""
        return {"actor": self.actor, "year_id": str(self.year.public_id)}

    def may(self, action: str) -> Decision:
        """May this person take the action of the state table?"""
        agreement = self.year.site.agreement
        if action in ("approve", "reject") and self.report is not None:
            return policies.may_decide(self.actor, agreement, self.report, action)
        return policies.may(self.actor, agreement, action)

    def can(self, action: str) -> bool:
        """State and person both allow it."""
        report = self.report
        return (
            report is not None
            and report.state in states.REPORT.find(action).sources
            and self.may(action).allowed
        )

    def address(self, name: str = "annual-report", *more: Any) -> str:
        """One of the year's pages."""
        return reverse(name, args=[self.year.public_id, *more])


def desk_for(request: HttpRequest, year_id: UUID) -> Desk:
    """The year for this person. Raises NotVisible."""
    actor = actor_of(request)
    return Desk(reporting.year_for(actor, year_id), actor)


def way_to_the_list() -> list[tuple[str, str]]:
    """The links above every page about reports."""
    return [("Payments", reverse("fund-home")), ("Yearly reports", reverse(LIST))]


def trail_of(desk: Desk, here: str = "") -> list[tuple[str, str]]:
    """The way to a page of the year."""
    own = f"{desk.year.site.agreement}, year {desk.year.year}"
    trail = way_to_the_list()
    return [*trail, (own, desk.address()), (here, "")] if here else [*trail, (own, "")]


def context_of(desk: Desk, here: str = "", **more: Any) -> dict[str, Any]:
    """What the templates take."""
    return {
        "desk": desk,
        "year": desk.year,
        "report": desk.report,
        "agreement": desk.year.site.agreement,
        "tag": tag_of(desk.year),
        "overdue": reporting.is_overdue(desk.year, today=today()),
        "last_day": last_day(desk.year),
        "trail": trail_of(desk, here),
        "here": here,
        **more,
    }


def answer_step(
    request: HttpRequest,
    desk: Desk,
    form: RegistryForm,
    command: Callable[..., dict[str, Any]],
    *,
    title: str,
    button: str,
    told: str,
    inputs: Callable[[dict[str, Any]], dict[str, Any]] = dict,
    intro: str = "",
    danger: bool = False,
    back: str = "",
    to: str = "",
    template: str = "fund/reports/step.html",
    fields: Mapping[str, str] | None = None,
    **context: Any,
) -> HttpResponse:
    """A page with one form and one command. `inputs` makes the command's inputs of what the form holds; `back` is where
    Cancel leads, `to` where the page goes when it is done."""

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return command(**desk.ids, key=key_of(request), **inputs(data))

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, told)
        return SeeOther(to or back or desk.address())

    def draw(bound: RegistryForm, tried: Attempt) -> HttpResponse:
        now = Desk(reporting.year_for(desk.actor, desk.year.public_id), desk.actor) if tried.stale else desk
        page = context_of(
            now,
            title,
            button=button,
            intro=intro,
            danger=danger,
            back=back or desk.address(),
            version=now.version,
            **context,
        )
        return form_page(request, template, page)(bound, tried)

    return answer_form(request, form, act=act, done=done, draw=draw, fields=fields)
