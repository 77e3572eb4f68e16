"""How a development is shown: its state in words, its facts, the last test of scope, and what comes next."""

from typing import Any

from django.urls import NoReverseMatch, reverse

from credits.obligations import states
from credits.obligations.models import Application, Development, ScopeTest
from credits.obligations.selectors import visible
from registry.actor import Actor
from registry.units import hectares

STATE_NAMES = {
    states.PROPOSED: "To be tested",
    states.IN_SCOPE: "Scheme applies",
    states.OUT_OF_SCOPE: "Scheme does not apply",
    states.APPLIED_FOR: "Applied for",
}
_KINDS = {
    states.PROPOSED: "todo",
    states.IN_SCOPE: "doing",
    states.OUT_OF_SCOPE: "none",
    states.APPLIED_FOR: "done",
}
VERDICTS = {"yes": ("Leads in", "doing"), "no": ("Does not", "none"), "open": ("Not known", "todo")}
ANSWERS = {
    "yes": "The scheme applies",
    "no": "The scheme does not apply",
    "open": "Not known yet whether the scheme applies",
}


def tag_of(development: Development) -> dict[str, str]:
    """The state as a tag."""
    return {"text": STATE_NAMES[development.state], "kind": _KINDS[development.state]}


def trail_of(development: Development, here: str = "") -> list[tuple[str, str]]:
    """Breadcrumbs."""
    title = development.title if len(development.title) < 60 else f"{development.title[:57]}…"
    page = reverse("development-page", args=[development.public_id]) if here else ""
    trail = [("Developments", reverse("development-list")), (title, page)]
    return [*trail, (here, "")] if here else trail


def _known(value: bool | None) -> str:
    return {True: "Yes", False: "No", None: "Not known yet"}[value]


def _ha(area_m2: int | None) -> str:
    return "" if area_m2 is None else f"{hectares(area_m2).normalize():f} ha"


def facts_of(development: Development) -> list[dict[str, str]]:
    """What was stated, as rows of label and value; what cannot matter for its pathway is left out."""
    one = development
    place = ", ".join(part for part in (one.address, one.local_government_area) if part)
    rows = [
        ("Developer", one.developer.name),
        ("Approval authority", one.authority.name),
        ("How it is approved", one.get_pathway_display()),
        ("Land", place),
        ("IBRA subregion", " – ".join(part for part in (one.subregion, one.region) if part)),
        ("Native vegetation to be cleared", _ha(one.clearing_m2)),
        ("Smallest minimum lot size", _ha(one.minimum_lot_m2)),
        ("On the Biodiversity Values Map", _known(one.on_values_map)),
        ("Likely significant for threatened species", _known(one.likely_significant)),
        ("Area of outstanding biodiversity value", _known(one.in_outstanding_value_area)),
    ]
    marks = [
        ("Large mining project", one.major_mining),
        ("Proponent opts in", one.opted_in),
        ("On Lord Howe Island", one.on_lord_howe_island),
    ]
    rows += [(label, "Yes") for label, marked in marks if marked]
    if one.waived:
        rows.append(("Report waived", one.waiver_reference))
    if one.controlled_action:
        rows.append(("Controlled action (EPBC Act)", one.epbc_reference or "Yes"))
    return [{"label": label, "value": value} for label, value in rows]


def last_test(development: Development) -> dict[str, Any] | None:
    """The last test of scope with each of its reasons; whether the facts have changed since."""
    found = ScopeTest.objects.select_related("tested_by").filter(development=development).first()
    if found is None:
        return None
    reasons = [
        {
            "sentence": part["sentence"],
            "clause": part["clause"],
            "verdict": VERDICTS[part["verdict"]][0],
            "kind": VERDICTS[part["verdict"]][1],
        }
        for part in found.reasons
    ]
    stale = development.state == states.PROPOSED and found.answer != "open"
    return {"test": found, "answer": ANSWERS[found.answer], "reasons": reasons, "stale": stale}


def applications_of(actor: Actor, development: Development) -> list[dict[str, Any]]:
    """Its applications with their pages."""
    rows = visible.applications(actor).filter(development=development)
    return [{"application": one, "url": address_of(one)} for one in rows]


def address_of(application: Application) -> str:
    """The page of an application."""
    try:
        return reverse("application-page", args=[application.public_id])
    except NoReverseMatch:
        return ""


def next_of(development: Development, *, signs: bool) -> dict[str, str]:
    """Who has to do what now, in a sentence."""
    who = "You" if signs else str(development.developer)
    if development.state == states.PROPOSED:
        return {
            "who": who,
            "what": "test whether the scheme applies, after stating the facts that decide it.",
        }
    if development.state == states.IN_SCOPE:
        return {
            "who": who,
            "what": "engage an accredited assessor (if not done), and apply with the development report.",
        }
    if development.state == states.OUT_OF_SCOPE:
        return {"who": "Nobody", "what": "has anything to do here: the scheme does not apply."}
    return {"who": str(development.authority), "what": "reviews the application and decides."}
