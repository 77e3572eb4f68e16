"""The pages and the API of the fund's rules and numbers: open to everybody, entered by approvers."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.fund.models import BankHoliday, BankYear, DiscountRate, IndexNumber, RuleParameter
from registry.fund.services import facts, index_numbers

pytestmark = pytest.mark.django_db

SOURCE = "Made-up gazette, read 01/07/2026"


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def approver(client_for, trust_approver):
    return client_for(trust_approver)


@pytest.fixture
def series(act, trust_approver):
    index_numbers.begin_series(
        actor=act(trust_approver), code="cpi-test", name="Made-up index", source=SOURCE
    )
    return "cpi-test"


def test_everybody_reads_what_is_confirmed_our_choice_open_and_not_set(client_for):
    answer = client_for(None).get(reverse("fund-facts"))
    page = text(answer)
    row = page[page.index('<tr id="index_series">') : page.index('<tr id="report_days_before">')]
    assert "not set" in row and ">open<" in row
    row = page[page.index('<tr id="timing">') : page.index('<tr id="regime">')]
    assert "in advance" in row and ">our choice<" in row
    assert "3.2 %" in page
    assert "No price index is entered: not set." in page
    assert "Not the official" in page
    assert reverse("fund-rate-new") not in page


def test_an_approver_enters_a_rule_on_its_page(approver):
    address = reverse("fund-rule-new", args=["missing_report"])
    assert "it is paid all the same" in text(approver.get(address))
    data = {"value": "pay", "effective_from": "2026-07-01", "source": SOURCE}
    wrong = approver.post(address, data | {"value": "perhaps"})
    assert wrong.status_code == 400
    assert "Choose what the rule is." in text(wrong)
    assert approver.post(address, data).status_code == 303
    assert RuleParameter.objects.get().value == "pay"
    again = approver.post(address, data | {"value": "hold"})
    assert again.status_code == 409
    assert "already, and it stays. Choose another day." in text(again)


def test_a_share_is_entered_and_told_in_per_cent(approver):
    address = reverse("fund-rule-new", args=["threshold_points"])
    assert "Share of the deposit at which full management begins<" in text(approver.get(address))
    data = {"value": "82.5", "effective_from": "2020-07-01", "source": SOURCE}
    above = approver.post(address, data | {"value": "100.01"})
    assert above.status_code == 400
    assert approver.post(address, data).status_code == 303
    assert RuleParameter.objects.get().value == "8250"
    page = text(approver.get(reverse("fund-facts")))
    assert "<td>82.50 %</td>" in page and "Without any: 80 %" in page


def test_the_price_index_that_payments_follow_is_chosen_from_the_list(approver, series):
    address = reverse("fund-rule-new", args=["index_series"])
    assert '<option value="cpi-test">Made-up index</option>' in text(approver.get(address))
    data = {"value": series, "effective_from": "2026-07-01", "source": SOURCE}
    assert approver.post(address, data).status_code == 303


def test_a_rule_that_is_none_has_no_page(approver):
    assert approver.get(reverse("fund-rule-new", args=["no-such-rule"])).status_code == 404


def test_an_approver_enters_a_rate_in_per_cent(approver):
    data = {"per_cent": "2.95", "trigger": "entered_from", "day": "01/07/2026", "source": SOURCE}
    assert approver.post(reverse("fund-rate-new"), data).status_code == 303
    assert str(DiscountRate.objects.get().rate) == "0.02950"
    assert "2.95 %" in text(approver.get(reverse("fund-facts")))


def test_a_rate_of_zero_is_refused(approver):
    data = {"per_cent": "0", "trigger": "entered_from", "day": "01/07/2026", "source": SOURCE}
    answer = approver.post(reverse("fund-rate-new"), data)
    assert answer.status_code == 400
    assert "without one a payment for ever has no value" in text(answer)


def test_an_approver_enters_an_index_and_its_numbers(approver):
    made = approver.post(
        reverse("price-index-new"), {"name": "Made-up index", "code": "cpi-test", "source": SOURCE}
    )
    assert made.status_code == 303
    data = {"quarter_ends": "31/03/2026", "published_on": "29/04/2026", "value": "131.4", "source": SOURCE}
    address = reverse("price-index-number-new", args=["cpi-test"])
    assert approver.post(address, data).status_code == 303
    again = approver.post(address, data)
    assert again.status_code == 400
    assert "is entered already." in text(again)
    assert "131.4000" in text(approver.get(reverse("price-index", args=["cpi-test"])))


def upload(client: Any, series: str, content: str) -> Any:
    file = SimpleUploadedFile("numbers.csv", content.encode(), content_type="text/csv")
    return client.post(reverse("price-index-file", args=[series]), {"file": file, "source": SOURCE})


def test_numbers_are_uploaded_whole_or_not_at_all(approver, series):
    head = "quarter_ends,published_on,value\n"
    wrong = upload(approver, series, f"{head}2026-03-31,2026-04-29,131.4\n2026-06-29,2026-07-29,x\n")
    assert wrong.status_code == 400
    assert "Row 3, column value" in text(wrong)
    assert not IndexNumber.objects.exists()
    assert upload(approver, series, f"{head}2026-03-31,2026-04-29,131.4\n").status_code == 303
    assert IndexNumber.objects.get().published_on == date(2026, 4, 29)


def test_an_approver_enters_the_holidays_of_a_year(approver):
    year = {"year": "2026", "source": SOURCE}
    assert approver.post(reverse("bank-year-new"), year).status_code == 400
    data = {"day": "25/12/2026", "name": "Christmas Day", "source": SOURCE}
    assert approver.post(reverse("bank-holiday-new"), data).status_code == 303
    assert approver.post(reverse("bank-year-new"), year).status_code == 303
    page = text(approver.get(reverse("bank-holidays")))
    assert "Fri 25/12/2026" in page and ">complete<" in page


def test_the_pages_need_as_many_queries_for_many_as_for_one(client_for, act, trust_approver, series):
    client, actor = client_for(None), act(trust_approver)
    addresses = [reverse("fund-facts"), reverse("price-index", args=[series]), reverse("bank-holidays")]

    def add(number: int) -> None:
        index_numbers.begin_series(actor=actor, code=f"cpi-{number}", name=f"Index {number}", source=SOURCE)
        index_numbers.enter_numbers(
            actor=actor,
            series_code=series,
            numbers=[(date(2020 + number, 3, 31), date(2020 + number, 4, 29), Decimal(100 + number))],
            source=SOURCE,
            today=date(2030, 1, 1),
        )
        facts.enter_holiday(actor=actor, day=date(2020 + number, 12, 25), name="Christmas Day", source=SOURCE)

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    add(0)
    one = [count(address) for address in addresses]
    for number in range(1, 4):
        add(number)
    assert [count(address) for address in addresses] == one


# --- API ---------------------------------------------------------------------------------------------------------
def test_everybody_reads_the_facts_over_the_api(api_for):
    api = api_for(None)
    rules = {row["code"]: row for row in api.get(reverse("api-fund-rules")).json()}
    assert (rules["index_series"]["value"], rules["index_series"]["standing"]) == ("", "open")
    assert [row["rate"] for row in api.get(reverse("api-fund-rates")).json()] == [
        "0.03500",
        "0.03500",
        "0.02600",
        "0.03200",
    ]


def test_an_approver_enters_facts_over_the_api(api_for, trust_approver):
    api = api_for(trust_approver)
    sent = {
        "api-fund-rules": {"code": "timing", "value": "ARREARS", "effective_from": "2026-07-01"},
        "api-fund-rates": {"rate": "0.0295", "trigger": "entered_from", "day": "2026-07-01"},
        "api-price-indices": {"code": "cpi-test", "name": "Made-up index"},
        "api-bank-holidays": {"day": "2026-12-25", "name": "Christmas Day"},
        "api-bank-years": {"year": 2026},
    }
    for route, data in sent.items():
        made = api.post(reverse(route), data | {"source": SOURCE}, format="json")
        assert (route, made.status_code, made.json()) == (route, 201, {"entered": 1})
    numbers = [
        {"quarter_ends": "2026-03-31", "published_on": "2026-04-29", "value": "131.4"},
        {"quarter_ends": "2026-06-30", "published_on": "2026-07-29", "value": "132.0"},
    ]
    address = reverse("api-price-index-numbers", args=["cpi-test"])
    made = api.post(address, {"numbers": numbers, "source": SOURCE}, format="json")
    assert (made.status_code, made.json()) == (201, {"entered": 2})
    assert [row["value"] for row in api.get(address).json()["results"]] == ["132.0000", "131.4000"]
    assert api.get(reverse("api-bank-years")).json() == [2026]
    assert BankYear.objects.count() == BankHoliday.objects.count() == 1
