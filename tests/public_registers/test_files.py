"""Files: each parses again, they say the same, add up to the checked ledger, and no cell is a formula."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from credits.lots.models import Lot
from credits.proof.checking import walk
from credits.public.registers import book
from credits.public.registers.exports import workbook
from credits.registers.full_names import FullNames
from credits.registers.readers.tables import open_table
from credits.registers.supply_lines import SupplyReader
from registry.agreements import states
from registry.agreements.models import Agreement, AgreementBoundary
from tests.builders_ledger import make_class, open_lot
from tests.obligations import builders
from tests.public_registers.conftest import at, make_demand, make_interest

pytestmark = pytest.mark.django_db
FILES = "/registers/"


def csv_rows(client, name, **query):
    text = client.get(f"{FILES}{name}.csv", query).getvalue().decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def json_rows(client, name, **query):
    return json.loads(client.get(f"{FILES}{name}.json", query).getvalue())["rows"]


def workbook_rows(client, name, **query):
    sheet = load_workbook(io.BytesIO(client.get(f"{FILES}{name}.xlsx", query).getvalue())).worksheets[0]
    heading, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in rows]


@pytest.fixture
def full(cast, market, past, landholder, proponent):
    """Some of everything."""
    market.act("cancel", market.propose_cancellation(past, 4), market.approver)
    make_interest(landholder, market)
    make_demand(proponent, market)
    open_lot(landholder, 9, status=Lot.EQUIVALENCE, agreement_number="BA 1", at=at(1))
    builders.obligation(cast, imposed_on=at(1).date())


def as_text(value):
    """A cell as CSV has it."""
    if value is None:
        return ""
    return str(value)


@pytest.mark.parametrize("query", [{}, {"on": "2021-03-11"}], ids=["now", "then"])
def test_all_formats_say_the_same_under_the_same_headings(client, full, query):
    for name in book.REGISTERS:
        formats_agree(client, name, query)


def formats_agree(client, name, query):
    register = book.register(name)
    comma, plain, sheet = (make(client, name, **query) for make in (csv_rows, json_rows, workbook_rows))
    assert [list(row) for row in plain] == [[column.name for column in register.columns]] * len(plain)
    assert [{key: as_text(value) for key, value in row.items()} for row in plain] == comma
    assert len(sheet) == len(plain) > 0
    numbers = {column.name for column in register.columns if column.type == "decimal number as text"}
    for row, told in zip(sheet, plain, strict=True):
        for key, value in told.items():
            if key in numbers and value not in (None, ""):
                assert float(row[key]) == float(value)
            else:
                assert as_text(row[key]).removesuffix(" 00:00:00") == as_text(value)


@pytest.mark.parametrize("make", [csv_rows, json_rows, workbook_rows])
def test_the_files_add_up_to_the_checked_ledger(client, full, make):
    ledger = walk()
    assert ledger.differences == []
    supply = [row for row in make(client, "supply") if row["Listing kind"] == "Lot"]
    in_force = sum(int(row["Number of credits"]) for row in supply if row["Credit status"] != "Cancelled")
    assert in_force == ledger.available + ledger.reserved
    assert sum(int(row["Credits available"] or 0) for row in supply) == ledger.available
    cancelled = sum(int(row["Number of credits"]) for row in supply if row["Credit status"] == "Cancelled")
    assert cancelled == ledger.cancelled == 4
    moved = make(client, "transactions")
    retired = sum(int(row["Number Of Credits"]) for row in moved if row["Transaction Type"] == "Retire")
    assert retired == ledger.retired == 5
    assert in_force + cancelled + retired == ledger.issued


def test_filters_and_day_hold_for_the_files_too(client, full):
    assert [row["Transaction Type"] for row in csv_rows(client, "transactions", type="retire")] == ["Retire"]
    assert [row["Number of credits"] for row in csv_rows(client, "supply", on="2021-03-04")] == [
        "9",
        "100",
        "40",
    ]
    assert csv_rows(client, "supply", words="nowhere") == []


EVIL = ("=HYPERLINK(0)", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝A1", "＋1", "－1", "＠A1")


def test_words_are_never_a_formula(client, landholder):
    """What was typed or imported stands behind an apostrophe in a spreadsheet, and as it is in JSON."""
    for words in EVIL:
        open_lot(landholder, 5, credit_class=make_class(offset_trading_group=words))
    heading = "Offset Trading Group"
    assert [
        row[heading]
        for row in csv_rows(
            client,
            "supply",
        )
    ] == [f"'{words}" for words in EVIL[::-1]]
    assert [row[heading] for row in json_rows(client, "supply")] == list(EVIL[::-1])
    sheet = load_workbook(io.BytesIO(client.get("/registers/supply.xlsx").getvalue())).worksheets[0]
    place = [column.name for column in book.SUPPLY.columns].index(heading) + 1
    cells = [sheet.cell(row=number, column=place) for number in range(2, 2 + len(EVIL))]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.value[0] for cell in cells} == {"'"}


def test_commas_quotes_and_line_ends_survive(client, landholder):
    words = 'Box, "Yellow"\nand red; ünïcode'
    open_lot(landholder, 5, credit_class=make_class(offset_trading_group=words))
    assert csv_rows(client, "supply")[0]["Offset Trading Group"] == words
    assert json_rows(client, "supply")[0]["Offset Trading Group"] == words


def test_the_supply_file_can_be_imported_again(client, tmp_path):
    """Every lot of the replayed samples reads as it was, by the import's own reader, without a refusal."""
    from tests.registers.files import imported

    imported(tmp_path)
    content = client.get("/registers/supply.csv").getvalue()
    table = open_table(io.BytesIO(content), "supply")
    reader = SupplyReader(FullNames({}))
    values = {}
    for row in table.rows():
        read, remarks = reader.read(row)
        assert read is not None, [remark.reason for remark in remarks]
        values[read["credit_id"]] = read
    assert table.remarks == []
    for lot in Lot.objects.filter(status__in=Lot.OPEN).select_related("credit_class"):
        if lot.held:
            read = values[lot.number]
            assert (read["credits"], read["status"]) == (lot.held, lot.status)
            assert read["agreement_number"] == lot.agreement_number
            assert read["offset_trading_group"] == lot.credit_class.offset_trading_group
            assert read["hollow_bearing_trees"] == lot.credit_class.hollow_bearing_trees


