"""manage.py import_register: the facts, what is refused, what is repeated, and that no personal field comes in."""

import csv
import io
import json
import time
import tracemalloc
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from credits.lots.models import CreditClass, HolderAccount, Lot, Movement
from credits.registers import columns
from credits.registers.fact_words import in_words
from credits.registers.models import RegisterImport, SupplyRow, TransactionRow
from credits.registers.services import reading
from registry.audit.models import AuditEvent
from tests.registers.files import Change, changed, imported, put, sample

pytestmark = pytest.mark.django_db

FACTS = {
    "supply_rows": 15,
    "supply_rows_by_status": {
        "issued": 10,
        "equivalence": 2,
        "pending_review": 1,
        "expression_of_interest": 1,
        "cancelled": 1,
    },
    "supply_issued_credits": 1199,
    "supply_issued_agreement_numbers": 6,
    "supply_issued_without_agreement": ["CR-9006"],
    "transaction_rows": 18,
    "transaction_rows_by_type": {"none": 1, "transfer": 10, "retire": 6, "cancelled": 1},
    "transaction_rows_without_date": 2,
    "transaction_rows_voided": 1,
    "transaction_first_date": "2020-03-04",
    "transaction_last_date": "2022-01-11",
    "transaction_ids": 16,
    "transfer_credits_as_published": 370,
    "transfer_value_as_published": "106272.32",
    "transfer_prices_distinct": 10,
    "transfers_priced_zero": 1,
    "transfers_priced_below_one_cent": 2,
    "refused_lines": 2,
    "refused_transfers": 1,
    "refused_transfer_credits": 5,
    "transfers_replayed": 9,
    "transfer_credits": 365,
    "transfer_value": "106264.82",
    "transfer_value_by_financial_year": {"2019-20": "76464.57", "2020-21": "20000.25", "2021-22": "9800.00"},
    "retirements_replayed": 6,
    "retired_credits": 154,
    "cancellations_replayed": 1,
    "cancelled_credits": 7,
    "lots_minted_by_transfer": 8,
    "minted_lots_fully_used": 2,
    "minted_lots_fully_used_in_supply": 0,
    "minted_lots_overdrawn": 0,
    "minted_lots_with_balance": 6,
    "balances_equal": 5,
    "balances_missing": 0,
    "balances_different": 1,
    "balances_different_lots": ["CR-9104"],
    "credits_listed_twice": 4,
    "topped_up_lots": 1,
    "topped_up_lots_of_one_parent_and_transaction": 1,
    "further_lines": 1,
    "lines_gone": 0,
    "lines_gone_which": [],
    "lots_suspended": 0,
    "ledger_issued_lots": 10,
    "ledger_issued_credits": 1195,
    "ledger_equivalence_lots": 2,
    "ledger_equivalence_credits": 27,
    "ledger_retired_lots": 6,
    "ledger_retired_credits": 154,
    "ledger_cancelled_lots": 1,
    "ledger_cancelled_credits": 7,
    "cancelled_rows_minted_by_cancellation": 1,
    "listings_kept": 2,
    "listings_that_are_lots": 0,
    "root_lots": 11,
    "root_lots_moved_from": 7,
    "root_lots_moved_from_in_supply": 2,
    "root_lots_without_agreement": 4,
    "root_lots_with_published_issue_date": 0,
    "issue_movements": 11,
    "issued_credits": 1383,
}
"""The sample's facts, counted by hand from its lines."""

PERSONAL = (
    "Wombat Hollow",
    "5550 1234",
    "wombat.example",
    "Banjo",
    "Quondam-Smythe",
    "5550 4321",
    "0491 570 156",
    "DP1234567",
    "Wattle Lane",
    "Because",
    "before noon",
)
"""What the sample holds in its columns about people, land and free text."""

IDENTIFIERS = ("id", "pk", "register_import_id", "movement_id", "row")


def without_ids(rows):
    return [{name: value for name, value in row.items() if name not in IDENTIFIERS} for row in rows]


