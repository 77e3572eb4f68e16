"""The books as pages and over the API: who works with them by hand gets through every step."""

import csv
from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.fund import ledger
from registry.fund.chart import CONSERVATION, FUND_BANK, INVESTMENTS, STEWARDSHIP, TAKEN_OVER
from registry.fund.ledger import Posting
from registry.fund.models import Entry, FundPeriod, FundResult, Recovery, SiteAccount
from registry.fund.selectors.books import site_balances
from tests.builders_people import Cast
from tests.fund_books.builders import DAY, deposit, pay, post, site

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(cast: Cast) -> SiteAccount:
    """A site with a deposit."""
    return site(cast, deposit_cents=1_000_000)


@pytest.fixture
def officer(cast: Cast, client_for: Callable[..., Client]) -> Client:
    return client_for(cast.person("trust_officer"))


@pytest.fixture
def approver(cast: Cast, client_for: Callable[..., Client]) -> Client:
    return client_for(cast.person("trust_approver"))


def text_of(answer: Any) -> str:
    """What the page says."""
    return " ".join(answer.content.decode().split())


def test_a_result_is_entered_looked_at_and_posted_by_hand(
    officer: Client, approver: Client, account: SiteAccount
) -> None:
    typed = {
        "kind": "loss",
        "first_day": "01/10/2025",
        "last_day": "31/12/2025",
        "amount_cents": "1,204.50",
        "reference": "Quarter",
        "key": "k1",
    }
    again = [officer.post("/payments/books/results/new/", typed) for _ in range(2)]
    result = FundResult.objects.get()
    assert (result.kind, result.amount_cents) == ("return", -120_450)
    page = f"/payments/books/results/{result.public_id}/"
    assert [answer.headers["Location"] for answer in again] == [page, page]
    looked = text_of(approver.get(page))
    assert "Shares as they would be posted now" in looked
    assert f'href="{page}approve/"' in looked
    assert "\u2212$1,204.50" in looked
    assert "Only an approver of the trust can do this" not in text_of(officer.get(page))
    answer = approver.post(f"{page}approve/", {"key": "k2"})
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    assert site_balances([account.pk])[account.pk].returns_cents == -120_450
    assert "Shares of the sites" in text_of(approver.get(page))
    assert "posted" in text_of(approver.get("/payments/books/results/"))


def test_a_refused_form_keeps_what_was_typed_and_names_what_is_wrong(
    officer: Client, account: SiteAccount
) -> None:
    typed = {"kind": "fee", "first_day": "01/10/2025", "last_day": "30/09/2025", "amount_cents": "12,5"}
    answer = officer.post("/payments/books/results/new/", typed)
    told = text_of(answer)
    assert answer.status_code == 400
    assert "Enter dollars, for example 12500 or 12,500.50." in told
    assert 'value="12,5"' in told
    answer = officer.post("/payments/books/results/new/", typed | {"amount_cents": "12.50", "reference": "Q"})
    assert answer.status_code == 400
    assert "The last day comes before the first" in text_of(answer)
    short = officer.post(
        "/payments/books/invest/",
        {"amount_cents": "10,000.01", "value_on": "01/09/2025", "reference": "D"},
    )
    assert short.status_code == 409
    assert "would be $0.01 short" in text_of(short)
    assert not FundResult.objects.exists()


def test_investing_and_taking_it_back_by_hand(
    officer: Client, approver: Client, account: SiteAccount
) -> None:
    moved = {"amount_cents": "600", "value_on": "01/09/2025", "reference": "D1", "key": "m"}
    assert officer.post("/payments/books/invest/", moved).status_code == 303
    assert ledger.balance_cents(STEWARDSHIP, INVESTMENTS) == 60_000
    entry = Entry.objects.get(source="invest")
    assert f"/payments/books/entries/{entry.pk}/take-back/" in text_of(
        approver.get("/payments/books/entries/?source=invest")
    )
    assert "take-back" not in text_of(officer.get("/payments/books/entries/"))
    answer = approver.post(f"/payments/books/entries/{entry.pk}/take-back/", {"reason": "Never done."})
    assert answer.headers["Location"] == "/payments/books/entries/"
    assert ledger.balance_cents(STEWARDSHIP, INVESTMENTS) == 0
    second = approver.post(f"/payments/books/entries/{entry.pk}/take-back/", {"reason": "Again."})
    assert (second.status_code, Entry.objects.filter(source="reversal").count()) == (409, 1)