SQUARE = {
    "type": "Polygon",
    "coordinates": [
        [[151.00012, -33.00012], [151.0201, -33.0], [151.02, -33.02], [151.0, -33.02], [151.00012, -33.00012]]
    ],
}


@pytest.fixture
def outlined(landholder, trust, landholder_signatory):
    agreement = Agreement.objects.create(
        state=states.PASSIVE,
        site_name="Quiet Gully",
        applicant=landholder,
        trust=trust,
        created_by=landholder_signatory,
        number="BS9002",
        title_reference="AB123456",
        registered_on=at(1).date(),
    )
    AgreementBoundary.objects.create(
        agreement=agreement,
        version=1,
        geojson={
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": {}, "geometry": SQUARE}],
        },
        area_m2=4_000_000,
        west=151,
        south=-33.02,
        east=151.02,
        north=-33,
        source="site.geojson",
        entered_by=landholder_signatory,
        entered_at=at(2),
    )
    open_lot(landholder, 5, agreement=agreement, number="CR-5", at=at(1))
    return agreement


@pytest.mark.parametrize("name", ["supply", "agreements"])
def test_outlines_are_geojson_on_the_public_grid(client, outlined, landholder, name):
    open_lot(landholder, 6, number="CR-6", agreement_number="BS1")
    answer = client.get(f"/registers/{name}.geojson")
    assert answer["Content-Type"] == "application/geo+json"
    body = json.loads(answer.getvalue())
    assert body["type"] == "FeatureCollection"
    by_outline = {bool(feature["geometry"]): feature for feature in body["features"]}
    assert len(body["features"]) == 2
    assert by_outline[False]["geometry"] is None
    rings = by_outline[True]["geometry"]["coordinates"][0]
    assert {round(number, 3) == number for point in rings[0] for number in point} == {True}
    assert "Quiet Gully" not in json.dumps(body)
    before = json.loads(client.get(f"/registers/{name}.geojson", {"on": "2021-03-01"}).getvalue())
    assert [feature["geometry"] for feature in before["features"]] == [None]


@pytest.mark.parametrize("name", ["demand", "transactions"])
def test_a_register_without_places_has_no_map_file(client, db, name):
    assert client.get(f"/registers/{name}.geojson").status_code == 404


def test_a_list_too_long_for_a_workbook_points_to_csv(client, full, monkeypatch):
    monkeypatch.setattr(workbook, "ROWS_AT_MOST", 2)
    answer = client.get("/registers/supply.xlsx")
    assert answer.status_code == 409
    assert "take the CSV file" in answer.content.decode()
    assert client.get("/registers/supply.xlsx", {"listing": "interest"}).status_code == 200


def test_a_file_says_its_day_in_its_name(client, full):
    answer = client.get("/registers/supply.csv", {"on": "2021-03-11"})
    assert answer["Content-Disposition"] == 'attachment; filename="supply-register-2021-03-11.csv"'


def test_too_many_files_a_minute_are_refused(client, db):
    codes = [client.get("/registers/demand.csv").status_code for _ in range(31)]
    assert codes == [200] * 30 + [429]