@pytest.mark.parametrize("form", ["csv", "spreadsheet_xml", "html_table"])
def test_the_sample_gives_its_facts_in_every_format(tmp_path, form):
    answer = imported(tmp_path, form=form)
    assert answer["exit"] == 0
    assert answer["facts"] == FACTS
    assert [one["lot"] for one in answer["doubtful_lots"]] == ["CR-9104"]
    assert [one["column"] for one in answer["refused"]] == ["Number Of Credits", "To"]


def test_three_formats_give_the_same_rows(tmp_path):
    for form in ("csv", "spreadsheet_xml", "html_table"):
        imported(tmp_path, form=form)
    for model in (SupplyRow, TransactionRow):
        first, second, third = (
            without_ids(model.objects.filter(register_import=one).order_by("row").values())
            for one in RegisterImport.objects.order_by("pk")
        )
        assert first == second == third


def test_each_refused_line_says_row_column_and_reason(tmp_path):
    assert imported(tmp_path)["refused"] == [
        {
            "file": "transactions",
            "row": 9,
            "column": "Number Of Credits",
            "reason": "The line has no type and zero credits: it was voided and moves nothing.",
        },
        {
            "file": "transactions",
            "row": 12,
            "column": "To",
            "reason": "The line has no destination, no transaction id, no date: nothing can be moved.",
        },
    ]


def test_a_doubtful_lot_is_named_with_what_differs_and_the_voided_row(tmp_path):
    (doubtful,) = imported(tmp_path)["doubtful_lots"]
    assert doubtful["reason"] == (
        "CR-9104 holds 5 by the lines, but supply lists 9: 4 more. Row 9 of the transactions, voided, names a move "
        "from CR-9003 to it, and supply lists 14 for CR-9003: the 4 seem to be listed twice."
    )


def test_every_repair_says_row_column_and_what_was_done(tmp_path):
    repaired = imported(tmp_path)["repaired"]
    assert {
        "file": "supply",
        "row": 2,
        "column": "Offset Trading Group",
        "reason": "HTML entities were read as characters.",
    } in repaired
    assert len(repaired) == 42
    assert all(one["row"] and one["reason"] for one in repaired)


def test_no_personal_field_reaches_the_database(tmp_path):
    content = "".join(sample(kind).read_text(encoding="utf-8") for kind in ("supply", "transactions"))
    assert all(word in content for word in PERSONAL)
    imported(tmp_path)
    stored = []
    for model in apps.get_models():
        stored += [repr(row) for row in model._base_manager.values()]
    told = "\n".join(stored)
    assert "CR-9001" in told
    assert [word for word in PERSONAL if word in told] == []


def test_columns_about_people_and_their_land_are_not_among_those_that_are_read():
    read = {*columns.SUPPLY_COLUMNS, *columns.TRANSACTION_COLUMNS}
    for kind in ("supply", "transactions"):
        header = next(csv.reader(sample(kind).open(encoding="utf-8", newline="")))
        personal = ("Business", "Contact", "Lot and Plan", "Other Reason", "Address")
        assert not [name for name in header if name.startswith(personal) and name in read]


def test_importing_the_same_files_again_changes_nothing_and_answers_the_same(tmp_path):
    first = imported(tmp_path)
    before = {model: model._base_manager.count() for model in apps.get_models()}
    assert imported(tmp_path) == first
    assert {model: model._base_manager.count() for model in apps.get_models()} == before


def test_the_same_lines_in_another_format_post_nothing_new(tmp_path):
    first = imported(tmp_path)
    lots, movements = Lot.objects.count(), Movement.objects.count()
    again = imported(tmp_path, form="html_table")
    assert again["facts"] == first["facts"]
    assert (Lot.objects.count(), Movement.objects.count()) == (lots, movements)