def test_a_claim_goes_from_proposal_to_repayment_by_hand(
    cast: Cast,
    officer: Client,
    approver: Client,
    account: SiteAccount,
    client_for: Callable[..., Client],
) -> None:
    address = f"/agreements/{account.agreement.public_id}/recoveries/new/"
    party = cast.organisation("landholder").public_id
    assert str(party) in text_of(officer.get(address))
    typed = {"party_id": str(party), "amount_cents": "50", "reason": "Paid twice."}
    page = officer.post(address, typed).headers["Location"]
    holder = client_for(cast.person("landholder_signatory"))
    assert holder.get(page).status_code == 404
    assert approver.post(f"{page}approve/", {}).status_code == 303
    assert "$50.00" in text_of(holder.get(page))
    repaid = {"amount_cents": "50.01", "received_on": "01/09/2025", "receipt": "R1"}
    assert officer.post(f"{page}repay/", repaid).status_code == 409
    assert officer.post(f"{page}repay/", repaid | {"amount_cents": "50"}).status_code == 303
    assert Recovery.objects.get().state == "repaid"
    told = text_of(holder.get("/payments/recoveries/"))
    assert "repaid" in told
    assert str(account.agreement) in told
    assert "Nothing is owed back" in text_of(
        client_for(cast.person("other_landholder_signatory")).get("/payments/recoveries/")
    )


def test_a_year_is_closed_by_two_people_by_hand(officer: Client, approver: Client) -> None:
    post(Posting(FUND_BANK, "2300", 5, memo="In"), on=date(2020, 1, 1))
    home = text_of(officer.get("/payments/books/"))
    assert "/payments/books/years/stewardship/2019-20/ask/" in home
    officer.post("/payments/books/years/stewardship/2019-20/ask/", {})
    assert "/payments/books/years/stewardship/2019-20/close/" in text_of(approver.get("/payments/books/"))
    assert officer.get("/payments/books/years/stewardship/2019-20/close/").status_code == 403
    approver.post("/payments/books/years/stewardship/2019-20/close/", {})
    assert FundPeriod.objects.get().closed_at is not None
    assert "closed" in text_of(approver.get("/payments/books/"))
    assert approver.get("/payments/books/years/stewardship/1999-00/close/").status_code == 404


def test_both_funds_stand_side_by_side_as_at_a_day(officer: Client, account: SiteAccount) -> None:
    deposit(account, 5_000, on=date(2026, 3, 1))
    post(Posting(FUND_BANK, TAKEN_OVER, 900, memo="Payment"), fund=CONSERVATION)
    now = text_of(officer.get("/payments/books/"))
    assert "Biodiversity Stewardship Payments Fund" in now
    assert "Biodiversity Conservation Fund" in now
    assert "$10,050.00" in now
    assert "$9.00" in now
    before = text_of(officer.get("/payments/books/?last=2025-12-31"))
    assert "Trial balance as at 31/12/2025" in before
    assert "$10,000.00" in before
    assert "$10,050.00" not in before
    assert "Enter a day as day/month/year" in text_of(officer.get("/payments/books/?last=soon"))


def test_entries_are_narrowed_and_turned_page_by_page_with_the_same_questions(
    cast: Cast, officer: Client, account: SiteAccount
) -> None:
    other = site(cast, deposit_cents=700)
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            officer.get("/payments/books/entries/")
        asked.append(len(queries))
        for _ in range(60):
            pay(account, 5)
    assert asked[0] == asked[1]
    page = text_of(officer.get("/payments/books/entries/?account=2100"))
    assert page.count("<tr>") == 51
    older = page.partition("before=")[2].partition('"')[0]
    assert text_of(officer.get(f"/payments/books/entries/?account=2100&before={older}")).count("<tr>") == 51
    only = text_of(officer.get(f"/payments/books/entries/?agreement={other.agreement.number}"))
    assert (only.count("<tr>"), "$7.00" in only) == (2, True)
    assert "No entry is like that" in text_of(officer.get("/payments/books/entries/?source=fee"))


