"""Reading a bank file back: the same values, and a fault of any column is found."""

import string
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from registry.findings import InvalidInput
from registry.fund.bank import layout, reading
from registry.fund.bank.credit_file import credit_file
from registry.fund.bank.entries import BalancingDebit, Credit, FileHeader, FileTotals, totals
from tests.pure.bank.builders import a_credit, a_debit, a_header, credits_of_the_worked_run

LETTERS = "".join(sorted(layout.PERMITTED))


def texts(width: int, ahead: str = ""):
    return (
        st.text(LETTERS, min_size=1, max_size=width)
        .map(str.strip)
        .filter(lambda text: text and text[0] not in ahead)
    )


BSBS = st.from_regex(r"[0-9]{3}-[0-9]{3}", fullmatch=True).filter(
    lambda bsb: bsb not in {"000-000", "999-999"}
)
NUMBERS = st.text(string.digits, min_size=2, max_size=9).filter(lambda number: number.strip("0"))
HEADERS = st.builds(
    FileHeader,
    bank_code=st.text(string.ascii_uppercase, min_size=3, max_size=3),
    user_name=texts(26),
    user_id=st.text(string.digits, min_size=6, max_size=6),
    description=texts(12),
    processing_day=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    reel=st.integers(1, 99),
)
WITHHELD = st.tuples(st.sampled_from(" N"), st.just(0)) | st.tuples(
    st.sampled_from("WXY"), st.integers(0, layout.LARGEST_WITHHOLDING_CENTS)
)
CREDITS = st.builds(
    lambda withheld, **fields: Credit(indicator=withheld[0], withholding_cents=withheld[1], **fields),
    WITHHELD,
    bsb=BSBS,
    account_number=NUMBERS,
    title=texts(32),
    amount_cents=st.integers(1, 10**9),
    reference=texts(18, "0-"),
    trace_bsb=BSBS,
    trace_account=NUMBERS,
    remitter=texts(16),
    transaction_code=st.sampled_from(sorted(layout.CREDIT_CODES)),
)
DEBITS = st.builds(
    BalancingDebit,
    bsb=BSBS,
    account_number=NUMBERS,
    title=texts(32),
    reference=texts(18, "0-"),
    remitter=texts(16),
)


@given(HEADERS, st.lists(CREDITS, min_size=1, max_size=5), st.none() | DEBITS)
def test_what_is_written_is_read_back_the_same(header, credits, balancing):
    file = credit_file(header, credits, balancing=balancing)
    sums = totals(credits, balanced=balancing is not None)
    assert reading.read(file) == reading.BankFile(header, tuple(credits), sums, balancing)


def written(**options) -> bytes:
    credits = [a_credit(), a_credit(amount_cents=100, indicator="W", withholding_cents=5)]
    return credit_file(a_header(), credits, **options)


def put(file: bytes, record: int, columns: str, text: str) -> bytes:
    """The file with `text` in the columns (`21-30`) of the record, both counted from 1."""
    first = int(columns.split("-")[0])
    start = (record - 1) * 122 + first - 1
    return file[:start] + text.encode("ascii") + file[start + len(text) :]


@given(st.booleans(), st.data())
def test_a_changed_character_is_refused_or_read_as_exactly_what_it_says(is_balanced, data):
    file = written(balancing=a_debit() if is_balanced else None)
    place = data.draw(st.integers(0, len(file) - 1))
    character = data.draw(st.sampled_from([*range(128), 195]))
    assume(character != file[place])
    changed = file[:place] + bytes([character]) + file[place + 1 :]
    try:
        read = reading.read(changed)
    except InvalidInput as refused:
        assert refused.findings
    else:
        assert credit_file(read.header, read.credits, balancing=read.balancing) == changed


def test_the_worked_run_is_read_back():
    credits = credits_of_the_worked_run()
    read = reading.read(credit_file(a_header(), credits))
    assert (read.header, read.credits) == (a_header(), tuple(credits))
    assert read.totals == FileTotals(11_317_465, 11_317_465, 0, 6)


