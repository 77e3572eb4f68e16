"""Payments that come back from the bank, and are paid again once (G25)."""

from datetime import date
from typing import Any

import pytest

from registry.findings import DomainError, InvalidInput, NotAllowed
from registry.fund import states
from registry.fund.models import BankDetail, BankReturn, Entry, PaymentRun, ReturnFile, RunLine
from registry.fund.selectors.proof import prove
from registry.fund.services import run_returns
from tests.fund_runs import builders
from tests.fund_runs.builders import NOW, People, case, cents

G25 = case("G25")["expected"]
CAME_BACK = date(2027, 7, 2)
HEADER = "lodgement_reference,bsb,account_number,amount,return_code,returned_on"
ROW = "BS9005 Y7,733-000,555001,4380.00,3,2027-07-02"


def read(people: People, *rows: str) -> dict[str, Any]:
    content = "\r\n".join([HEADER, *rows, ""]).encode()
    return run_returns.read_file(
        actor=people.officer, name="returns.csv", content=content, today=CAME_BACK, now=NOW
    )


def entries(line: RunLine, source: str) -> list[tuple[str, str, int, int]]:
    rows = Entry.objects.filter(source=source, cause=str(line.public_id))
    return list(rows.values_list("debit", "credit", "amount_cents", "line"))


@pytest.fixture
def paid(people: People) -> PaymentRun:
    builders.golden_sites(people)
    return builders.settled(people)


def test_a_returned_payment_goes_back_to_the_fund_and_leaves_its_year_paid_in_part(
    people: People, paid: PaymentRun
) -> None:
    told = read(people, ROW)
    line = builders.line(paid, "BS9005", "EPSILON TWO")
    assert (told["returned"], told["returned_cents"]) == (1, cents(G25["postings"][0]["amount"]))
    assert entries(line, "bank_return") == [("1010", "2130", 438_000, 1)]
    assert (line.state, line.return_code, line.returned_on) == (states.RETURNED_LINE, "3", CAME_BACK)
    assert line.management_year.state == states.PART_PAID
    other = builders.line(paid, "BS9005", "EPSILON ONE")
    assert (other.state, other.remit_cents) == (states.PAID, 656_999)


def test_a_payment_made_again_is_the_same_line_and_no_second_entitlement(
    people: People, paid: PaymentRun
) -> None:
    read(people, ROW)
    line = builders.line(paid, "BS9005", "EPSILON TWO")
    BankDetail.objects.filter(organisation=line.payee).update(state=states.REPLACED)
    builders.bank(people, line.payee, bsb="733-000", account="777002")
    told = run_returns.retry(
        actor=people.approver, line_id=str(line.public_id), today=date(2027, 7, 9), now=NOW
    )
    line.refresh_from_db()
    assert (told["attempt"], line.state, line.public_id) == (2, states.RELEASED, line.public_id)
    assert entries(line, "retry") == [("2130", "1010", 438_000, 2)]
    assert "733-000   777002" in builders.content(paid, 2).decode()
    line.management_year.refresh_from_db()
    assert line.management_year.state == states.PART_PAID, "until the bank has paid it"
    run_returns.settle_line(
        actor=people.officer, line_id=str(line.public_id), today=date(2027, 7, 12), now=NOW
    )
    line.management_year.refresh_from_db()
    assert line.management_year.state == states.PAID
    assert prove().differences == []
    again = builders.prepared(people)
    assert not RunLine.objects.filter(run=again, management_year=line.management_year).exists()


def test_a_payment_returned_twice_is_taken_back_twice(people: People, paid: PaymentRun) -> None:
    read(people, ROW)
    line = builders.line(paid, "BS9005", "EPSILON TWO")
    run_returns.retry(actor=people.approver, line_id=str(line.public_id), today=CAME_BACK, now=NOW)
    read(people, ROW.replace(",3,", ",5,"))
    assert entries(line, "bank_return") == [("1010", "2130", 438_000, 1), ("1010", "2130", 438_000, 2)]
    assert BankReturn.objects.filter(line=line).count() == 2


@pytest.mark.parametrize(
    "row",
    [
        ROW.replace("Y7", "Y8"),
        ROW.replace("4380.00", "4380.01"),
        ROW.replace("555001", "555002"),
        ROW.replace("733-000", "733-001"),
    ],
)
def test_a_file_with_an_unknown_payment_is_refused_whole(people: People, paid: PaymentRun, row: str) -> None:
    good = "BS9006 Y4,062-000,10000006,12452.94,3,2027-07-02"
    with pytest.raises(InvalidInput) as refused:
        read(people, good, row)
    assert [finding.message for finding in refused.value.findings] == [
        "Row 3: there is no payment of ours with this reference, account and amount."
    ]
    assert not ReturnFile.objects.exists()
    assert builders.line(paid, "BS9006").state == states.PAID