def test_a_later_file_adds_only_its_new_lines(tmp_path):
    imported(tmp_path)
    lots, movements = Lot.objects.count(), Movement.objects.count()

    def one_more(rows: list[list[str]]) -> None:
        rows.append(list(rows[1]))
        for column, value in (
            ("Transaction Date", "2022-05-05"),
            ("Transaction ID", "00018099"),
            ("From", "CR-9109"),
            ("To", "CR-9401"),
            ("Number Of Credits", "12"),
        ):
            rows[-1][rows[0].index(column)] = value

    later = imported(tmp_path, transactions=changed("transactions", one_more))
    assert later["facts"]["transfers_replayed"] == FACTS["transfers_replayed"] + 1
    assert (Lot.objects.count(), Movement.objects.count()) == (lots + 1, movements + 1)
    assert Lot.objects.get(number="CR-9401").parent.number == "CR-9109"


def test_a_line_that_a_later_file_tells_differently_is_refused(tmp_path):
    imported(tmp_path)
    movements = Movement.objects.count()
    answer = imported(tmp_path, transactions=changed("transactions", put(2, "Number Of Credits", "59")))
    assert [one["row"] for one in answer["refused"]] == [2, 9, 12]
    assert "imported before with other figures" in answer["refused"][0]["reason"]
    assert Movement.objects.count() == movements


DAMAGE: tuple[tuple[int, str, str, str], ...] = (
    (2, "Transaction Date", "the 4th of March", "is no date"),
    (4, "Number Of Credits", "2.5", "is not a whole number of credits"),
    (5, "To", "", "has no destination"),
    (6, "Price Per Credit (Ex-GST)", "-1", "is below zero"),
    (8, "Number Of Credits", "-5", "is negative"),
    (10, "Transaction Type", "Swapped", "is not one of"),
    (11, "Transaction Date", "2999-01-01", "is still to come"),
    (14, "Number Of Credits", "81", "it would be overdrawn"),
    (16, "To", "CR-9009", "would make a circle"),
    (18, "From", "CR-9208", "is retired; its credits cannot move"),
)
"""Ten lines of the sample, each harmed in its own way, and what the refusal has to say."""

CHANGED_BY_DAMAGE = {
    "transaction_rows_by_type": {"none": 2, "transfer": 10, "retire": 6, "cancelled": 0},
    "transaction_rows_without_date": 3,
    "transaction_first_date": "2020-05-06",
    "transaction_last_date": "2999-01-01",
    "transfer_credits_as_published": 396,
    "transfer_value_as_published": "86072.07",
    "transfer_prices_distinct": 9,
    "transfers_priced_below_one_cent": 1,
    "refused_lines": 12,
    "refused_transfers": 7,
    "refused_transfer_credits": 202,
    "transfers_replayed": 3,
    "transfer_credits": 194,
    "transfer_value": "6834.57",
    "transfer_value_by_financial_year": {"2019-20": "1234.57", "2021-22": "5600.00"},
    "retirements_replayed": 3,
    "retired_credits": 116,
    "cancellations_replayed": 0,
    "cancelled_credits": 0,
    "lots_minted_by_transfer": 3,
    "minted_lots_fully_used": 0,
    "minted_lots_overdrawn": 1,
    "minted_lots_with_balance": 3,
    "balances_equal": 0,
    "balances_missing": 2,
    "balances_different_lots": ["CR-9110"],
    "credits_listed_twice": 0,
    "topped_up_lots": 0,
    "topped_up_lots_of_one_parent_and_transaction": 0,
    "further_lines": 0,
    "ledger_issued_lots": 12,
    "ledger_issued_credits": 1275,
    "ledger_retired_lots": 3,
    "ledger_retired_credits": 116,
    "ledger_cancelled_lots": 0,
    "ledger_cancelled_credits": 0,
    "cancelled_rows_minted_by_cancellation": 0,
    "root_lots": 14,
    "root_lots_moved_from": 3,
    "root_lots_moved_from_in_supply": 0,
    "root_lots_without_agreement": 5,
    "issue_movements": 14,
    "issued_credits": 1418,
}
"""The figures that the damage changes, counted by hand; all others stay."""


