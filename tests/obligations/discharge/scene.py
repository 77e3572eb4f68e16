"""The proponent owes credits and holds some; its signatory applies to retire them, two officers record it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from credits.lots.models import CreditClass, Lot
from credits.lots.services import retirements
from credits.models import Retirement
from credits.obligations.models import Obligation, ObligationLine
from tests.obligations.matching.scene import Scene

PURPOSE = {"fund": "trust_obligation", "order": "ministerial", "certification": "certification"}


@dataclass
class Retiring(Scene):
    """A scene in which credits are retired for lines."""

    def held(self, quantity: int = 100, credit_class: CreditClass | None = None, **values: Any) -> Lot:
        """A lot of the proponent, or of the organisation named as `holder`."""
        return self.lot(credit_class, quantity, **({"holder": "proponent"} | values))

    def lines_of(self, obligation: Obligation) -> list[ObligationLine]:
        return list(
            obligation.lines.select_related("credit_class", "obligation__authority").order_by("number")
        )

    def apply(
        self,
        lot: Lot,
        lines: Mapping[ObligationLine, int],
        *,
        by: str = "developer",
        justification: str = "",
        **more: Any,
    ) -> Retirement:
        """Apply to retire what is claimed, all of it of one obligation."""
        obligation = next(iter(lines)).obligation
        person = self.cast.person(by)
        given: dict[str, Any] = {
            "lot_number": lot.number,
            "quantity": sum(lines.values()),
            "purpose": PURPOSE.get(obligation.source, "planning_approval"),
            "obligation_reference": obligation.reference,
            "claims": self.told(lines, justification),
            "typed_name": person.name,
            "capacity": "Director",
            **self.clock,
        }
        answer = retirements.apply(actor=self.actor(by), **(given | more))
        return Retirement.objects.get(public_id=answer["id"])

    def told(self, claims: Mapping[ObligationLine, int], justification: str = "") -> list[dict[str, Any]]:
        return [
            {"line": str(line.public_id), "quantity": quantity}
            | ({"justification": justification} if justification else {})
            for line, quantity in claims.items()
        ]

    def check(self, retirement: Retirement) -> Retirement:
        """The registrar's check."""
        retirements.check(
            actor=self.actor("registrar"),
            retirement_id=str(retirement.public_id),
            note="Looked at.",
            now=self.now,
        )
        return retirement

    def record(self, retirement: Retirement, *, today: date | None = None) -> Retirement:
        """Check and retire."""
        self.check(retirement)
        return self.complete(retirement, today=today)

    def complete(self, retirement: Retirement, *, today: date | None = None) -> Retirement:
        """The second officer retires."""
        retirements.retire(
            actor=self.actor("registrar_approver"),
            retirement_id=str(retirement.public_id),
            fee_not_set_acknowledged=True,
            today=today or self.today,
            now=self.now,
        )
        retirement.refresh_from_db()
        return retirement

    def retire(self, lot: Lot, claims: Mapping[ObligationLine, int], **more: Any) -> Retirement:
        """From application to recorded retirement."""
        return self.record(self.apply(lot, claims, **more))


def standing(line: ObligationLine) -> tuple[int, int, int]:
    """Outstanding, on its way, discharged."""
    now = ObligationLine.objects.get(pk=line.pk)
    return now.outstanding, now.pending, now.discharged


def standings(lines: Iterable[ObligationLine]) -> list[tuple[int, int, int]]:
    return [standing(line) for line in lines]
