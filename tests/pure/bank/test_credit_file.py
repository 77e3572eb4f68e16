"""The bank file, byte for byte: 120 columns, CRLF, totals, and every field the bank would refuse."""

import hashlib
from datetime import date

import pytest

from registry.findings import InvalidInput
from registry.fund.bank import layout
from registry.fund.bank.credit_file import credit_file
from registry.fund.bank.entries import FileTotals, file_findings, totals
from tests.pure.bank.builders import a_credit, a_debit, a_header, case, credits_of_the_worked_run


def records_of(file: bytes) -> list[str]:
    return file.decode("ascii").split("\r\n")


def test_the_file_of_the_worked_run_is_reproduced_byte_for_byte():
    expected = case("G23")["expected"]
    file = credit_file(a_header(), credits_of_the_worked_run())
    assert records_of(file) == [*expected["aba_lines"], ""]
    assert hashlib.sha256(file).hexdigest() == expected["aba_sha256"]
    assert totals(credits_of_the_worked_run()) == FileTotals(11_317_465, 11_317_465, 0, 6)


def test_the_same_run_again_gives_the_same_bytes():
    again = credit_file(a_header(), credits_of_the_worked_run())
    assert hashlib.sha256(again).hexdigest() == case("G24")["expected"]["rerun_same_key"]["aba_sha256"]


def test_every_record_has_120_columns_and_crlf_the_last_one_too():
    file = credit_file(a_header(), [a_credit(), a_credit(reference="BS9001 Y4")], balancing=a_debit())
    assert [len(record) for record in records_of(file)] == [120] * 5 + [0]
    assert file.count(b"\n") == file.count(b"\r\n") == 5


def test_the_fields_stand_in_their_columns():
    credit = a_credit(
        account_number="12", indicator="W", transaction_code="53", withholding_cents=1_205, amount_cents=7
    )
    header, detail, total, _ = records_of(credit_file(a_header(reel=2), [credit]))
    assert (header[18:20], header[20:23], header[56:62], header[74:80]) == ("02", "WBC", "000001", "300627")
    assert (detail[1:8], detail[8:17], detail[17], detail[18:20]) == ("062-000", "       12", "W", "53")
    assert (detail[20:30], detail[80:87], detail[87:96]) == ("0000000007", "032-000", "   123456")
    assert (detail[96:112], detail[112:120]) == ("BSPF DEMO       ", "00001205")
    assert total == "7999-999            000000000700000000070000000000" + " " * 24 + "000001" + " " * 40


def test_a_balancing_debit_brings_the_net_total_to_zero_and_is_counted():
    credits = [a_credit(amount_cents=100), a_credit(amount_cents=250)]
    records = records_of(credit_file(a_header(), credits, balancing=a_debit()))
    assert records[3] == (
        "1032-000   123456 130000000350BSPF DEMONSTRATION              STEWARDSHIP 2027  "
        "032-000   123456BSPF DEMO       00000000"
    )
    assert records[4][20:50] == "0000000000" + "0000000350" + "0000000350"
    assert records[4][74:80] == "000003"
    assert totals(credits, balanced=True) == FileTotals(0, 350, 350, 3)