def test_ten_damaged_lines_give_exactly_their_refusals_and_change_exactly_their_figures(tmp_path):
    def harm(rows: list[list[str]]) -> None:
        for row, column, value, _ in DAMAGE:
            put(row, column, value)(rows)

    answer = imported(tmp_path, transactions=changed("transactions", harm))
    assert answer["exit"] == 0
    told = {one["row"]: one for one in answer["refused"]}
    assert sorted(told) == sorted([*(row for row, *_ in DAMAGE), 9, 12])
    for row, column, _, reason in DAMAGE:
        assert (told[row]["column"], reason in told[row]["reason"]) == (column, True), told[row]
    differing = {name: value for name, value in answer["facts"].items() if value != FACTS[name]}
    assert differing == CHANGED_BY_DAMAGE


@pytest.mark.parametrize(
    ("change", "row", "reason"),
    [
        (lambda rows: rows.append(list(rows[1])), 20, "says the same as row 2"),
        (put(14, "From", "CR-9112"), 14, "is minted only by row 16"),
        (put(13, "To", "CR-9009"), 13, "to itself"),
        (put(13, "Number Of Credits", "0"), 13, "moves zero credits"),
        (put(13, "Transaction Type", ""), 13, "has no type"),
        (put(13, "Transaction Status", "Pending"), 13, "not completed"),
        (put(13, "To", "LOT-7"), 13, "reads like a number of this registry"),
        (put(13, "From", "CR-" + "9" * 30), 13, "more than 20"),
    ],
)
def test_each_kind_of_bad_line_is_refused_and_the_rest_goes_on(tmp_path, change: Change, row, reason):
    answer = imported(tmp_path, transactions=changed("transactions", change))
    told = {one["row"]: one["reason"] for one in answer["refused"]}
    assert reason in told[row]
    assert answer["exit"] == 0
    assert answer["facts"]["retirements_replayed"] >= 5


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (put(3, "Number of credits", "35.5"), "not a whole number"),
        (put(3, "Credit status", "Isued"), "is not one of"),
        (put(3, "Credit ID", ""), "has no credit ID"),
        (put(3, "Credit ID", "CR-9001"), "is in row 2 already"),
        (put(3, "Number of credits", "0"), "but of no credits"),
        (put(3, "Cancellation Start Date", "soon"), "is no date"),
    ],
)
def test_a_bad_supply_row_is_refused_with_its_reason_and_not_kept(tmp_path, change: Change, reason):
    answer = imported(tmp_path, supply=changed("supply", change))
    assert [one["row"] for one in answer["refused"] if one["file"] == "supply"] == [3]
    assert reason in answer["refused"][0]["reason"]
    assert answer["facts"]["supply_rows"] == 14


def test_a_missing_column_refuses_both_files_at_once_and_leaves_nothing(tmp_path):
    def lose(rows: list[list[str]]) -> None:
        place = rows[0].index("Number of credits")
        for row in rows:
            del row[place]

    answer = imported(tmp_path, supply=changed("supply", lose))
    assert answer["exit"] == 1
    assert answer["facts"] == {}
    assert [(one["file"], one["column"]) for one in answer["refused"]] == [("supply", "Number of credits")]
    assert not Lot.objects.exists()
    assert not SupplyRow.objects.exists() and not TransactionRow.objects.exists()
    assert RegisterImport.objects.get().state == "refused"


def test_json_is_alone_on_standard_output_and_text_is_for_people(tmp_path, capsys):
    call_command("import_register", supply=sample("supply"), transactions=sample("transactions"), json=True)
    assert json.loads(capsys.readouterr().out)["facts"] == FACTS
    out = io.StringIO()
    call_command("import_register", supply=sample("supply"), transactions=sample("transactions"), stdout=out)
    assert "transfer_value: 106264.82" in out.getvalue()
    assert "refused: 2" in out.getvalue()


def test_lots_say_that_their_issue_was_not_published_and_movements_that_steps_were_not(tmp_path):
    imported(tmp_path)
    root = Lot.objects.get(number="CR-9001")
    assert (str(root.issued_on), root.issue_date_published) == ("2020-03-03", False)
    assert str(Lot.objects.get(number="CR-9006").issued_on) == "2019-11-27"
    steps = Movement.objects.values_list("deposit_step", "fee_step", "signature_step", "second_person_step")
    assert set(steps) == {("not_published",) * 4}
    assert set(Movement.objects.values_list("source", flat=True)) == {"register_import"}


