"""One obligation as everybody may see it: no person, no free words, organisations as they may be named."""

from datetime import date
from typing import Any

from credits.obligations.models import Obligation, ObligationLine
from credits.obligations.selectors.events import public_events_of
from credits.obligations.selectors.lifeline import lines_of, totals_of
from credits.obligations.selectors.standing import with_standing
from credits.public.life.facts import class_of
from credits.public.registers.columns.obligations import SOURCES
from registry.findings import NotVisible

PREFIX = "OB-"
LONGEST_NUMBER = 24
LARGEST_KEY = 2**63 - 1


def known(number: str) -> Obligation:
    """The obligation with that number. Raises NotVisible."""
    digits = number[len(PREFIX) :]
    if (
        not number.startswith(PREFIX)
        or len(number) > LONGEST_NUMBER
        or not (digits.isascii() and digits.isdecimal())
        or int(digits) > LARGEST_KEY
    ):
        raise NotVisible("obligation")
    rows = Obligation.objects.select_related("authority", "holder", "development")
    found = rows.filter(pk=int(digits)).first()
    if found is None or found.number != number:
        raise NotVisible("obligation")
    return found


def facts_of(obligation: Obligation, *, on: date) -> dict[str, Any]:
    """Its facts, lines and public events, as on that day."""
    lines = lines_of(obligation)
    totals = totals_of(lines)
    [now] = with_standing(Obligation.objects.filter(pk=obligation.pk), on=on).values("standing")
    return {
        "number": obligation.number,
        "reference": obligation.reference,
        "source": SOURCES[obligation.source],
        "standing": now["standing"],
        "authority": obligation.authority.public_name,
        "holder": obligation.holder.public_name,
        "local_government_area": obligation.local_government_area,
        "imposed_on": obligation.imposed_on,
        "due_on": obligation.due_on,
        "discharged_on": obligation.discharged_on,
        "lapsed_on": obligation.lapsed_on,
        "required": totals.required,
        "discharged": totals.discharged,
        "owed": totals.undischarged,
        "lines": [_line_of(line) for line in lines],
        "events": [
            {
                "kind": one.kind,
                "on": one.on,
                "text": one.text,
                "line": one.line,
                "quantity": one.quantity,
                "lot": one.lot,
            }
            for one in public_events_of(obligation)
        ],
    }


def _line_of(line: ObligationLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "state": line.state,
        "credit_class": line.credit_class,
        "class_facts": class_of(line.credit_class),
        "stage": line.stage.number if line.stage is not None else None,
        "stage_commenced_on": line.stage.commenced_on if line.stage is not None else None,
        "required": line.required,
        "discharged": line.discharged,
        "owed": line.undischarged,
    }
