"""The market: everybody reads what is listed, signatories list, enter and enquire, the two sides read an enquiry."""

from typing import Any

from tests.access.route import Fixture, Route, Statuses, everybody, only, seen_by, signed_in
from tests.access.table_credits import HOLDER, READERS, SIGNERS, the_market
from tests.market.entries import Entries

LANDHOLDERS = (HOLDER, "other_landholder_signatory")
BUYER = "developer"
ASKING = tuple(person for person in SIGNERS if person != HOLDER)
SIDES = ("landholder_member", "proponent_member")


def _entries(fixture: Fixture) -> Entries:
    return Entries(fixture("cast"))


def an_interest(fixture: Fixture) -> dict[str, Any]:
    return {"entry_id": _entries(fixture).interest().public_id}


def a_demand(fixture: Fixture) -> dict[str, Any]:
    return {"entry_id": _entries(fixture).demand().public_id}


def an_enquiry(fixture: Fixture) -> dict[str, Any]:
    entries = _entries(fixture)
    return {"enquiry_id": entries.enquiry(entries.interest()).public_id}


def a_lot(fixture: Fixture) -> dict[str, Any]:
    return {"number": the_market(fixture).lot(100).number}


def of_both_sides(reading: int, writing: int, *, public: int = 302) -> Statuses:
    """Signatories of both sides get `writing`; those who read as well get `reading`."""
    statuses = dict(seen_by(*SIDES, *READERS, status=reading, public=public))
    return {**statuses, HOLDER: writing, BUYER: writing}


def by(person: str, status: int, *, public: int = 302) -> Statuses:
    """That person gets `status`; everybody else sees the entry and may not."""
    return dict(only(person, status=status, public=public))


MADE = {"interest": (an_interest, HOLDER), "demand": (a_demand, BUYER)}
ENTERING = {"interest": LANDHOLDERS, "demand": SIGNERS}
ASKING_ABOUT = {"interest": ASKING, "demand": tuple(person for person in SIGNERS if person != BUYER)}

PAGES = (
    *(Route(f"{kind}-list", get=everybody()) for kind in MADE),
    *(
        Route(f"{kind}-new", get=only(*ENTERING[kind]), post=only(*ENTERING[kind], status=400))
        for kind in MADE
    ),
    *(Route(f"{kind}-page", arguments=made, get=everybody()) for kind, (made, _) in MADE.items()),
    *(
        Route(
            f"{kind}-{action}",
            arguments=made,
            get=by(person, 200),
            post=by(person, status),
        )
        for kind, (made, person) in MADE.items()
        for action, status in (("change", 400), ("renew", 303), ("close", 303), ("withdraw", 400))
    ),
    *(
        Route(
            f"{kind}-enquire",
            arguments=made,
            get=only(*ASKING_ABOUT[kind]),
            post=only(*ASKING_ABOUT[kind], status=400),
        )
        for kind, (made, _) in MADE.items()
    ),
    Route("lot-enquire", arguments=a_lot, get=only(*ASKING), post=only(*ASKING, status=400)),
    Route("enquiry-list", get=signed_in()),
    Route(
        "enquiry-page",
        arguments=an_enquiry,
        get=seen_by(*SIDES, *READERS),
        post=of_both_sides(403, 400),
    ),
    Route(
        "enquiry-close",
        arguments=an_enquiry,
        get=of_both_sides(403, 200),
        post=of_both_sides(403, 303),
    ),
)

API = (
    Route("market-api-interests", get=everybody(), post=only(*SIGNERS, status=400, public=401)),
    Route("market-api-demands", get=everybody(), post=only(*SIGNERS, status=400, public=401)),
    Route("market-api-interest", arguments=an_interest, get=everybody()),
    Route("market-api-demand", arguments=a_demand, get=everybody()),
    *(
        Route(f"market-api-{kind}-{action}", arguments=made, post=by(person, status, public=401))
        for kind, (made, person) in MADE.items()
        for action, status in (("change", 400), ("renew", 200), ("close", 200), ("withdraw", 400))
    ),
    Route("market-api-enquiries", get=signed_in(public=401), post=only(*SIGNERS, status=400, public=401)),
    Route("market-api-enquiry", arguments=an_enquiry, get=seen_by(*SIDES, *READERS, public=401)),
    Route(
        "market-api-enquiry-messages",
        arguments=an_enquiry,
        get=seen_by(*SIDES, *READERS, public=401),
        post=of_both_sides(403, 400, public=401),
    ),
    Route("market-api-enquiry-close", arguments=an_enquiry, post=of_both_sides(403, 200, public=401)),
)

ROUTES = (*PAGES, *API)