@pytest.mark.parametrize("number", ["12", "1234567", "123456789", "000000001"])
def test_an_account_number_of_two_to_nine_digits_keeps_its_zeros_and_stands_right(number):
    detail = records_of(credit_file(a_header(), [a_credit(account_number=number)]))[1]
    assert detail[8:17] == " " * (9 - len(number)) + number


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        (
            {"bsb": "062000"},
            "bsb",
            "Line 2: the BSB has to be six digits with a hyphen in the middle, for example 062-000.",
        ),
        ({"bsb": "999-999"}, "bsb", "Line 2: the BSB 999-999 is not a branch."),
        ({"account_number": "1"}, "account_number", "Line 2: the account number has to be 2 to 9 digits."),
        (
            {"account_number": "1234567890"},
            "account_number",
            "Line 2: the account number has to be 2 to 9 digits.",
        ),
        (
            {"account_number": "12-345"},
            "account_number",
            "Line 2: the account number has to be 2 to 9 digits.",
        ),
        ({"account_number": "0000"}, "account_number", "Line 2: the account number may not be all zeros."),
        ({"title": "  "}, "title", "Line 2: the account title may not be blank."),
        ({"title": "A" * 33}, "title", "Line 2: the account title has 33 characters, 32 fit."),
        (
            {"title": "Ngāti\t"},
            "title",
            "Line 2: the account title has characters the bank does not take: U+0009 ā.",
        ),
        ({"title": " ALPHA"}, "title", "Line 2: the account title may not begin or end with a blank."),
        ({"reference": ""}, "reference", "Line 2: the lodgement reference may not be blank."),
        (
            {"reference": " BS1"},
            "reference",
            "Line 2: the lodgement reference may not begin or end with a blank.",
        ),
        (
            {"reference": "0BS1"},
            "reference",
            "Line 2: the lodgement reference may not begin with a zero or a hyphen.",
        ),
        (
            {"reference": "-BS1"},
            "reference",
            "Line 2: the lodgement reference may not begin with a zero or a hyphen.",
        ),
        ({"reference": "B" * 19}, "reference", "Line 2: the lodgement reference has 19 characters, 18 fit."),
        ({"remitter": "R" * 17}, "remitter", "Line 2: the remitter has 17 characters, 16 fit."),
        ({"amount_cents": 0}, "amount_cents", "Line 2: the amount has to be more than $0.00."),
        ({"amount_cents": -1}, "amount_cents", "Line 2: the amount has to be more than $0.00."),
        (
            {"transaction_code": "13"},
            "transaction_code",
            "Line 2: the transaction code has to be one of 50, 53.",
        ),
        ({"indicator": "T"}, "indicator", "Line 2: the indicator has to be blank or one of N, W, X, Y."),
        (
            {"trace_bsb": "32-000"},
            "trace_bsb",
            "Line 2: the fund's own BSB has to be six digits with a hyphen in the middle, for example 062-000.",
        ),
        (
            {"trace_account": ""},
            "trace_account",
            "Line 2: the fund's own account number has to be 2 to 9 digits.",
        ),
        (
            {"withholding_cents": 1},
            "withholding_cents",
            "Line 2: the tax withheld needs the indicator W, X or Y.",
        ),
        (
            {"withholding_cents": 100_000_000, "indicator": "W"},
            "withholding_cents",
            "Line 2: the tax withheld has to be $0.00 to $999,999.99.",
        ),
        (
            {"withholding_cents": -1, "indicator": "W"},
            "withholding_cents",
            "Line 2: the tax withheld has to be $0.00 to $999,999.99.",
        ),
    ],
)
def test_a_field_the_bank_would_refuse_is_named_with_its_line(changes, field, message):
    with pytest.raises(InvalidInput) as refused:
        credit_file(a_header(), [a_credit(), a_credit(**changes)])
    (found,) = refused.value.findings
    assert (found.code, found.field, found.row, found.message) == (f"bank_file.{field}", field, 2, message)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"bank_code": "WB"}, "bank_code"),
        ({"bank_code": "wbc"}, "bank_code"),
        ({"user_name": ""}, "user_name"),
        ({"user_name": "N" * 27}, "user_name"),
        ({"user_id": "1"}, "user_id"),
        ({"user_id": "12345A"}, "user_id"),
        ({"description": "STEWARDSHIP 27"}, "description"),
        ({"description": "Ö"}, "description"),
        ({"processing_day": date(1999, 12, 31)}, "processing_day"),
        ({"processing_day": date(2100, 1, 1)}, "processing_day"),
        ({"reel": 0}, "reel"),
        ({"reel": 100}, "reel"),
    ],
)
def test_a_header_field_the_bank_would_refuse_is_named(changes, field):
    (found,) = file_findings(a_header(**changes), [a_credit()])
    assert (found.code, found.field, found.row) == (f"bank_file.{field}", field, None)
    assert found.message.startswith("The file's header: the ")


def test_a_balancing_debit_obeys_the_rules_of_its_fields_too():
    found = file_findings(a_header(), [a_credit()], a_debit(bsb="32", reference="0", title=""))
    assert [one.field for one in found] == ["bsb", "title", "reference"]
    assert found[0].message.startswith("The balancing debit: the BSB has to be")


def test_all_faults_are_told_at_once():
    credits = [a_credit(title="", amount_cents=0), a_credit(), a_credit(bsb="x")]
    found = file_findings(a_header(user_id=""), credits)
    assert [(one.field, one.row) for one in found] == [
        ("user_id", None),
        ("title", 1),
        ("amount_cents", 1),
        ("bsb", 3),
    ]


def test_a_file_without_payments_is_refused():
    with pytest.raises(InvalidInput) as refused:
        credit_file(a_header(), [])
    assert [found.code for found in refused.value.findings] == ["bank_file.empty"]


def test_ten_digits_of_cents_are_the_most_of_a_line_and_of_a_file():
    largest = a_credit(amount_cents=9_999_999_999)
    detail, total = records_of(credit_file(a_header(), [largest]))[1:3]
    assert detail[20:30] == "9999999999"
    assert total[20:50] == "9999999999" + "9999999999" + "0000000000"
    (line,) = file_findings(a_header(), [a_credit(amount_cents=10_000_000_000)])[:1]
    assert (
        line.message == "Line 1: the amount $100,000,000.00 is more than one line can hold ($99,999,999.99)."
    )
    (whole,) = file_findings(a_header(), [largest, a_credit(amount_cents=1)])
    assert whole.message == (
        "The total $100,000,000.00 is more than one file can hold ($99,999,999.99): split it."
    )


def test_more_lines_than_the_total_record_counts_are_refused(monkeypatch):
    monkeypatch.setattr(layout, "MOST_DETAIL_RECORDS", 2)
    assert file_findings(a_header(), [a_credit()] * 2) == ()
    (found,) = file_findings(a_header(), [a_credit()] * 2, a_debit())
    assert (found.code, found.message) == ("bank_file.count", "3 lines are too many: 2 fit one file.")


def test_a_field_is_never_cut_to_fit():
    with pytest.raises(ValueError, match="title has 33 characters for columns 31-62"):
        layout.DETAIL.column("title").filled("T" * 33)
    with pytest.raises(ValueError, match="bsb has 6 characters for columns 2-8"):
        layout.DETAIL.column("bsb").filled("062000")
