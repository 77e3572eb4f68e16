"""The deposit calculator: a plan's lines give its payments and its deposit, or every fault beside its place."""

import re
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from registry.fund.models import DiscountRate
from registry.fund.web.what_if_form import EXAMPLE
from tests.builders_people import Cast

pytestmark = pytest.mark.django_db
PAGE = "/payments/deposit-calculator/"
API = "/api/v1/fund/deposit-calculator/"


def typed(*lines: dict[str, Any], **rules: str) -> dict[str, str]:
    """A form as a browser sends it."""
    data = {"rate": "3.2", "timing": "ADVANCE", **rules}
    for at, line in enumerate(lines):
        data |= {f"r{at}-kind": "required"}
        data |= {f"r{at}-{name}": str(value) for name, value in line.items() if value is not False}
    return data


LEVEL = {
    "code": "All",
    "quantity": "1",
    "unit_cost": "10,000.00",
    "first_year": "1",
    "last_year": "20",
}


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.statement("N48", "N49")
def test_the_example_gives_the_deposit_to_the_cent_and_the_plain_sum_beside_it(client: Client) -> None:
    answer = client.post(PAGE, typed(*EXAMPLE, ongoing="9850"))
    assert answer.status_code == 200
    page = text_of(answer)
    assert "$440,508.24 deposit at 3.2 % a year" in page
    assert "$332,836.69 years 1 to 20 added up" in page
    assert "21 and each year after $9,850.00 0.5496493914 $169,188.953304" in page
    assert "4 $10,794.72 0.9098313729 $9,821.374917" in page


def test_in_arrears_and_at_another_rate_the_deposit_is_another(client: Client) -> None:
    for rules, deposit in (
        ({"timing": "ARREARS"}, "$426,849.07"),
        ({"rate": "2.6"}, "$513,605.43"),
        ({"rate": "3.5 %"}, "$413,145.63"),
    ):
        answer = client.post(PAGE, typed(*EXAMPLE, ongoing="9850", **rules))
        assert f"{deposit} deposit at" in text_of(answer)


def test_what_later_years_cost_follows_from_the_lines_that_go_on(client: Client) -> None:
    answer = client.post(PAGE, typed(LEVEL | {"in_perpetuity": "on", "unit_cost": "5000"}))
    # 5,000 without end from today on at 3.2 %: 5,000 + 5,000 / 0.032.
    assert "$161,250.00 deposit at 3.2 % a year" in text_of(answer)
    assert "$5,000.00 in each year after" in text_of(answer)


def test_a_rate_of_zero_with_payments_without_end_is_refused_at_its_field(client: Client) -> None:
    answer = client.post(PAGE, typed(LEVEL, rate="0", ongoing="5000"))
    assert answer.status_code == 400
    assert "Payments without end have a present value only at a rate above zero." in text_of(answer)
    assert 'href="#id_rate"' in answer.content.decode()
    without_end = client.post(PAGE, typed(LEVEL, rate="0"))
    assert "$200,000.00 deposit at 0 % a year" in text_of(without_end)
    assert "Nothing is paid after year 20" in text_of(without_end)


def test_years_that_no_line_covers_are_named_in_one_sentence(client: Client) -> None:
    answer = client.post(PAGE, typed(LEVEL | {"last_year": "17"}))
    assert answer.status_code == 400
    assert "No line covers years 18, 19 and 20." in text_of(answer)


def test_every_fault_of_a_line_stands_at_its_cell_and_nothing_typed_is_lost(client: Client) -> None:
    bad = {"code": "Weeds", "quantity": "-1", "unit_cost": "12.345", "first_year": "0", "last_year": "21"}
    answer = client.post(PAGE, typed(LEVEL, bad | {"unit_cost": "12.34"}))
    page = answer.content.decode()
    assert answer.status_code == 400
    for name in ("quantity", "first_year", "last_year"):
        assert f'href="#id_r1-{name}"' in page
        assert f'id="id_r1-{name}_error"' in page
    assert 'value="-1"' in page
    answer = client.post(PAGE, typed(LEVEL, bad))
    assert 'href="#id_r1-unit_cost"' in answer.content.decode()


def test_more_lines_can_be_had_without_a_script(client: Client) -> None:
    answer = client.post(PAGE, typed({"code": "Half a"}, rate="", add="yes"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="Half a"' in page
    assert page.count("<tr><td>") == 4
    assert "reg-error-summary" not in page


def test_published_rates_are_listed_with_those_that_officers_entered(client: Client, cast: Cast) -> None:
    made = {"source": "Gazette of a test", "entered_by": cast.person("trust_officer")}
    DiscountRate.objects.create(
        rate="0.03100", trigger="entered_from", day="2026-07-01", entered_at="2026-07-01T00:00Z", **made
    )
    page = text_of(client.get(PAGE))
    assert "3.1 % All agreements agreements entered into on or after 01/07/2026 Gazette of a test" in page
    assert "2.6 % Stewardship agreements applications received after 19/11/2018" in page


def sent(**changes: Any) -> dict[str, Any]:
    line = {
        "code": "All",
        "kind": "required",
        "quantity": "1",
        "unit_cost": "10000",
        "first_year": 1,
        "last_year": 20,
    }
    return {"lines": [line], "rate": "0.032", "tail_cents": 500_000, **changes}


def test_the_api_gives_the_same_deposit_with_exact_numbers(api_for: Any) -> None:
    api: APIClient = api_for(None)
    told = api.post(API, sent(), format="json").json()
    assert (told["deposit_cents"], told["undiscounted_cents"]) == (23_661_728, 20_000_000)
    assert told["years"][20] == {
        "year": 21,
        "payment_cents": 500_000,
        "factor": "0.5496493914",
        "present_value_dollars": "85882.717413",
        "in_perpetuity": True,
    }
    arrears = api.post(API, sent(timing="ARREARS"), format="json").json()
    assert arrears["deposit_cents"] == 22_928_031


def test_the_api_names_every_fault(api_for: Any) -> None:
    api: APIClient = api_for(None)
    for changes, codes in (
        ({"rate": "0"}, {"deposit.rate_not_positive"}),
        ({"rate": "NaN"}, {"deposit.not_a_number"}),
        ({"lines": []}, {"plan.no_lines"}),
        ({"rate": "-0.01", "tail_cents": 0}, {"deposit.rate_negative"}),
        ({"rate": "0.0320001"}, {"deposit.rate_too_long"}),
        ({"contingency": "1.5"}, {"plan.contingency_out_of_range"}),
        ({"deposit_cents": 7}, {"input.unknown_field"}),
    ):
        answer = api.post(API, sent(**changes), format="json")
        assert answer.status_code == 400, changes
        assert {finding["code"] for finding in answer.json()["findings"]} == codes