def test_a_root_lot_out_of_supply_takes_the_agreement_of_a_descendant_and_none_where_none_is(tmp_path):
    imported(tmp_path)
    numbers = dict(Lot.objects.filter(parent=None).values_list("number", "agreement_number"))
    assert (numbers["CR-9002"], numbers["CR-9003"], numbers["CR-9005"]) == ("BS9002_01", "BS9003", "")


def test_each_root_lot_has_an_unknown_holder_that_its_whole_family_shares(tmp_path):
    imported(tmp_path)
    assert HolderAccount.objects.filter(organisation=None).count() == 11
    for lot in Lot.objects.select_related("root", "holder"):
        assert lot.holder.unknown_holder_of == (lot.root or lot).number


def test_a_family_without_a_supply_row_takes_its_class_from_its_line(tmp_path):
    imported(tmp_path)
    koala = Lot.objects.get(number="CR-9005").credit_class
    assert (koala.kind, koala.species_id, koala.region) == ("species", 10616, "Sample North Coast")
    owl = Lot.objects.get(number="BIMS-CR-901").credit_class
    assert (owl.species_id, owl.subregion) == (None, "")
    group = Lot.objects.get(number="BIMS-CR-902").credit_class.offset_trading_group
    assert group == "PCT's 905, 906, 907, 908"
    assert CreditClass.objects.filter(kind="species", scientific_name="").count() == 0


def test_prices_survive_exactly_and_values_are_whole_cents(tmp_path):
    imported(tmp_path)
    sold = Movement.objects.filter(kind="transfer").order_by("pk")
    assert list(sold.values_list("price", "value_cents")) == [
        ("1250.5", 7_503_000),
        ("12.34567", 123_457),
        ("10", 20_000),
        ("0.005", 25),
        ("4000", 2_000_000),
        ("0.000000000001", 0),
        ("0", 0),
        ("700", 420_000),
        ("399.99999", 560_000),
    ]


def test_one_import_is_two_events_with_counts_and_checksums(tmp_path):
    imported(tmp_path)
    events = AuditEvent.objects.filter(chain__kind="register_import").order_by("sequence")
    assert [event.action for event in events] == ["register.stage", "register.replay"]
    told = json.loads(events[1].body)["data"]
    assert told["counts"] == {
        "roots": 11,
        "movements": 16,
        "refused": 2,
        "suspended": 0,
        "repaired": 42,
        "doubtful": 1,
    }
    assert sorted(told["files"]) == ["supply", "transactions"]


def test_the_ledger_agrees_with_itself_after_an_import(tmp_path):
    imported(tmp_path)
    call_command("check_ledger", stdout=io.StringIO())


def test_a_file_a_hundred_times_as_long_is_read_in_batches_not_at_once(registrar):
    """Rows are read as a stream: what is kept at once is a batch."""
    from tests.registers.files import staged_by

    def many(rows: list[list[str]]) -> None:
        pattern = list(rows[1])
        for number in range(2_000):
            pattern[rows[0].index("Transaction ID")] = f"{number:08d}"
            rows.append(list(pattern))

    made = staged_by(registrar, transactions=changed("transactions", many))
    begun = time.monotonic()
    tracemalloc.start()
    found = reading.read_import(made.pk)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.state == "staged"
    assert found.transaction_rows.count() == 2_018
    assert peak_bytes < 20_000_000
    assert time.monotonic() - begun < 30


def test_every_fact_is_documented_and_shown_in_words():
    guide = (Path(__file__).resolve().parents[2] / "docs" / "real-register.md").read_text(encoding="utf-8")
    assert [key for key in FACTS if f"`{key}`" not in guide] == []
    shown = [label for _, rows in in_words(FACTS) for label, _ in rows]
    assert len(shown) == len(FACTS)
