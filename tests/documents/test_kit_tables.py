"""Tables: every row and value there, heads repeated, groups and totals kept with what they sum."""

import re
from typing import Any

import pytest

from registry.documents import lines, styles
from registry.documents.columns import Column, best_orientation, divide, needs, share
from registry.documents.details import details
from registry.documents.document import Section
from registry.documents.marks import MARK, MEANING, provisional, provisional_legend
from registry.documents.rows import KEEP_WHOLE_BELOW, RowBlock
from registry.documents.tables import Group, data_table
from registry.documents.text import text
from tests.documents.kit_files import build_sections, build_story

PLAIN = [
    Column("zone", "Zone", kind="number"),
    Column("name", "Vegetation zone"),
    Column("n", "Credits", kind="number"),
]


def plain_rows(count: int) -> list[dict[str, str]]:
    return [{"zone": str(n), "name": f"zone-{n:04d}-end", "n": str(n * 3)} for n in range(1, count + 1)]


def test_a_thousand_rows_are_all_there_once_in_order_and_each_page_repeats_the_head() -> None:
    document = build_story(data_table(PLAIN, plain_rows(1_000), caption="All zones"))
    found = re.findall(r"zone-(\d{4})-end", document.text)
    assert found == [f"{n:04d}" for n in range(1, 1_001)]
    assert document.built.pages > 20
    assert all(page.count("Vegetation zone") == 1 for page in document.pages)
    assert "(continued)" not in document.pages[0]
    assert all("All zones (continued)" in page for page in document.pages[1:])


def test_the_head_can_be_left_out_after_the_first_page() -> None:
    document = build_story(data_table(PLAIN, plain_rows(120), repeat_header=False))
    assert [page.count("Vegetation zone") for page in document.pages] == [1] + [0] * (
        document.built.pages - 1
    )


def test_a_tables_work_grows_with_its_rows_and_no_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    write = lines.LineWriter.write

    def counted(self: lines.LineWriter, line: lines.Line, **place: float) -> None:
        drawn.append(1)
        write(self, line, **place)

    monkeypatch.setattr(lines.LineWriter, "write", counted)
    counts = []
    for size in (300, 3_000):
        drawn.clear()
        build_story(data_table(PLAIN, plain_rows(size)))
        counts.append(len(drawn))
    assert counts[1] <= 10.1 * counts[0]


def grouped(groups: int, rows: int) -> list[Group]:
    return [
        Group(
            label=f"PCT {1000 + g}: shrubland",
            rows=[{"zone": str(r), "name": f"g{g}r{r}", "n": "1"} for r in range(rows)],
            subtotal={"n": str(rows)},
        )
        for g in range(groups)
    ]


def test_a_group_that_crosses_a_page_repeats_its_label() -> None:
    document = build_story(data_table(PLAIN, groups=grouped(3, 45), total={"n": "135"}))
    assert document.text.count("(continued)") >= 2
    for page in document.pages[1:]:
        first_row = re.search(r"g(\d)r(\d+)", page)
        assert first_row is not None
        label = f"PCT {1000 + int(first_row[1])}: shrubland" + (" (continued)" if first_row[2] != "0" else "")
        assert label in page[: first_row.start()]


@pytest.mark.parametrize("lead", range(1, 44))
def test_no_label_is_left_at_the_foot_of_a_page_and_no_total_stands_alone(lead: int) -> None:
    # The rows above push the group over every possible place of the page break.
    first = Group(label="Lead", rows=[{"name": f"lead{n}"} for n in range(lead)])
    last = Group(label="Follows", rows=[{"name": "member-a"}, {"name": "member-b"}], subtotal={"n": "2"})
    document = build_story(data_table(PLAIN, groups=[first, last], total={"n": "9"}))
    for page in document.pages:
        if "Follows" in page:
            assert "member-" in page[page.index("Follows") :]
        if "Subtotal" in page or "Total" in page:
            assert "member-b" in page


def test_a_small_table_moves_to_the_next_page_rather_than_break() -> None:
    small = data_table(PLAIN, plain_rows(4))
    assert isinstance(small[0], RowBlock)
    assert small[0].total_height <= KEEP_WHOLE_BELOW
    document = build_story(data_table(PLAIN, plain_rows(31)), [text("x\n" * 8)], small)
    assert [page.count("zone-0001-end") for page in document.pages] == [1, 1]
    assert "zone-0004-end" in document.pages[1]


def test_subtotals_and_totals_show_their_label_and_values() -> None:
    document = build_story(
        data_table(PLAIN, groups=grouped(2, 3), total={"n": "6"}, total_label="All credits")
    )
    assert document.text.count("Subtotal") == 2
    assert re.search(r"All credits\s*6", document.text)


def test_an_empty_table_says_so_and_a_missing_value_shows_as_a_dash() -> None:
    assert "None recorded." in build_story(data_table(PLAIN, [])).text
    assert "Nothing to show." in build_story(data_table(PLAIN, [], empty="Nothing to show.")).text
    document = build_story(data_table(PLAIN, [{"zone": "1", "name": "", "n": None}]))
    assert document.text.count("–") == 2


def test_a_value_without_a_column_is_refused() -> None:
    with pytest.raises(ValueError, match="no column: credit"):
        data_table(PLAIN, [{"zone": "1", "credit": "5"}])
    with pytest.raises(ValueError, match="no column: sum"):
        data_table(PLAIN, [], total={"sum": "5"})