def test_the_file_has_what_the_list_has_and_runs_no_formula(officer: Client, account: SiteAccount) -> None:
    post(Posting(FUND_BANK, "2300", 123_456, memo="=1+1"), on=date(2026, 1, 2))
    answer = officer.get("/payments/books/entries.csv?account=2300")
    content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.DictReader(StringIO(content)))
    assert len(rows) == 1
    assert {name: rows[0][name] for name in ("amount", "debit", "credit", "memo", "posted_on")} == {
        "amount": "1234.56",
        "debit": "1010",
        "credit": "2300",
        "memo": "'=1+1",
        "posted_on": "02/01/2026",
    }


def test_lists_ask_as_often_for_many_rows_as_for_one(
    cast: Cast, officer: Client, account: SiteAccount
) -> None:
    addresses = ("/payments/books/results/", "/payments/recoveries/", "/payments/books/")
    asked: list[list[int]] = []
    for rows in (1, 4):
        for number in range(rows):
            FundResult.objects.create(
                kind="return",
                first_day=DAY,
                last_day=DAY,
                amount_cents=5,
                reference=f"{rows}/{number}",
                prepared_by=cast.person("trust_officer"),
                prepared_at=timezone.now(),
            )
            Recovery.objects.create(
                site=account,
                party=cast.organisation("landholder"),
                amount_cents=5,
                outstanding_cents=5,
                reason="Paid twice.",
                raised_by=cast.person("trust_officer"),
                raised_at=timezone.now(),
            )
            FundPeriod.objects.create(
                fund=STEWARDSHIP,
                name=f"19{rows}{number}-0",
                starts_on=date(1900 + 10 * rows + number, 7, 1),
                ends_on=date(1901 + 10 * rows + number, 6, 30),
                closing_asked_by=cast.person("trust_officer"),
            )
        asked.append([])
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert officer.get(address).status_code == 200
            asked[-1].append(len(queries))
    assert asked[0] == asked[1]


def test_the_same_steps_over_the_api(cast: Cast, api_for: Callable[..., Any], account: SiteAccount) -> None:
    officer, approver = api_for(cast.person("trust_officer")), api_for(cast.person("trust_approver"))
    asked = {
        "kind": "return",
        "first_day": "2025-10-01",
        "last_day": "2025-12-31",
        "amount_cents": 3_000,
        "reference": "Quarter",
    }
    made = officer.post("/api/v1/fund/results/", asked, format="json", headers={"Idempotency-Key": "a"})
    again = officer.post("/api/v1/fund/results/", asked, format="json", headers={"Idempotency-Key": "a"})
    assert (made.status_code, again.json()) == (201, made.json())
    done = approver.post(f"/api/v1/fund/results/{made.json()['id']}/approve/", {}, format="json")
    assert done.json()["state"] == "posted"
    trial = {one["fund"]: one for one in officer.get("/api/v1/fund/trial-balance/").json()}
    assert trial["stewardship"]["debit_cents"] == 1_003_000
    assert trial["conservation"]["lines"] == []
    listed = officer.get("/api/v1/fund/entries/?source=result").json()
    assert (len(listed["entries"]), listed["before"]) == (2, None)
    assert listed["entries"][0]["agreement"] == account.agreement.number
    assert officer.get("/api/v1/fund/entries/?first=soon").json()["findings"][0]["field"] == "first"
    refused = approver.post(
        f"/api/v1/fund/entries/{listed['entries'][0]['id']}/reverse/", {"reason": ""}, format="json"
    )
    assert refused.status_code == 400
    holder = api_for(cast.person("landholder_signatory"))
    address = f"/api/v1/agreements/{account.agreement.public_id}/account/statement/"
    told = holder.get(f"{address}?first=2025-07-01").json()
    assert (told["opening_cents"], told["deposits_cents"], told["returns_cents"]) == (0, 1_000_000, 3_000)
    assert told["closing_cents"] == 1_003_000
    assert holder.get(f"{address}?first=2026-01-01&last=2025-01-01").status_code == 400
    assert officer.get("/api/v1/fund/periods/").json()[0]["closing_asked_for"] is False
