"""The books: trial balance of both funds, their years, the entries as a list and as a file, and taking one back."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.web.answers import actor_of, desk_page, posted, require, today
from registry.findings import NotVisible
from registry.formulas import guarded
from registry.fund.chart import FUNDS, STEWARDSHIP
from registry.fund.models import Entry, FundPeriod
from registry.fund.policies import books as policies
from registry.fund.selectors import entries as selectors
from registry.fund.selectors.trial_balance import periods, trial_balance
from registry.fund.services import investing, reversals
from registry.fund.services import periods as closing
from registry.fund.web.books_forms import EntriesForm, MoveForm, TakeBackForm
from registry.fund.web.books_steps import BookStep, Offered, answer_step, trail
from registry.units import display_dollars

MOVES = {
    "invest": BookStep(
        investing.invest,
        "Record an investment",
        "Record it",
        "Recorded: the money stands under investments.",
        form=MoveForm,
        intro="Money of the fund that its manager has invested. Nothing changes for a site.",
    ),
    "redeem": BookStep(
        investing.redeem,
        "Record a redemption",
        "Record it",
        "Recorded: the money is back in the fund's bank account.",
        form=MoveForm,
        intro="Invested money that came back to the fund's bank account. Nothing changes for a site.",
    ),
}
CLOSING = {
    "ask": BookStep(
        closing.ask_to_close,
        "Ask to close a year",
        "Ask for it",
        "Asked for. A second person closes the year.",
        clock=("today",),
        intro="Nothing can be posted into a closed year, and it is never opened again.",
    ),
    "close": BookStep(
        closing.close,
        "Close a year",
        "Close it",
        "Closed. What has to be corrected is posted in an open year and names what it corrects.",
        intro="You are the second person. Nothing can be posted into the year from now on; it is never opened again.",
        danger=True,
    ),
}
TAKE_BACK = BookStep(
    reversals.reverse,
    "Take a posting back",
    "Take it back",
    "Taken back, by entries the other way round.",
    form=TakeBackForm,
    intro="All entries of the posting are posted the other way round, today. Nothing is deleted, and it is done once.",
    danger=True,
)


@desk_page("GET")
def home(request: HttpRequest) -> HttpResponse:
    """Both funds side by side, on a day; their years; what is done with them."""
    actor = actor_of(request)
    require(policies.may_read_books(actor))
    form = EntriesForm(request.GET)
    day = form.asked().last
    keeps = policies.may_keep_books(actor).allowed
    context = {
        "day": day,
        "day_shown": f"{day:%d/%m/%Y}" if day else "",
        "form": form,
        "funds": [
            {
                "code": fund,
                "name": name,
                "trial": trial_balance(fund, last=day),
                "years": [_year(actor, period) for period in periods(fund)],
            }
            for fund, name in FUNDS.items()
        ],
        "keeps": keeps,
        "trail": trail(("Books", ""), books=False),
    }
    return render(request, "fund/books/home.html", context)


def _year(actor: Any, period: FundPeriod) -> dict[str, Any]:
    offered = []
    if period.closed_at is None and period.ends_on < today() and policies.may_keep_books(actor).allowed:
        action = "close" if period.closing_asked_by_id else "ask"
        decision = policies.PERIOD_RULES[action](actor, period)
        url = reverse(f"fund-period-{action}", args=[period.fund, period.name])
        offered = [Offered(CLOSING[action].heading, url, decision)]
    if period.closed_at is not None:
        tag = ("closed", "done")
    elif period.closing_asked_by_id:
        tag = ("closing asked for", "doing")
    else:
        tag = ("open", "todo")
    return {"period": period, "tag": tag, "steps": offered}


@desk_page("GET")
def entry_list(request: HttpRequest) -> HttpResponse:
    """The entries, newest first."""
    actor = actor_of(request)
    require(policies.may_read_books(actor))
    form = EntriesForm(request.GET)
    asked = form.asked()
    page = selectors.page_of(selectors.entries(actor, asked), before=request.GET.get("before", ""))
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "form": form,
        "rows": [
            {"entry": one, "source": selectors.SOURCES.get(one.source, one.source)} for one in page.rows
        ],
        "before": page.before,
        "first_page": "before" not in request.GET,
        "query": query.urlencode(),
        "narrowed": any(query.values()),
        "reverses": policies.may_reverse(actor).allowed,
        "reversible": reversals.REVERSIBLE,
        "trail": trail(("Entries", "")),
    }
    return render(request, "fund/books/entries.html", context)


class _Echo:
    """What a CSV writer writes to, line by line."""

    def write(self, line: str) -> str:
        return line


@desk_page("GET")
def entry_file(request: HttpRequest) -> Any:
    """The same entries as CSV, amounts in dollars, oldest last; streamed, for there can be very many."""
    actor = actor_of(request)
    require(policies.may_read_books(actor))
    rows = selectors.entries(actor, EntriesForm(request.GET).asked())

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo(), lineterminator="\n")
        yield writer.writerow(selectors.COLUMNS)
        for entry in rows.iterator(chunk_size=2_000):
            yield writer.writerow([guarded(cell) for cell in selectors.row_of(entry)])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="fund-entries-{today():%Y-%m-%d}.csv"'
    return answer


@desk_page("GET", "POST")
def move(request: HttpRequest, action: str) -> HttpResponse:
    """Money invested, or redeemed."""
    require(policies.may_keep_books(actor_of(request)))
    step = MOVES[action]
    trial = trial_balance(STEWARDSHIP)
    subject = [
        ("In the fund's bank account", display_dollars(trial.of("1010"))),
        ("Invested", display_dollars(trial.of("1030"))),
    ]
    form = step.form(posted(request), initial={"value_on": today()})
    return answer_step(request, step, form, back=reverse("fund-books"), way=trail(), subject=subject)


@desk_page("GET", "POST")
def close_year(request: HttpRequest, fund: str, name: str, action: str) -> HttpResponse:
    """Ask for a year to be closed, or close it."""
    actor = actor_of(request)
    require(policies.may_read_books(actor))
    period = FundPeriod.objects.filter(fund=fund, name=name).select_related("closing_asked_by").first()
    if period is None:
        raise NotVisible("year")
    require(policies.PERIOD_RULES[action](actor, period))
    trial = trial_balance(fund, first=period.starts_on, last=period.ends_on)
    subject = [
        ("Fund", FUNDS[fund]),
        ("Year", f"{period.name}, {period.starts_on:%d/%m/%Y} to {period.ends_on:%d/%m/%Y}"),
        ("Posted in it", f"{display_dollars(sum(line.debit_cents for line in trial.lines))} on either side"),
        ("Asked for by", str(period.closing_asked_by or "nobody yet")),
    ]
    step = CLOSING[action]
    form = step.form(posted(request))
    return answer_step(
        request, step, form, back=reverse("fund-books"), way=trail(), subject=subject, fund=fund, name=name
    )


@desk_page("GET", "POST")
def take_back(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take back the posting that an entry belongs to."""
    actor = actor_of(request)
    require(policies.may_read_books(actor))
    entry = Entry.objects.filter(pk=entry_id).select_related("site__agreement").first()
    if entry is None:
        raise NotVisible("entry")
    require(policies.may_reverse(actor))
    subject = [
        ("Entry", f"{entry.pk}: {entry.memo}"),
        ("From", selectors.SOURCES.get(entry.source, entry.source)),
        ("Accounts", f"{entry.debit} / {entry.credit}"),
        ("Amount", display_dollars(entry.amount_cents)),
        ("Posted on", f"{entry.posted_on:%d/%m/%Y}"),
    ]
    back = reverse("fund-entries")
    form = TakeBackForm(posted(request))
    way = trail(("Entries", back))
    return answer_step(request, TAKE_BACK, form, back=back, way=way, subject=subject, entry_id=entry_id)
