"""The schedule of an agreement: its years with what became of them, its files, and its versions side by side."""

import io
import re
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from registry.fund import states
from registry.fund.models import ManagementYear
from registry.fund.selectors import schedule_rows as rows
from registry.fund.selectors.schedule_rows import schedule_of
from tests.builders_people import Cast
from tests.fund_pages import builders as made

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def address(site: Any, rest: str = "schedule/") -> str:
    return f"/agreements/{site.agreement.public_id}/{rest}"


@pytest.mark.statement("N48", "N49", "N62")
def test_the_schedule_lists_twenty_years_and_each_year_after_with_the_deposit(cast: Cast) -> None:
    site = made.active_site(cast)
    shown = schedule_of(site.agreement, today=made.today())
    assert shown is not None
    assert [row.year for row in shown.rows] == list(range(1, 21))
    assert {row.real_cents for row in shown.rows} == {1_000_000}
    assert (shown.tail_cents, shown.versions[0].total_fund_deposit_cents) == (500_000, 23_661_728)
    # In advance at 3.2 %: after year 20 the tail alone is left, 5,000 + 5,000 / 0.032.
    assert shown.rows[19].remaining_cents == 16_125_000
    assert shown.rows[0].due_on == made.today()
    assert [row.payment.standing for row in shown.rows] == [rows.DUE, *[rows.TO_COME] * 19]


def test_a_year_shows_its_index_what_was_paid_and_what_was_set_off(cast: Cast, client_for: Any) -> None:
    site = made.active_site(cast)
    run = made.run(cast)
    made.line(
        run, made.year_of(site, 1), cast.organisation("landholder"), gst_cents=97_155, recovery_cents=123_450
    )
    page = text_of(client_for(cast.person("landholder_signatory")).get(address(site)))
    assert "120.0 to 131.4 $10,950.00" in page
    assert "Paid $10,687.05 $1,234.50 set off" in page
    assert "Total Fund Deposit at 3.2 % a year, paid in advance" in page
    assert "When in its year a payment is made: in advance (our choice). Not published." in page


def test_a_held_year_says_why_and_a_planned_one_no_more(cast: Cast) -> None:
    site = made.active_site(cast, on=made.a_year_ago())
    landholder = cast.organisation("landholder")
    made.held(made.run(cast), made.year_of(site, 2), landholder, "The report of year 1 is missing.")

    def payment() -> rows.Payment:
        shown = schedule_of(site.agreement, today=made.today())
        assert shown is not None
        return shown.rows[1].payment

    assert (payment().standing, payment().reasons) == (rows.HELD, ["The report of year 1 is missing."])
    line = made.line(
        made.run(cast, state=states.PREPARED), made.year_of(site, 2), landholder, state=states.PLANNED
    )
    assert (payment().standing, payment().reasons) == (rows.IN_RUN, [])
    for state, standing in ((states.RELEASED, rows.RELEASED), (states.RETURNED_LINE, rows.RETURNED)):
        line.state = state
        line.save()
        assert payment().standing == standing
    ManagementYear.objects.filter(site=site, year=2).update(state=states.PART_PAID)
    line.state = states.PAID
    line.save()
    assert payment().standing == rows.PART_PAID


def test_an_overdue_report_is_flagged_beside_its_year(cast: Cast, client_for: Any) -> None:
    site = made.active_site(cast, on=made.a_year_ago())
    page = text_of(client_for(cast.person("auditor")).get(address(site)))
    assert page.count("Overdue") == 1


def test_a_later_version_pays_from_its_year_on_and_stands_beside_the_first(
    cast: Cast, client_for: Any
) -> None:
    site = made.site(cast)
    made.second_version(cast, site, from_year=8, more_cents=10_000)
    shown = schedule_of(site.agreement, today=made.today())
    assert shown is not None
    assert [row.version for row in shown.rows] == [1] * 7 + [2] * 13
    assert [row.real_cents for row in shown.rows] == [1_000_000] * 7 + [1_010_000] * 13
    page = text_of(client_for(cast.person("registrar")).get(address(site)))
    assert "Versions compared" in page
    assert "7 $10,000.00 $10,100.00 1" in page
    assert "8 $10,000.00 $10,100.00 2" in page
    assert "$12.34" in page


def test_the_files_hold_the_same_figures_and_the_paper_is_the_same_all_day(
    cast: Cast, client_for: Any
) -> None:
    site = made.active_site(cast)
    made.line(made.run(cast), made.year_of(site, 1), cast.organisation("landholder"))
    client = client_for(cast.person("landholder_member"))
    paper = client.get(address(site, "schedule.pdf"))
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content == client.get(address(site, "schedule.pdf")).content
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    for part in ("$236,617.28", "120.0 to 131.4", "$10,950.00", "Not the official calculator", "choice"):
        assert part in words, part
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(address(site, "schedule.xlsx")).content), read_only=True
    )
    sheet = list(book["Years"].iter_rows(values_only=True))
    assert len(sheet) == 22
    assert (sheet[1][0], sheet[1][3], sheet[21][0], sheet[21][3]) == (
        1,
        10_000,
        "21 and each year after",
        5_000,
    )
    assert dict(zip(sheet[0], sheet[1], strict=True))["Paid, with tax"] == 10_950


def test_before_the_signature_the_page_tells_what_the_plan_would_pay_today(
    cast: Cast, client_for: Any
) -> None:
    agreement = made.agreement(cast)
    client = client_for(cast.person("trust_officer"))
    path = f"/agreements/{agreement.public_id}/schedule/"
    assert "The agreement has no management plan yet" in text_of(client.get(path))
    made.plan(cast, agreement)
    agreement.applied_on = made.today()
    agreement.save()
    page = text_of(client.get(path))
    assert "What the plan would pay if the agreement were signed today." in page
    assert "$236,617.28 Total Fund Deposit at 3.2 % a year" in page
    assert client.get(path.replace("schedule/", "schedule.pdf")).status_code == 404


def test_the_page_asks_the_same_of_the_database_for_one_line_and_for_many(
    cast: Cast, client_for: Any
) -> None:
    site = made.active_site(cast)
    client = client_for(cast.person("auditor"))
    landholder = cast.organisation("landholder")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address(site)).status_code == 200
        return len(queries)

    made.line(made.run(cast), made.year_of(site, 1), landholder)
    asked()
    one = asked()
    for year in range(2, 12):
        made.line(made.run(cast), made.year_of(site, year), landholder)
    assert asked() == one


def test_the_api_gives_the_same_schedule_with_the_standing_of_each_rule(cast: Cast, api_for: Any) -> None:
    site = made.active_site(cast)
    api = api_for(cast.person("landholder_member"))
    told = api.get(f"/api/v1/agreements/{site.agreement.public_id}/schedule/").json()
    assert told["versions"][0]["total_fund_deposit_cents"] == 23_661_728
    assert told["rows"][0]["by_purpose"] == {"fire": 400_000, "weeds_pests": 600_000}
    assert (told["rows"][0]["payment"], told["tail_cents"]) == ("due", 500_000)
    assert {rule["code"]: rule["standing"] for rule in told["rules"]}["timing"] == "choice"
