"""The shape of a bank account, and how much of its number a screen shows."""

import pytest

from registry.fund.bank.bsb import (
    account_findings,
    account_number_fault,
    bsb_fault,
    masked,
    text_fault,
    tidy_account_number,
    tidy_bsb,
)


@pytest.mark.parametrize("typed", ["062-000", "062000", " 062 000 ", "062 - 000"])
def test_a_typed_bsb_takes_the_files_form(typed):
    assert tidy_bsb(typed) == "062-000"


def test_what_is_no_bsb_is_left_for_the_check_to_refuse():
    assert tidy_bsb(" 62000 ") == "62000"
    assert tidy_bsb("06200A") == "06200A"


def test_a_typed_account_number_loses_blanks_and_hyphens_and_keeps_its_zeros():
    assert tidy_account_number(" 0012-345 678") == "0012345678"


@pytest.mark.parametrize("bsb", ["", "062000", "62-000", "062-0000", "06A-000", "٠٦٢-٠٠٠", "062-000\n"])
def test_a_bsb_is_six_digits_with_a_hyphen(bsb):
    assert bsb_fault(bsb) == "has to be six digits with a hyphen in the middle, for example 062-000"


@pytest.mark.parametrize("bsb", ["000-000", "999-999"])
def test_a_bsb_that_stands_for_no_branch_is_refused(bsb):
    assert bsb_fault(bsb) == f"{bsb} is not a branch"


def test_a_good_account_has_no_fault():
    assert bsb_fault("062-000") == account_number_fault("12") == account_number_fault("123456789") == ""
    assert account_findings(bsb="733-000", account_number="555001", title="EPSILON TWO") == ()


@pytest.mark.parametrize("number", ["", "1", "1234567890", "12 34", "12-34", "12A", "١٢٣"])
def test_an_account_number_is_two_to_nine_digits(number):
    assert account_number_fault(number) == "has to be 2 to 9 digits"


def test_an_account_number_of_zeros_is_refused():
    assert account_number_fault("000") == "may not be all zeros"


def test_every_faulty_field_of_an_account_is_named():
    found = account_findings(bsb="62", account_number="", title="Zoë")
    assert [(one.code, one.field, one.message) for one in found] == [
        (
            "bank.account.bsb",
            "bsb",
            "The BSB has to be six digits with a hyphen in the middle, for example 062-000.",
        ),
        ("bank.account.account_number", "account_number", "The account number has to be 2 to 9 digits."),
        ("bank.account.title", "title", "The account title has characters the bank does not take: ë."),
    ]


def test_a_title_of_32_characters_fits_and_one_of_33_does_not():
    assert text_fault("T" * 32, 32) == ""
    assert text_fault("T" * 33, 32) == "has 33 characters, 32 fit"


@pytest.mark.parametrize("character", [*'"<>;{}|\\~`', "\r", "\n", "\x00", "€"])
def test_a_character_outside_the_banks_set_is_refused(character):
    assert text_fault(f"A{character}B", 32).startswith("has characters the bank does not take: ")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("123456789", "•••789"),
        ("555001", "•••001"),
        ("12345", "•••45"),
        ("1234", "•••34"),
        ("123", "•••3"),
        ("12", "•••2"),
        ("", "•••"),
    ],
)
def test_a_screen_shows_the_last_three_digits_and_never_more_than_half(number, shown):
    assert masked(number) == shown
