"""Published figures: protected land on any day, payments by year and purpose, local spending; nobody is named."""

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registry.agreements import states as agreement_states
from registry.agreements.models import Agreement
from registry.fund import states
from registry.fund.models import AnnualReport, ManagementYear, ReportedSpend
from registry.fund.selectors import figures
from registry.fund.selectors.papers import financial_year_of
from tests.builders_people import Cast
from tests.fund_pages import builders as made

pytestmark = pytest.mark.django_db
PAGE, FILE, API = "/payments/figures/", "/payments/figures.csv", "/api/v1/fund/figures/"


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def told(client: Client, **asked: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(client.get(FILE, asked).content.decode())))


@pytest.mark.statement("N78")
def test_land_is_protected_from_the_registration_until_the_day_an_agreement_ends(
    cast: Cast, client: Client
) -> None:
    made.agreement(cast, on=date(2024, 3, 1), site_area_m2=100_000)
    ended = made.agreement(cast, on=date(2023, 3, 1), site_area_m2=20_000)
    Agreement.objects.filter(pk=ended.pk).update(
        state=agreement_states.TERMINATED, terminated_on=date(2025, 3, 1)
    )
    made.agreement(cast, on=date(2024, 3, 1), site_area_m2=None)
    for day, area, agreements in (
        (date(2023, 2, 28), 0, 0),
        (date(2023, 3, 1), 20_000, 1),
        (date(2024, 3, 1), 120_000, 3),
        (date(2025, 2, 28), 120_000, 3),
        (date(2025, 3, 1), 100_000, 2),
    ):
        found = figures.protected_on(day)
        assert (found.area_m2, found.agreements) == (area, agreements), day
    page = text_of(client.get(PAGE, {"on": "2024-03-01"}))
    assert "12.00 ha protected on 01/03/2024, by 3 agreements" in page
    assert "1 agreement in force that day has no area recorded" in page
    rows = told(client, on="2024-03-01")
    assert ["protected_area", "", "2024-03-01", "", "120000", "m2"] in rows
    assert ["protected_area", "", "2024-06-30", "", "120000", "m2"] in rows
    assert ["protected_area", "", "2025-06-30", "", "100000", "m2"] in rows


@pytest.mark.statement("N79")
def test_what_was_paid_counts_in_the_financial_year_in_which_the_bank_paid(
    cast: Cast, client: Client
) -> None:
    site, other = made.active_site(cast, on=date(2023, 9, 1)), made.active_site(cast, on=date(2023, 9, 1))
    landholder = cast.organisation("landholder")
    june, july = made.run(cast, on=date(2024, 6, 30)), made.run(cast, on=date(2024, 7, 1))
    made.line(june, made.year_of(site, 1), landholder, gst_cents=109_500)
    made.line(july, made.year_of(site, 2), landholder, share_cents=800_000, recovery_cents=50_000)
    made.line(july, made.year_of(other, 1), landholder, share_cents=200_001)
    made.line(july, made.year_of(other, 2), landholder, state=states.RETURNED_LINE)
    found = figures.paid_by_year()
    assert [(one.year.name, one.cents, one.payments, one.sites) for one in found] == [
        ("2024-25", 950_001, 2, 2),
        ("2023-24", 1_095_000, 1, 1),
    ]
    page = text_of(client.get(PAGE, {"year": "2024-25"}))
    assert "$9,500.01 paid to landholders in 2024-25, without tax" in page
    assert "for each site that was paid $4,750.01" in page


@pytest.mark.statement("N80")
def test_payments_by_purpose_add_up_to_what_was_paid_to_the_cent(cast: Cast, client: Client) -> None:
    site = made.active_site(cast, on=date(2024, 9, 1))
    ManagementYear.objects.filter(site=site, year=1).update(
        by_purpose={"weeds_pests": 1, "fire": 1, "restoration": 1}
    )
    ManagementYear.objects.filter(site=site, year=3).update(by_purpose={})
    run, landholder = made.run(cast, on=date(2025, 1, 10)), cast.organisation("landholder")
    made.line(run, made.year_of(site, 1), landholder, share_cents=100)
    made.line(run, made.year_of(site, 2), landholder, share_cents=1_000_000)
    made.line(run, made.year_of(site, 3), landholder, share_cents=7)
    found = figures.paid_by_purpose(financial_year_of(date(2025, 1, 10)))
    assert {code: cents for code, cents in found.items() if cents} == {
        "weeds_pests": 600_034,
        "fire": 400_033,
        "restoration": 33,
        "other": 7,
    }
    assert sum(found.values()) == 1_000_107
    rows = told(client, year="2024-25")
    assert ["paid_for_purpose", "2024-07-01", "2025-06-30", "weeds_pests", "600034", "cents"] in rows


