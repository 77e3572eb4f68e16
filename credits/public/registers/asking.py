"""What is asked of a register: the filters, and the day whose end it is shown as on."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from credits.lots.listings import end_of
from credits.registers.models import RegisterImport


@dataclass(frozen=True, slots=True)
class Ask:
    """`wanted` holds the filters that were given, by name; `day` is the day asked for and `instant` its end, None for
    a register as it is now; `last_import` is the newest replayed import of the published register by then."""

    day: date
    wanted: dict[str, Any] = field(default_factory=dict)
    instant: datetime | None = None
    last_import: int | None = None

    @property
    def past(self) -> bool:
        """Is it the register as it was?"""
        return self.instant is not None

    def given(self, name: str) -> Any:
        """What was given for that filter; None where nothing was."""
        return self.wanted.get(name)


def asked(wanted: dict[str, Any], *, today: date) -> Ask:
    """The question behind checked filters; `on` among them is the day, and today means now. One query."""
    rest = {name: value for name, value in wanted.items() if value not in (None, "", []) and name != "on"}
    day = wanted.get("on") or today
    instant = None if day >= today else end_of(day)
    return Ask(day, rest, instant, _last_import(instant))


def _last_import(instant: datetime | None) -> int | None:
    found = RegisterImport.objects.filter(
        state=RegisterImport.REPLAYED, finished_at__lte=instant or timezone.now()
    )
    return found.order_by("-finished_at", "-pk").values_list("pk", flat=True).first()