@pytest.mark.parametrize(
    ("record", "columns", "text", "message"),
    [
        (1, "2", "X", "Record 1, column 2: this has to be blank."),
        (1, "19-20", "0A", "Record 1, columns 19-20: the reel has to be digits, with zeros in front."),
        (1, "75-80", "310227", "Record 1, columns 75-80: the day of processing has to be a date as DDMMYY."),
        (1, "75-80", "3 0627", "Record 1, columns 75-80: the day of processing has to be a date as DDMMYY."),
        (
            1,
            "57-62",
            " 00001",
            "Record 1, columns 57-62: the user's number has to be six digits, with zeros in front.",
        ),
        (2, "9-17", "10000001 ", "Record 2, columns 9-17: the account number has to be 2 to 9 digits."),
        (2, "18", "Q", "Record 2, columns 18: the indicator has to be blank or one of N, W, X, Y."),
        (
            2,
            "21-30",
            "       100",
            "Record 2, columns 21-30: the amount has to be digits, with zeros in front.",
        ),
        (2, "21-30", "0000000000", "Record 2, columns 21-30: the amount has to be more than $0.00."),
        (
            2,
            "31-62",
            " LPHA",
            "Record 2, columns 31-62: the account title may not begin or end with a blank.",
        ),
        (
            3,
            "63-80",
            "-",
            "Record 3, columns 63-80: the lodgement reference may not begin with a zero or a hyphen.",
        ),
        (
            2,
            "113-120",
            "00000001",
            "Record 2, columns 113-120: the tax withheld needs the indicator W, X or Y.",
        ),
        (4, "2-8", "062-000", "Record 4, columns 2-8: the BSB has to be 999-999."),
        (4, "21-30", "0000000000", "Record 4, columns 21-30: the net total is 0, the lines give 3463606."),
        (
            4,
            "31-40",
            "0003463607",
            "Record 4, columns 31-40: the total of the credits is 3463607, the lines give 3463606.",
        ),
        (
            4,
            "41-50",
            "0000000001",
            "Record 4, columns 41-50: the total of the debits is 1, the lines give 0.",
        ),
        (4, "75-80", "000003", "Record 4, columns 75-80: the number of lines is 3, the lines give 2."),
        (4, "120", "X", "Record 4, column 120: this has to be blank."),
        (4, "1", "1", "Record 4 begins with '1' instead of '7'."),
        (2, "1", "2", "Record 2 begins with '2' instead of '1'."),
    ],
)
def test_a_fault_names_the_record_and_its_columns(record, columns, text, message):
    with pytest.raises(InvalidInput) as refused:
        reading.read(put(written(), record, columns, text))
    found = refused.value.findings[0]
    assert (found.message, found.row, found.column) == (message, record, columns)


@pytest.mark.parametrize(
    ("columns", "text", "message"),
    [
        ("18", "N", "the indicator has to be blank on a debit."),
        ("81-87", "062-000", "the fund's own BSB has to be the debited one."),
        ("88-96", "   123457", "the fund's own account number has to be the debited one."),
        ("113-120", "00000001", "the tax withheld has to be zero on a debit."),
        ("21-30", "0003463605", "the amount has to be that of the credits, $34,636.06, and above zero."),
    ],
)
def test_a_balancing_debit_has_to_balance_from_the_funds_own_account(columns, text, message):
    with pytest.raises(InvalidInput) as refused:
        reading.read(put(written(balancing=a_debit()), 4, columns, text))
    assert refused.value.findings[0].message == f"Record 4, columns {columns}: {message}"


def test_a_debit_among_the_credits_is_refused():
    file = written(balancing=a_debit())
    records = file.split(b"\r\n")
    shuffled = b"\r\n".join([records[0], records[3], records[1], records[2], *records[4:]])
    with pytest.raises(InvalidInput) as refused:
        reading.read(shuffled)
    assert refused.value.findings[0].message == (
        "Record 2, columns 19-20: the transaction code is a debit's: only the last line may balance the others."
    )


def test_a_debit_alone_is_refused():
    records = written(balancing=a_debit()).split(b"\r\n")
    with pytest.raises(InvalidInput) as refused:
        reading.read(b"\r\n".join([records[0], records[3], *records[4:]]))
    assert refused.value.findings[0].field == "amount_cents"


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda file: b"", "bank_file.end"),
        (lambda file: file[:-1], "bank_file.end"),
        (lambda file: file[:-2], "bank_file.end"),
        (lambda file: file.replace(b"\r\n", b"\n"), "bank_file.end"),
        (lambda file: file[:122] + file[123:], "bank_file.width"),
        (lambda file: file[:100] + "é".encode() + file[102:], "bank_file.ascii"),
        (lambda file: file[:122] + file[-122:], "bank_file.empty"),
        (lambda file: file + b"\r\n", "bank_file.width"),
    ],
)
def test_a_damaged_file_is_refused_before_its_fields_are_read(damage, code):
    with pytest.raises(InvalidInput) as refused:
        reading.read(damage(written()))
    assert [found.code for found in refused.value.findings] == [code]


def test_a_character_outside_ascii_is_named_with_its_place():
    file = written()
    with pytest.raises(InvalidInput) as refused:
        reading.read(file[: 122 + 30] + b"\xc3" + file[122 + 31 :])
    assert refused.value.findings[0].message == "Record 2, column 31: this is no ASCII character."


def test_at_most_a_hundred_faults_are_told():
    file = credit_file(a_header(), [a_credit(amount_cents=n) for n in range(1, 120)])
    for record in range(2, 121):
        file = put(file, record, "63", "0")
    with pytest.raises(InvalidInput) as refused:
        reading.read(file)
    assert len(refused.value.findings) == 100
