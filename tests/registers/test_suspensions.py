"""Suspensions stated by the supply register: laid where they are complete, else left to a person; and lines gone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from credits import ledger
from credits.lots.dealings import LotSuspension
from credits.lots.models import Lot, Movement
from credits.proof import checking
from credits.registers import gone_lines
from credits.registers.models import RegisterImport
from credits.registers.services import reading, replaying
from registry.findings import DomainError
from registry.parties.models import User
from tests import builders
from tests.credits_web.conftest import text_of
from tests.registers.files import changed, imported, put, staged_by

pytestmark = pytest.mark.django_db

NUMBER, ROW = "CR-9001", 2
BEGINS, ENDS = "Suspension Start Date", "Suspension End Date"


def day(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def stated(begins: int | None = None, ends: int | None = None, *, note: str = "") -> bytes:
    """The sample with a suspension of its first lot, in days from today. `note` makes the file another one."""
    changes = [put(ROW, "Listed Date", note)] if note else []
    for column, days in ((BEGINS, begins), (ENDS, ends)):
        if days is not None:
            changes.append(put(ROW, column, f"{day(days):%Y-%m-%d}"))

    def change(rows: list[list[str]]) -> None:
        for one in changes:
            one(rows)

    return changed("supply", change)


def imported_by(user: User, supply: bytes) -> RegisterImport:
    """The import of these files, replayed in the name of the user."""
    made = staged_by(user, supply=supply)
    reading.read_import(made.pk)
    replaying.replay(actor=builders.acting(user), import_id=made.pk)
    made.refresh_from_db()
    return made


def told(found: RegisterImport) -> list[tuple[str, str, int | None]]:
    return list(found.remarks.filter(code__startswith="suspension.").values_list("code", "lot_number", "row"))


def to_decide(client: Any) -> list[tuple[str, str]]:
    page = client.get("/credits/desk/?kind=suspension")
    assert page.status_code == 200
    return [(row.lot_number, row.code) for row in page.context["suspensions"]]


def test_a_suspension_with_its_last_day_is_laid_on_the_lot(registrar: User, client_for: Any) -> None:
    found = imported_by(registrar, stated(-10, 30))
    lot, suspension = Lot.objects.get(number=NUMBER), LotSuspension.objects.get()
    assert (lot.suspended_until, suspension.lot) == (day(30), lot)
    assert (suspension.suspended_from, suspension.until) == (day(-10), day(30))
    assert (suspension.suspended_by, suspension.reason) == (registrar, "Suspended in the published register.")
    assert (found.facts["lots_suspended"], told(found)) == (1, [])
    assert Lot.objects.exclude(suspended_until=None).count() == 1
    assert to_decide(client_for(registrar)) == []
    with pytest.raises(DomainError, match="is suspended until"):
        ledger.reserve(lot.pk, quantity=1, on=day(0))
    assert checking.walk().differences == []


def test_a_suspension_that_is_over_is_history(registrar: User) -> None:
    found = imported_by(registrar, stated(-30, -1))
    assert Lot.objects.get(number=NUMBER).suspended_until is None
    assert (found.facts["lots_suspended"], told(found)) == (0, [])


@pytest.mark.parametrize(
    ("begins", "ends", "code", "words"),
    [
        (-10, None, "suspension.no_end", "names no last day"),
        (5, 30, "suspension.later", "The register suspends CR-9001 from"),
    ],
)
def test_what_is_missing_is_left_to_a_person_until_somebody_suspends(
    registrar: User, client_for: Any, begins: int, ends: int | None, code: str, words: str
) -> None:
    found = imported_by(registrar, stated(begins, ends))
    assert not LotSuspension.objects.exists()
    assert told(found) == [(code, NUMBER, ROW)]
    officer = client_for(registrar)
    assert to_decide(officer) == [(NUMBER, code)]
    assert words in text_of(officer.get("/credits/desk/?kind=suspension"))
    assert "Suspensions that need a decision (1)" in text_of(officer.get("/credits/desk/"))
    Lot.objects.filter(number=NUMBER).update(suspended_until=day(9))
    assert to_decide(officer) == []


def test_the_command_that_is_nobody_leaves_every_suspension_to_a_person(
    tmp_path: Any, registrar: User, client_for: Any
) -> None:
    answer = imported(tmp_path, supply=stated(-10, 30))
    assert answer["facts"]["lots_suspended"] == 0
    reasons = {one["lot"]: one["reason"] for one in answer["doubtful_lots"]}
    assert "a person suspends" in reasons[NUMBER]
    assert Lot.objects.get(number=NUMBER).suspended_until is None
    assert to_decide(client_for(registrar)) == [(NUMBER, "suspension.no_person")]


@pytest.mark.parametrize(
    ("later", "code"),
    [
        (lambda: stated(note="2026-03-01"), "suspension.not_listed"),
        (lambda: stated(-10, -1), "suspension.not_listed"),
        (lambda: stated(-10, 40), "suspension.other_end"),
    ],
    ids=["listed without", "ended early", "ends later"],
)
def test_a_later_file_changes_no_suspension_by_itself(
    registrar: User, client_for: Any, later: Callable[[], bytes], code: str
) -> None:
    imported_by(registrar, stated(-10, 30))
    second = imported_by(registrar, later())
    assert told(second) == [(code, NUMBER, ROW)]
    assert Lot.objects.get(number=NUMBER).suspended_until == day(30)
    assert LotSuspension.objects.count() == 1
    officer = client_for(registrar)
    assert to_decide(officer) == [(NUMBER, code)]
    Lot.objects.filter(number=NUMBER).update(suspended_until=None)
    assert to_decide(officer) == []


def test_the_same_suspension_in_a_later_file_is_nothing_new(registrar: User, client_for: Any) -> None:
    imported_by(registrar, stated(-10, 30))
    second = imported_by(registrar, stated(-10, 30, note="2026-03-01"))
    assert (second.facts["lots_suspended"], told(second)) == (0, [])
    assert LotSuspension.objects.count() == 1


def test_only_the_newest_import_asks(registrar: User, client_for: Any) -> None:
    imported_by(registrar, stated(-10))
    imported_by(registrar, stated(note="2026-03-01"))
    assert to_decide(client_for(registrar)) == []


def test_a_line_that_is_gone_from_a_later_file_is_told_and_moves_nothing(tmp_path: Any) -> None:
    first = imported(tmp_path)["facts"]
    assert (first["lines_gone"], first["lines_gone_which"]) == (0, [])
    before = list(Movement.objects.order_by("pk").values())

    def drop(rows: list[list[str]]) -> None:
        del rows[12]

    dropped: dict[str, str] = {}

    def look(rows: list[list[str]]) -> None:
        dropped.update(zip(rows[0], rows[12], strict=True))

    changed("transactions", look)
    facts = imported(tmp_path, transactions=changed("transactions", drop))["facts"]
    assert facts["lines_gone"] == 1
    (which,) = facts["lines_gone_which"]
    assert which.endswith(f"from {dropped['From']} to {dropped['To']})")
    assert list(Movement.objects.order_by("pk").values()) == before


def test_a_line_with_other_figures_is_refused_and_not_gone(tmp_path: Any) -> None:
    imported(tmp_path)
    answer = imported(tmp_path, transactions=changed("transactions", put(2, "Number Of Credits", "59")))
    assert answer["facts"]["lines_gone"] == 0


def test_lines_gone_are_those_of_which_the_file_holds_no_version() -> None:
    first, second = ("T1", "transfer", "A", "B"), ("T2", "retire", "B", "C")
    done = {"1": first, "2": second}
    assert gone_lines.gone(done, [("1", first), ("2", second)]) == []
    assert gone_lines.gone(done, [("1", first), ("other figures", second)]) == []
    assert gone_lines.gone(done, [("2", second), ("3", ("T3", "transfer", "A", "D"))]) == [first]
    assert gone_lines.in_words(second) == "T2 (retire from B to C)"
