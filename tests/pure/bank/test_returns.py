"""The file of returned payments: read row by row, each fault named by its row and column."""

from datetime import date

import pytest

from registry.fund.bank import returns
from registry.fund.bank.return_codes import RETURN_CODES, meaning
from registry.fund.bank.returns import ReturnedPayment, read

HEADER = "lodgement_reference,bsb,account_number,amount,return_code,returned_on"
ROW = "BS9005 Y7,733-000,555001,4380.00,3,02/07/2027"


def file(*rows: str, header: str = HEADER) -> bytes:
    return "\r\n".join([header, *rows]).encode()


def test_a_returned_payment_is_read():
    found = read(file(ROW))
    assert found.findings == ()
    assert found.payments == (
        ReturnedPayment(2, "BS9005 Y7", "733-000", "555001", 438_000, "3", date(2027, 7, 2)),
    )


def test_a_spreadsheets_way_of_writing_is_read_too():
    raw = b"\xef\xbb\xbf" + file(
        ' 2027-07-02 ,3,4380.5," 555 001",733000,BS9005 Y7',
        "",
        ",,,,,",
        "12/7/2027,a1,7,062-000,062-000,BS1",
        header="Returned_on,return_code, amount ,account_number,bsb,lodgement_reference",
    )
    found = read(raw)
    assert found.payments == (
        ReturnedPayment(2, "BS9005 Y7", "733-000", "555001", 438_050, "3", date(2027, 7, 2)),
        ReturnedPayment(5, "BS1", "062-000", "062000", 700, "A1", date(2027, 7, 12)),
    )


@pytest.mark.parametrize(
    ("cell", "column", "message"),
    [
        (("BS9005 Y7", ""), "lodgement_reference", "may not be blank"),
        (("BS9005 Y7", "BS9005 Y7 AND SO ON"), "lodgement_reference", "has 19 characters, 18 fit"),
        (("BS9005 Y7", "Ā"), "lodgement_reference", "has characters the bank does not take: Ā"),
        (
            ("BS9005 Y7", "BS\x00"),
            "lodgement_reference",
            "holds a control character or a line break: remove it",
        ),
        (
            ("733-000", "73-000"),
            "bsb",
            "has to be six digits with a hyphen in the middle, for example 062-000",
        ),
        (("555001", "5"), "account_number", "has to be 2 to 9 digits"),
        *(
            (
                ("4380.00", amount),
                "amount",
                "has to be dollars and cents without signs or commas, for example 4380.00",
            )
            for amount in ["", "-1", "$5", "1e3", "4380.005", "NaN", "100000000", "٤"]
        ),
        (("4380.00", "0.00"), "amount", "has to be more than 0.00"),
        ((",3,", ",,"), "return_code", "has to be the bank's code, one to three letters or digits"),
        ((",3,", ",3 closed,"), "return_code", "has to be the bank's code, one to three letters or digits"),
        (("02/07/2027", "02.07.2027"), "returned_on", "has to be a date as dd/mm/yyyy or yyyy-mm-dd"),
        (("02/07/2027", "02/07/27"), "returned_on", "has to be a date as dd/mm/yyyy or yyyy-mm-dd"),
        (("02/07/2027", "31/06/2027"), "returned_on", "is not a day of the calendar"),
        (("02/07/2027", "2027-13-01"), "returned_on", "is not a day of the calendar"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_by_row_and_column(cell, column, message):
    found = read(file("BS1,062-000,12,1,1,01/07/2027", ROW.replace(*cell)))
    (finding,) = found.findings
    assert (finding.row, finding.column, finding.severity) == (3, column, "error")
    assert finding.message == f"Row 3: {column} {message}."
    assert [payment.row for payment in found.payments] == [2]


def test_every_faulty_cell_of_a_row_is_named():
    found = read(file("BS9005 Y7,733-000,555001,x,3,y"))
    assert [finding.column for finding in found.findings] == ["amount", "returned_on"]


def test_the_same_payment_twice_in_a_file_is_refused():
    found = read(file(ROW, ROW.replace("733-000", "733000").replace("02/07", "03/07")))
    (finding,) = found.findings
    assert (finding.code, finding.row, finding.message) == (
        "bank_returns.twice",
        3,
        "Row 3: this is the payment of row 2 again: remove one of them.",
    )
    assert [payment.row for payment in found.payments] == [2]


@pytest.mark.parametrize(
    ("old", "new"),
    [("BS9005", "BS9006"), ("733-000", "733-001"), ("555001", "555002"), ("4380.00", "4380.01")],
)
def test_payments_that_differ_in_reference_account_or_amount_are_two(old, new):
    found = read(file(ROW, ROW.replace(old, new)))
    assert (len(found.payments), found.findings) == (2, ())


def test_an_unknown_return_code_is_only_a_warning():
    found = read(file(ROW.replace(",3,", ",z,")))
    assert [payment.return_code for payment in found.payments] == ["Z"]
    (finding,) = found.findings
    assert (finding.severity, finding.column, finding.message) == (
        "warning",
        "return_code",
        "Row 2: the meaning of return code Z is not set: look at the bank's report.",
    )


@pytest.mark.parametrize(
    ("header", "codes"),
    [
        (HEADER + ",note", ["column.unknown"]),
        (HEADER.replace(",amount", ""), ["column.missing"]),
        (HEADER + ",amount", ["column.twice"]),
        (HEADER.replace("bsb", ""), ["column.missing", "column.unknown"]),
    ],
)
def test_a_header_that_is_not_ours_is_refused_whole(header, codes):
    found = read(file(ROW, header=header))
    assert [(finding.code, finding.row) for finding in found.findings] == [
        (f"bank_returns.{code}", 1) for code in codes
    ]
    assert found.payments == ()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (file(), "empty"),
        (file("", ",,,,,"), "empty"),
        (b"\xff\xfe", "encoding"),
        (b"x" * 1_000_001, "too_big"),
        (file('BS1,"062-000'), "csv"),
        (file("a" * 200_000), "csv"),
        (file("BS1,062-000"), "cells"),
        (file(ROW + ",more"), "cells"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(raw, code):
    found = read(raw)
    assert [finding.code for finding in found.findings] == [f"bank_returns.{code}"]
    assert found.payments == ()


def test_a_file_may_have_5000_rows_and_no_more():
    rows = [f"BS{number},062-000,12,1,1,01/07/2027" for number in range(returns.MOST_ROWS)]
    found = read(file(*rows))
    assert (len(found.payments), found.findings) == (5_000, ())
    (finding,) = read(file(*rows, ROW)).findings
    assert (finding.code, finding.row, finding.message) == (
        "bank_returns.too_many",
        5_002,
        "Row 5002: the file has more than 5,000 rows.",
    )


def test_the_list_of_findings_ends_at_200_errors_first():
    warnings = [f"BS{number},062-000,12,1,Z,01/07/2027" for number in range(150)]
    found = read(file(*warnings, *[f"BS{number},x,12,1,1,01/07/2027" for number in range(120)])).findings
    assert len(found) == 201
    assert [finding.severity for finding in found[:200]] == ["error"] * 120 + ["warning"] * 80
    assert found[200].message == "There are 70 findings more: mend these first."


def test_the_nine_return_codes_have_words_from_memory():
    assert list(RETURN_CODES) == list("123456789")
    assert {row.source for row in RETURN_CODES.values()} == {"memory"}
    assert meaning("3") == "Account closed"
    assert meaning("Z") == "Code Z: its meaning is not set"