def test_a_file_is_read_once_and_a_payment_returned_once(people: People, paid: PaymentRun) -> None:
    read(people, ROW)
    with pytest.raises(DomainError, match="was read before"):
        read(people, ROW)
    with pytest.raises(InvalidInput) as refused:
        read(people, ROW + "\r\n")
    assert refused.value.findings[0].message == "Row 2: this payment was returned before."


def test_the_same_payment_twice_in_one_file_is_refused(people: People, paid: PaymentRun) -> None:
    with pytest.raises(InvalidInput):
        read(people, ROW, ROW)
    assert builders.line(paid, "BS9005", "EPSILON TWO").state == states.PAID


def test_a_payment_returned_before_the_run_was_settled_is_posted_once_each_way(people: People) -> None:
    builders.golden_sites(people)
    run = builders.released(people)
    read(people, ROW)
    builders.settle(people, run, paid_on=CAME_BACK)
    line = builders.line(run, "BS9005", "EPSILON TWO")
    assert line.state == states.RETURNED_LINE
    assert entries(line, "run_bank") == [("2100", "1010", 438_000, 1)]


def test_only_an_approver_pays_again(people: People, paid: PaymentRun) -> None:
    read(people, ROW)
    line = builders.line(paid, "BS9005", "EPSILON TWO")
    with pytest.raises(NotAllowed, match="Only an approver"):
        run_returns.retry(actor=people.officer, line_id=str(line.public_id), today=CAME_BACK, now=NOW)


def test_who_read_that_a_payment_came_back_does_not_pay_it_again(people: People, paid: PaymentRun) -> None:
    content = "\r\n".join([HEADER, ROW, ""]).encode()
    run_returns.read_file(actor=people.approver, name="r.csv", content=content, today=CAME_BACK, now=NOW)
    line = builders.line(paid, "BS9005", "EPSILON TWO")
    with pytest.raises(NotAllowed, match="another approver of the trust pays it again"):
        run_returns.retry(actor=people.approver, line_id=str(line.public_id), today=CAME_BACK, now=NOW)
    line.refresh_from_db()
    assert (line.state, line.attempt) == (states.RETURNED_LINE, 1)
    run_returns.retry(actor=people.releaser, line_id=str(line.public_id), today=CAME_BACK, now=NOW)
    line.refresh_from_db()
    assert (line.state, line.attempt) == (states.RELEASED, 2)


def test_a_return_of_a_day_before_the_newest_attempt_was_sent_is_not_of_it(
    people: People, paid: PaymentRun
) -> None:
    read(people, ROW)
    line = builders.line(paid, "BS9005", "EPSILON TWO")
    later = date(2027, 7, 9)
    run_returns.retry(actor=people.approver, line_id=str(line.public_id), today=later, now=NOW)
    with pytest.raises(InvalidInput) as refused:
        read(people, ROW, "")
    assert [finding.message for finding in refused.value.findings] == [
        "Row 2: this payment was sent on 09/07/2027, so that it cannot have come back on 02/07/2027."
    ]
    line.refresh_from_db()
    assert (line.state, line.attempt) == (states.RELEASED, 2)


def test_nothing_is_paid_again_to_details_that_are_not_verified(people: People, paid: PaymentRun) -> None:
    read(people, ROW)
    line = builders.line(paid, "BS9005", "EPSILON TWO")
    BankDetail.objects.filter(organisation=line.payee).update(state=states.REPLACED)
    with pytest.raises(DomainError, match="No bank details are entered"):
        run_returns.retry(actor=people.approver, line_id=str(line.public_id), today=CAME_BACK, now=NOW)


def test_two_owners_with_one_account_get_references_of_their_own(people: People) -> None:
    builders.set_index(people)
    one, two = (builders.payable(people, name, account="44445555") for name in ("Two Gums", "Three Gums"))
    account = builders.site(people, "BS9001", owners=[(one, 1), (two, 1)])
    builders.year(account, 1)
    run = builders.released(people)
    assert list(RunLine.objects.filter(run=run).values_list("reference", "remit_cents")) == [
        ("BS9001 Y1", 547_500),
        ("BS9001 Y1/2", 547_500),
    ]
    read(people, "BS9001 Y1/2,062-000,44445555,5475.00,3,2027-07-02")
    assert builders.line(run, "BS9001", "Three Gums").state == states.RETURNED_LINE
    assert builders.line(run, "BS9001", "Two Gums").state == states.RELEASED
