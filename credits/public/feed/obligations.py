"""Public changes of obligations: imposed, changed, discharged otherwise than by retiring, lapsed, passed on.

A retirement that discharges a line is told as a retirement. Nothing is told of applications that were refused, of who
owes, or of money.
"""

from typing import Any

from credits.public.feed.told import Kind, Known, PublicFacts, Told


def _facts(told: Told, known: Known, **more: Any) -> PublicFacts | None:
    found = known.obligations.get(told.subject)
    if found is None:
        return None
    number, reference = found
    return PublicFacts({"obligation": number, "reference": reference, **more})


def _plain(told: Told, known: Known) -> PublicFacts | None:
    return _facts(told, known)


def _decided(told: Told, known: Known) -> PublicFacts | None:
    """An approval imposes an obligation or changes the lines of one; without credits it does neither."""
    return _facts(told, known, change="was changed" if "modified" in told.data else "was imposed")


def _lapsed(told: Told, known: Known) -> PublicFacts | None:
    return _facts(told, known, on=told.text("lapsed_on"))


OBLIGATION_KINDS = {
    "decision.approve": Kind(
        "Obligation imposed or changed", "Obligation {obligation} {change} by {reference}.", _decided
    ),
    "order.enter": Kind("Obligation by order", "Obligation {obligation} was imposed by {reference}.", _plain),
    "measure.accept": Kind(
        "Obligation discharged by a measure",
        "Part of obligation {obligation} was discharged by a measure other than credits.",
        _plain,
    ),
    "quote.settle": Kind(
        "Obligation paid into the fund",
        "Part of obligation {obligation} was discharged by payment into the fund; the Trust owes it now.",
        _plain,
    ),
    "obligation.lapse": Kind(
        "Obligation lapsed", "Obligation {obligation} lapsed with its consent.", _lapsed
    ),
    "obligation.change_holder": Kind(
        "Obligation passed on", "Obligation {obligation} passed to another holder.", _plain
    ),
}
