"""Names in the bank's characters: spelt as near as they can be, never empty, nothing lost without being told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.findings import InvalidInput
from registry.fund.bank import layout
from registry.fund.bank.bsb import text_fault
from registry.fund.bank.transliteration import Transliterated, account_title, lodgement_reference, remitter


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ngāti Whātua Ōrākei", "Ngati Whatua Orakei"),
        ("Müller & Söhne", "Muller & Sohne"),
        ("Groß Straße", "Gross Strasse"),
        ("Łódź Żółć", "Lodz Zolc"),
        ("Ærø Øster", "Aero Oster"),
        ("Þórður Đorđe", "Thordur Dorde"),
        ("Œuvre İstanbul", "Oeuvre Istanbul"),
        ("O’Brien – “Yarra”", "O'Brien - 'Yarra'"),
        ("Παπαδοπουλος", "Papadopoylos"),
        ("Иванов", "Ivanov"),
        ("深圳", "ShenZhen"),
        ("A; B {C} <D> | E~F", "A, B (C) (D) / E-F"),
        ("Wa\u0304nanga", "Wananga"),
        ("Soft\u00adhyphen\u200b Farm", "Softhyphen Farm"),
        ("  Two \t blanks\u00a0here ", "Two blanks here"),
    ],
)
def test_a_name_is_spelt_in_the_banks_characters_and_the_change_is_told(name, written):
    assert account_title(name) == Transliterated(written, changed=True, dropped="")


@pytest.mark.parametrize("name", ["ALPHA PASTORAL PTY LTD", "O'Brien & Sons (No. 2)", "A" * 32, "0-ZERO"])
def test_a_name_the_bank_takes_stays_as_it_is(name):
    assert account_title(name) == Transliterated(name, changed=False, dropped="")


def test_what_is_beyond_the_width_is_told():
    assert account_title("The Very Long Name of a Pastoral Company Pty Ltd") == Transliterated(
        "The Very Long Name of a Pastoral", changed=True, dropped="Company Pty Ltd"
    )
    assert remitter("BIODIVERSITY STEWARDSHIP") == Transliterated(
        "BIODIVERSITY STE", changed=True, dropped="WARDSHIP"
    )


def test_a_spelling_that_grows_is_measured_as_it_is_written():
    assert account_title("ß" * 17) == Transliterated("s" * 32, changed=True, dropped="ss")


def test_a_character_without_a_counterpart_is_told():
    assert account_title("Green 🌱 Farm\x07") == Transliterated("Green Farm", changed=True, dropped="🌱\x07")
    assert account_title("Farm \ue000") == Transliterated("Farm", changed=True, dropped="\ue000")


@pytest.mark.parametrize(
    ("reference", "written", "dropped"),
    [
        ("BS9001 Y3", "BS9001 Y3", ""),
        ("0-0 BS9001", "BS9001", "0-0"),
        ("--7", "7", "--"),
        (" BS9001", "BS9001", ""),
        ("BS9001/2026-27/SUPPLEMENTARY", "BS9001/2026-27/SUP", "PLEMENTARY"),
    ],
)
def test_a_reference_never_begins_with_a_blank_a_zero_or_a_hyphen(reference, written, dropped):
    assert lodgement_reference(reference) == Transliterated(written, written != reference, dropped)


@pytest.mark.parametrize("write", [account_title, lodgement_reference, remitter])
@pytest.mark.parametrize(
    ("text", "code"),
    [("", "bank.text.blank"), (" \t\u3000", "bank.text.blank"), ("🌱", "bank.text.unwritable")],
)
def test_a_text_of_which_nothing_is_left_is_refused(write, text, code):
    with pytest.raises(InvalidInput) as refused:
        write(text)
    assert [found.code for found in refused.value.findings] == [code]


def test_the_field_of_a_text_of_which_nothing_is_left_is_named():
    with pytest.raises(InvalidInput) as refused:
        lodgement_reference("00-")
    (found,) = refused.value.findings
    assert (found.field, found.message) == (
        "reference",
        "Nothing of “00-” can be written in the bank's characters: enter the name as the bank has it.",
    )


@given(st.text(max_size=60))
def test_any_text_is_written_as_the_bank_takes_it_or_refused(text):
    try:
        title = account_title(text)
    except InvalidInput as refused:
        assert refused.findings[0].field == "title"
        return
    assert text_fault(title.text, 32) == ""
    assert title.changed == (title.text != text)


@given(st.text("".join(sorted(layout.PERMITTED)), min_size=1).filter(str.strip))
def test_permitted_characters_are_kept_or_told_one_by_one(text):
    title = account_title(text)
    assert title.text.replace(" ", "") + title.dropped.replace(" ", "") == text.replace(" ", "")