def wide_columns(count: int) -> list[Column]:
    return [
        Column("plot", "Plot", pinned=True),
        *(Column(f"c{n}", f"Measure{n}", kind="number") for n in range(count)),
    ]


def test_a_table_too_wide_for_the_page_is_divided_and_repeats_its_pinned_column() -> None:
    columns = wide_columns(24)
    row = {"plot": "P-one", **{f"c{n}": f"value{n}x" for n in range(24)}}
    document = build_story(data_table(columns, [row], caption="Plots"))
    for n in range(24):
        assert len(re.findall(rf"value{n}x", document.text)) == 1
    parts = document.text.count("P-one")
    assert parts > 1
    assert document.text.count(f"over {parts} tables") == parts


def test_widths_fill_the_page_and_parts_are_as_few_as_fit() -> None:
    width = styles.TEXT_WIDTH["portrait"]
    wanted = needs(PLAIN, plain_rows(5))
    assert sum(share(PLAIN, wanted, width)) == pytest.approx(width)
    columns = wide_columns(24)
    wanted = needs(columns, [])
    parts = divide(columns, wanted, width)
    assert sorted({number for part in parts for number in part}) == list(range(25))
    assert all(sum(wanted[number].least for number in part) <= width for part in parts)
    assert len(parts) == -(-sum(need.least for need in wanted[1:]) // (width - wanted[0].least))


def test_orientation_is_landscape_only_when_portrait_is_cramped() -> None:
    assert best_orientation(PLAIN, plain_rows(5)) == "portrait"
    assert best_orientation(wide_columns(12), []) == "landscape"


def test_a_fixed_width_is_kept_and_a_longer_number_wraps_rather_than_being_cut() -> None:
    columns = [Column("a", "A", width=30, kind="number"), Column("b", "B")]
    assert share(columns, needs(columns, []), 400)[0] == 30
    document = build_story(data_table(columns, [{"a": "123456789012345", "b": "x"}]))
    assert "123456789012345" in document.squeezed


def test_a_cell_taller_than_a_page_is_broken_and_nothing_of_it_is_lost() -> None:
    long = " ".join(f"word{n:05d}" for n in range(1_900))
    document = build_story(data_table(PLAIN, [{"zone": "1", "name": long, "n": "5"}, {"name": "after"}]))
    assert re.findall(r"word(\d{5})", document.text) == [f"{n:05d}" for n in range(1_900)]
    assert "after" in document.pages[-1]


def test_a_group_label_of_any_length_does_not_stop_a_document() -> None:
    label = "label " * 3_000
    groups = [Group(label=label, rows=[{"name": f"row{n}"} for n in range(80)])]
    document = build_story(data_table(PLAIN, groups=groups, caption="caption " * 3_000))
    assert len(re.findall(r"row\d+", document.text)) == 80


def test_digits_line_up_whether_or_not_a_value_is_marked() -> None:
    rows = [{"zone": "1", "name": "a", "n": "12"}, {"zone": "2", "name": "b", "n": provisional("12")}]
    block = data_table(PLAIN, rows)[0]
    assert isinstance(block, RowBlock)
    starts = [placed.x for row in block._rows for placed in row.content if "12" in placed.line.runs[0].text]
    assert starts[0] == pytest.approx(starts[1])


def test_numbers_end_at_the_right_edge_of_their_column() -> None:
    block = data_table(
        PLAIN, [{"zone": "1", "name": "a", "n": "5"}, {"zone": "22", "name": "b", "n": "1,234"}]
    )[0]
    assert isinstance(block, RowBlock)
    ends = [row.content[-1].x + row.content[-1].line.width for row in block._rows]
    assert ends[0] == pytest.approx(ends[1])
    assert ends[0] == pytest.approx(block.width - 4)


def test_details_show_every_label_and_value_three_to_a_line() -> None:
    pairs: list[tuple[str, Any]] = [(f"Label {n}", f"Value {n}") for n in range(7)]
    block = details([*pairs, ("Empty", None)], footnote="* A note.")
    document = build_story(block)
    assert all(f"Label {n}" in document.text and f"Value {n}" in document.text for n in range(7))
    assert "* A note." in document.text
    assert isinstance(block[0], RowBlock)
    assert len(block[0]._rows) == 4  # three rows of details and the footnote


def test_a_provisional_value_is_marked_once_and_explained_with_each_reason_once() -> None:
    assert provisional("2.5") == f"2.5{MARK}"
    assert provisional(provisional("2.5")) == f"2.5{MARK}"
    document = build_story(provisional_legend(["No benchmark.", "Growth law.", "No benchmark."]))
    assert MEANING in " ".join(document.text.split())
    assert document.text.count("No benchmark.") == 1
    assert document.text.count("Growth law.") == 1
    assert provisional_legend([]) == []


def test_a_landscape_section_gives_a_table_the_wider_page() -> None:
    wide = data_table(PLAIN, plain_rows(3), width=styles.TEXT_WIDTH["landscape"])
    document = build_sections(
        [
            Section("Up", [text("portrait")]),
            Section("Across", [wide], orientation="landscape"),
            Section("Up", []),
        ]
    )
    sizes = [(page.mediabox.width > page.mediabox.height) for page in document.reader.pages]
    assert sizes == [False, True, False]
