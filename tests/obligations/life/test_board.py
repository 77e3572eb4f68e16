"""The board: found, sorted, paged, as a file."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from credits.obligations.models import Obligation
from credits.obligations.selectors import board
from registry.findings import InvalidInput
from tests.obligations import builders
from tests.obligations.life.conftest import close

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(cast, today):
    """Overdue, at risk, due and discharged, in this order."""
    made = [
        builders.obligation(cast, title="Bridge", due_on=today - timedelta(days=1)),
        builders.obligation(cast, title="Mill", due_on=today + timedelta(days=5)),
        builders.obligation(cast, title="Quarry", lines=[{"required": 90}]),
        builders.obligation(cast, title="Road"),
    ]
    made[3].lines.update(discharged=10)
    close(made[3], today)
    return made


def numbers(page):
    return [row.title for row in page.rows]


def test_each_standing_has_its_list(four, act, authority_officer, today):
    actor = act(authority_officer)
    found = {
        code: numbers(board.page_of(actor, board.Wanted(standing=code), on=today))
        for code in ("overdue", "at_risk", "due", "discharged", "lapsed", "open")
    }
    assert found == {
        "overdue": ["Bridge"],
        "at_risk": ["Mill"],
        "due": ["Quarry"],
        "discharged": ["Road"],
        "lapsed": [],
        "open": ["Bridge", "Mill", "Quarry"],
    }
    assert board.counts(actor, board.Wanted(), on=today) == {
        "overdue": 1,
        "at_risk": 1,
        "due": 1,
        "discharged": 1,
        "lapsed": 0,
    }


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("deadline", ["Bridge", "Mill", "Quarry", "Road"]),
        ("outstanding", ["Quarry", "Mill", "Bridge", "Road"]),
        ("newest", ["Road", "Quarry", "Mill", "Bridge"]),
    ],
)
def test_pages_follow_the_order_without_gap_or_repetition(four, act, registrar, today, sort, expected):
    actor, found, cursor = act(registrar), [], ""
    while True:
        page = board.page_of(actor, board.Wanted(sort=sort), on=today, cursor=cursor, size=1)
        found += numbers(page)
        cursor = page.next
        if not cursor:
            break
    assert found == expected


def test_a_cursor_of_another_list_or_of_nobody_is_refused(four, act, registrar, today):
    actor = act(registrar)
    cursor = board.page_of(actor, board.Wanted(), on=today, size=1).next
    for wanted, told in ((board.Wanted(sort="newest"), cursor), (board.Wanted(), "made up")):
        with pytest.raises(InvalidInput):
            board.page_of(actor, wanted, on=today, cursor=told)


def test_it_is_found_by_number_reference_title_place_or_holder(four, client_for, developer):
    client, first = client_for(developer), four[0]
    for words in (first.number, first.number.lower(), first.reference, "bridge", "Bridge singleton quarry"):
        page = client.get(reverse("obligation-list"), {"search": words})
        assert [row["obligation"].title for row in page.context["rows"]] == ["Bridge"], words


def test_the_file_has_every_row_of_the_list(four, client_for, authority_delegate):
    Obligation.objects.filter(title="Bridge").update(title="=1+1")
    answer = client_for(authority_delegate).get(reverse("obligation-board-file"), {"standing": "overdue"})
    [row] = csv.DictReader(io.StringIO(answer.content.decode()))
    assert (row["title"], row["standing"]) == ("'=1+1", "Overdue")
    assert (row["required_credits"], row["discharged_credits"], row["undischarged_credits"]) == (
        "10",
        "0",
        "10",
    )


def test_one_row_and_many_cost_the_same_queries(cast, api_for, client_for, authority_officer):
    def queries():
        with CaptureQueriesContext(connection) as made:
            assert client_for(authority_officer).get(reverse("obligation-list")).status_code == 200
            assert api_for(authority_officer).get(reverse("api-obligation-list")).status_code == 200
        return len(made)

    builders.obligation(cast)
    queries()
    few = queries()
    for _ in range(9):
        builders.obligation(cast)
    assert queries() == few


def test_the_program_reads_the_same_board(four, api_for, authority_officer):
    found = api_for(authority_officer).get(reverse("api-obligation-list"), {"standing": "at_risk"}).json()
    assert [(row["title"], row["standing"], row["undischarged"]) for row in found["results"]] == [
        ("Mill", "at_risk", 10)
    ]
