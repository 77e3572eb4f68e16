"""The dated parameters of the method: what comes with the project, and how a file of them is read."""

import csv
from datetime import date

import pytest

from assessments.bam.attributes import ATTRIBUTE_CODES
from assessments.bam.decline import rate_code
from assessments.bam.inputs import Mark
from assessments.bam.parameters import COLUMNS, METHOD_EDITION, MissingParameter, from_rows
from registry.findings import InvalidInput
from tests.pure.bam_builders import PARAMETERS_FILE, parameters

with PARAMETERS_FILE.open(encoding="utf-8", newline="") as stream:
    ROWS = list(csv.DictReader(stream))


def row(**cells: str) -> dict[str, str]:
    values = {
        "code": "threshold.eec",
        "value": "15",
        "unit": "points",
        "mark": "memory",
        "source": "test source",
        "effective_from": "2020-10-22",
        "label": "Threshold",
        "note": "",
    }
    return values | cells


def test_project_file_is_read_whole() -> None:
    assert tuple(ROWS[0]) == COLUMNS
    assert len(parameters().facts) == len(ROWS)
    assert parameters().method_edition == METHOD_EDITION == "BAM 2020"
    assert {one["effective_from"] for one in ROWS} == {"2020-10-22"}
    assert all(one["label"] for one in ROWS)


@pytest.mark.parametrize(
    ("code", "value", "mark"),
    [
        ("conversion.credits_per_vi_hectare", 0.25, "fitted"),
        ("threshold.eec", 15, "memory"),
        ("threshold.threatened_species_habitat", 17, "memory"),
        ("threshold.other", 20, "memory"),
        ("brw.ecosystem.very_high.high", 2.5, "confirmed"),
        ("brw.ecosystem.high.high", 2, "confirmed"),
        ("brw.ecosystem.moderate.high", 1.75, "memory"),
        ("brw.species.very_high", 3, "confirmed"),
        ("brw.species.low", 1, "memory"),
        ("cleared_band.very_high_from_percent", 90, "confirmed"),
        ("cleared_band.high_from_percent", 70, "memory"),
        ("decline.high_risk.structure.tree", 0.5, "confirmed"),
        ("decline.high_risk.function.large_trees", 1, "confirmed"),
        ("decline.other.function.logs", 0.25, "open"),
        ("decline.other.composition.tree", 0.15, "memory"),
        ("growth.logistic.structure.tree", 0.0273, "open"),
        ("growth.htw_factor.composition", 0.029, "open"),
        ("credits_per_tree.class_2.no_hollow", 0.5, "confirmed"),
        ("credits_per_tree.class_3.no_hollow", 0.75, "memory"),
        ("minimum_plots.above_2_ha", 2, "memory"),
        ("security_benefit.minimum_vi", 60, "confirmed"),
        ("small_area.limit_ha.lot_1_to_40", 2, "confirmed"),
        ("minimum_credits.development.species_area", 1, "fitted"),
        ("minimum_credits.development.ecosystem", 1, "memory"),
        ("mitchell.high_risk_cleared_percent", 30, "open"),
    ],
)
def test_parameter_has_its_value_and_mark(code: str, value: float, mark: Mark) -> None:
    fact = parameters().fact(code)
    assert (fact.value, fact.mark) == (value, mark)


def test_every_attribute_has_a_decline_rate_on_either_land() -> None:
    for code in ATTRIBUTE_CODES:
        slow, fast = (
            parameters().fact(rate_code(code, high_risk=high_risk)).value for high_risk in (False, True)
        )
        assert slow == pytest.approx(fast / 2)


@pytest.mark.parametrize(
    "code",
    ["brw.ecosystem.very_high.low", "brw.ecosystem.very_high.very_high", "security_benefit.score",
     "growth.logistic.composition.fern", "growth.logistic.function.regeneration", "growth.htw_factor.function"],
)  # fmt: skip
def test_what_nobody_knows_has_no_row(code: str) -> None:
    assert parameters().find(code) is None
    with pytest.raises(MissingParameter):
        parameters().fact(code)


def test_missing_parameter_is_a_key_error_that_names_the_code() -> None:
    with pytest.raises(KeyError) as caught:
        from_rows([]).fact("threshold.eec")
    assert isinstance(caught.value, MissingParameter)
    finding = caught.value.finding
    assert (finding.code, finding.field) == ("method_parameter.missing", "threshold.eec")
    assert finding.message == "The method parameter threshold.eec has no value: load it, with its source."


def test_latest_row_in_force_counts() -> None:
    rows = [row(value="16", effective_from="2027-01-01"), row(), row(value="14", effective_from="2017-08-25")]
    assert from_rows(rows).fact("threshold.eec").value == 16
    assert from_rows(rows, on=date(2026, 12, 31)).fact("threshold.eec").value == 15
    assert from_rows(rows, on=date(2027, 1, 1)).fact("threshold.eec").value == 16
    assert from_rows(rows, on=date(2017, 1, 1)).find("threshold.eec") is None


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"code": " "}, "code"),
        ({"value": "fifteen"}, "value"),
        ({"value": "nan"}, "value"),
        ({"value": ""}, "value"),
        ({"mark": "sure"}, "mark"),
        ({"source": ""}, "source"),
        ({"effective_from": "22/10/2020"}, "effective_from"),
    ],
)
def test_bad_cell_is_told_by_row_and_column(cells: dict[str, str], column: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        from_rows([row(code="threshold.other"), row(**cells)])
    (finding,) = caught.value.findings
    assert (finding.row, finding.column) == (3, column)


def test_two_values_from_one_day_are_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        from_rows([row(), row(value="16")])
    assert caught.value.findings[0].code == "method_parameter.effective_from.duplicate"


def test_missing_column_is_named() -> None:
    with pytest.raises(InvalidInput) as caught:
        from_rows([{name: cell for name, cell in row().items() if name != "mark"}])
    (finding,) = caught.value.findings
    assert (finding.column, finding.message) == ("mark", "The column mark is missing: add it.")
