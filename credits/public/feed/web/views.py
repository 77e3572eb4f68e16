"""The page of changes, newest first, and the same as an Atom feed."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from assessments.web.fields import DayField
from credits.public.answers import public_page
from credits.public.feed import selectors, words
from credits.public.feed.kinds import KINDS
from credits.public.feed.selectors import Asked
from credits.public.models import PublicChange
from registry.forms import RegistryForm

CHANGES_A_PAGE = 50
CHANGES_IN_ATOM = 50
LONGEST = 30


class DaysForm(RegistryForm):
    first = DayField(label="From", required=False)
    last = DayField(label="To", required=False)


@public_page
def change_list(request: HttpRequest) -> HttpResponse:
    """Changes, newest first, narrowed by lot, agreement, kind and days."""
    days = DaysForm(request.GET if request.GET.get("first") or request.GET.get("last") else None)
    asked = _asked(request, days)
    below = _number(request.GET.get("before", ""))
    changes, older = selectors.before(asked, below, at_most=CHANGES_A_PAGE)
    narrowing = {
        name: value
        for name in ("lot", "agreement", "action", "first", "last")
        if (value := request.GET.get(name, "").replace("\0", ""))
    }
    context = {
        "rows": [_row(change) for change in changes],
        "older": urlencode({**narrowing, "before": older}) if older is not None else "",
        "newest": urlencode(narrowing) if below is not None else "",
        "is_first": below is None,
        "narrowing": urlencode(narrowing),
        "asked": asked,
        "days": days,
        "actions": sorted(((action, kind.label) for action, kind in KINDS.items()), key=lambda pair: pair[1]),
        "trail": [("Registers", "/registers/"), ("Changes", "")],
    }
    return render(request, "public_feed/changes.html", context)


def _row(change: PublicChange) -> dict[str, Any]:
    return {
        "change": change,
        "label": words.label(change.action),
        "sentence": words.sentence(change),
        "facts": words.facts(change),
    }


def _text(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "").strip()[:LONGEST]


def _asked(request: HttpRequest, days: DaysForm) -> Asked:
    given = days.cleaned_data if days.is_bound and days.is_valid() else {}
    return Asked(
        _text(request, "lot").upper(),
        _text(request, "agreement").upper(),
        request.GET.get("action", "")[:80],
        given.get("first"),
        given.get("last"),
    )


def _number(text: str) -> int | None:
    """The number that a link of the page carries; None for anything else, which shows the newest."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 30 else None


@public_page
def change_atom(request: HttpRequest) -> HttpResponse:
    """The newest changes as Atom, narrowed like the page."""
    days = DaysForm(request.GET if request.GET.get("first") or request.GET.get("last") else None)
    changes, _ = selectors.before(_asked(request, days), None, at_most=CHANGES_IN_ATOM)
    page = request.build_absolute_uri(reverse("public-changes"))
    feed = Atom1Feed(
        title="Open Biodiversity Credit Registry: changes",
        link=page,
        description="What changed in the public registers. Not the official register.",
        language="en-AU",
        feed_url=request.build_absolute_uri(),
    )
    for change in changes:
        address = words.address(change)
        more = "".join(f" {name}: {value}." for name, value in words.facts(change))
        feed.add_item(
            title=_printable(words.label(change.action)),
            link=request.build_absolute_uri(address) if address else f"{page}#change-{change.number}",
            # A summary is read as HTML.
            description=escape(_printable(words.sentence(change) + more)),
            unique_id=f"{page}#change-{change.number}",
            pubdate=change.at,
            updateddate=change.published_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _printable(text: str) -> str:
    """Without the signs that XML cannot hold."""
    return "".join(sign for sign in text if sign.isprintable())