@pytest.mark.statement("N81")
def test_the_share_spent_on_people_of_the_area_is_told_with_its_purposes(cast: Cast, client: Client) -> None:
    site = made.active_site(cast, on=made.a_year_ago())
    year = made.year_of(site, 1)
    report = AnnualReport.objects.create(
        management_year=year,
        state=states.APPROVED,
        begun_by=cast.person("landholder_signatory"),
        begun_at=made.now(),
        decided_by=cast.person("trust_officer"),
    )
    ReportedSpend.objects.create(report=report, purpose="fire", spent_cents=100_000, local_cents=70_000)
    asked = {"year": financial_year_of(year.ends_on - timedelta(days=1)).name}
    page = text_of(client.get(PAGE, asked))
    assert "70.0 % of what was spent went to people of the area" in page
    assert "Fire management $0.00 $1,000.00 $700.00" in page


def test_active_passive_and_funded_agreements_are_counted(cast: Cast, client: Client) -> None:
    made.active_site(cast)
    made.site(cast)
    made.agreement(cast)
    now = figures.agreements_now()
    assert (now.in_force, now.active, now.passive, now.with_account, now.funded) == (3, 1, 2, 2, 1)
    assert now.average_deposit_cents == made.DEPOSIT_CENTS
    assert "1 of 2 with an account" in text_of(client.get(PAGE))


def test_nobody_is_named_in_page_file_or_api(cast: Cast, client: Client) -> None:
    site = made.active_site(cast)
    made.line(made.run(cast), made.year_of(site, 1), cast.organisation("landholder"))
    for address in (PAGE, FILE, API):
        text = client.get(address).content.decode()
        for name in ("Ironbark", "Conservation Trust", site.agreement.number):
            assert name not in text, (address, name)


def test_without_any_agreement_the_page_says_so(client: Client) -> None:
    page = text_of(client.get(PAGE))
    assert "0.00 ha protected" in page
    assert "Nothing has been paid yet." in page
    assert "not known of what was spent" in page


def test_a_day_to_come_or_a_year_that_is_none_is_refused(client: Client, api_for: Any) -> None:
    tomorrow = f"{made.today() + timedelta(days=1):%Y-%m-%d}"
    for asked, code in (
        ({"on": tomorrow}, "figures.future"),
        ({"on": "31/12/2025"}, "figures.day"),
        ({"year": "2025-27"}, "figures.year"),
    ):
        assert client.get(PAGE, asked).status_code == 400
        answer = api_for(None).get(API, asked)
        assert answer.status_code == 400
        assert [one["code"] for one in answer.json()["findings"]] == [code]
    page = client.get(PAGE, {"on": tomorrow})
    assert 'href="#on"' in page.content.decode()


def test_the_api_tells_the_same_figures(cast: Cast, api_for: Any) -> None:
    site = made.active_site(cast)
    made.line(made.run(cast), made.year_of(site, 1), cast.organisation("landholder"))
    answer = api_for(None).get(API).json()
    assert answer["protected"]["area_m2"] == 386_000
    assert answer["paid"][0]["cents"] == 1_095_000
    assert answer["average_cents"] == 1_095_000
    assert answer["local_share_percent"] is None
    assert {row["purpose"]: row["paid_cents"] for row in answer["purposes"]}["fire"] == 438_000


def test_the_figures_ask_the_same_for_one_agreement_and_for_many(cast: Cast, client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    site = made.active_site(cast, on=made.a_year_ago())
    run, landholder = made.run(cast), cast.organisation("landholder")
    made.line(run, made.year_of(site, 1), landholder)
    one = asked()
    for _ in range(3):
        more = made.active_site(cast, on=made.a_year_ago(days=800))
        made.line(run, made.year_of(more, 1), landholder)
    assert asked() == one
