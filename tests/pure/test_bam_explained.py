"""The method explained: every number computed by the code itself, with the parameters given."""

import csv
import subprocess
import sys
from collections.abc import Sequence

import pytest

from assessments.bam.explained.formula import Example, Formula
from assessments.bam.explained.method import Method, explain
from assessments.bam.inputs import FIRM_MARKS
from tests.pure.bam_builders import PARAMETERS_FILE

with PARAMETERS_FILE.open(encoding="utf-8", newline="") as stream:
    ROWS = list(csv.DictReader(stream))


def rows_with(code: str, **cells: str) -> list[dict[str, str]]:
    """The project's rows with cells of one code changed."""
    assert code in {row["code"] for row in ROWS}
    return [row | cells if row["code"] == code else row for row in ROWS]


def rows_without(code: str) -> list[dict[str, str]]:
    return [row for row in ROWS if row["code"] != code]


def formulas(method: Method) -> list[Formula]:
    return [formula for part in method.parts for formula in part.formulas]


def formula(slug: str, rows: Sequence[dict[str, str]] = ROWS) -> Formula:
    (found,) = [one for one in formulas(explain(rows)) if one.slug == slug]
    return found


def spoken(examples: Sequence[Example]) -> str:
    """Everything an explanation's examples say, line by line."""
    lines = [line for one in examples for line in one.steps]
    lines += [" | ".join(row) for one in examples for row in one.rows]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("slug", "line"),
    [
        ("zone-mean", "Composition of the means: 35.4"),
        ("zone-mean", "Scoring each plot first would give 36.2."),
        ("attribute-score", "59.0806, shown 59.1"),
        ("attribute-score", "0.5 | 59.1"),
        ("composition-structure", "Shrub | 3 | 6 | 59.1 | 0.23 | 13.6"),
        ("composition-structure", "Sum of the contributions: 45.9"),
        ("function", "Sum of the contributions: 38.8"),
        ("vegetation-integrity", "(35.4 · 52.8 · 71.9)^{1/3} = 51.2"),
        ("loss", "Change of the zone: −36.4"),
        ("high-risk-land", "30 % cleared: high risk"),
        ("decline", "2 · (1 − 1 ÷ 100)^{20} = 1.6358"),
        ("growth", "Structure: tree | 9 | 60 | 14.01 | 15.2"),
        ("growth", "with management 44.5 at 12 % weeds"),
        ("gain", "54.2 − 38.8 = 15.5"),
        ("threshold", "Vulnerable community | 17 | no"),
        ("sensitivity-to-loss", "80 % | High"),
        ("ecosystem-risk-weighting", "Very High loss | not known | not known | 2.5 | not known"),
        ("species-risk-weighting", "High loss | not known | not known | 2 | not known"),
        ("eq-1", "36.4 · 1.9 ha · 2.5 · 0.25 = 43.225 → 43 credits"),
        ("eq-2", "64 · 0.01 ha · 2 · 0.25 = 0.32 → 1 credit"),
        ("eq-3", "12 · 2 = 24 → 24 credits"),
        ("eq-4", "7.6 · 1.8 ha · 0.25 = 3.42 → 3 credits"),
        ("eq-5", "17.6 · 35 ha · 0.25 = 154 → 154 credits"),
        ("eq-6", "10 → 10 credits"),
        ("eq-7", "18 trees of 60 cm | yes | 1 | 18"),
        ("eq-7", "35 trees of 15 cm | no | class 1 | not listed"),
        ("rounding", "Ecosystem, development | 10.45 | 10"),
        ("rounding", "Ecosystem, stewardship site | 0.32 | 0"),
        ("plots-required", "2 ha | 1 | 2.01 ha | 2"),
        ("small-area", "1000 ha | 5 ha"),
        ("days-to-submit", "day 14"),
    ],
)
def test_example_shows_the_number_of_the_worked_case(slug: str, line: str) -> None:
    assert line in spoken(formula(slug).examples)


@pytest.mark.parametrize(
    ("slug", "code", "value", "line"),
    [
        ("eq-1", "conversion.credits_per_vi_hectare", "0.5", "· 0.5 = 86.45 → 86 credits"),
        ("eq-4", "conversion.credits_per_vi_hectare", "0.5", "· 0.5 = 6.84 → 7 credits"),
        ("eq-1", "brw.ecosystem.very_high.high", "3", "· 3 · 0.25 = 51.87 → 52 credits"),
        ("eq-3", "brw.species.high.high", "3", "12 · 3 = 36 → 36 credits"),
        ("eq-7", "credits_per_tree.class_3.hollow", "2", "18 trees of 60 cm | yes | 2 | 36"),
        ("eq-7", "scattered_trees.class_2_from_cm", "10", "35 trees of 15 cm | no | 0.5 | 18"),
        ("threshold", "threshold.eec", "17", "Endangered community | 17 | no"),
        ("sensitivity-to-loss", "cleared_band.high_from_percent", "85", "80 % | Moderate"),
        ("decline", "decline.high_risk.function.large_trees", "2", "(1 − 2 ÷ 100)^{20} = 1.3352"),
        ("growth", "growth.logistic.structure.tree", "0", "Structure: tree | 9 | 60 | 9 | 9"),
        ("gain", "security_benefit.minimum_vi", "70", "70 | 10 | yes"),
        ("high-risk-land", "mitchell.high_risk_cleared_percent", "70", "70 % cleared: high risk"),
        ("rounding", "minimum_credits.development.ecosystem", "2", "Ecosystem, development | 0.2 | 2"),
        ("plots-required", "minimum_plots.up_to_2_ha", "9", "2 ha | 9 | 2.01 ha | 2"),
        ("small-area", "small_area.limit_ha.lot_from_1000", "6", "1000 ha | 6 ha"),
        ("days-to-submit", "report.days_from_certification_to_submission", "28", "day 28"),
    ],
)
def test_a_changed_parameter_changes_the_example(slug: str, code: str, value: str, line: str) -> None:
    assert line not in spoken(formula(slug).examples)
    assert line in spoken(formula(slug, rows_with(code, value=value)).examples)


def test_every_parameter_is_explained_by_exactly_one_rule() -> None:
    method = explain(ROWS)
    owners = {
        one.code: [rule.slug for rule in formulas(method) if rule.owns(one.code)] for one in method.parameters
    }
    assert len(owners) == len(ROWS)
    assert {code: slugs for code, slugs in owners.items() if len(slugs) != 1} == {}


def test_every_rule_has_words_formula_mark_source_and_example() -> None:
    found = formulas(explain(ROWS))
    assert len({one.slug for one in found}) == len(found) == 25
    for one in found:
        assert one.rule and one.formulas and one.section and one.standings and one.examples, one.slug
        assert all(standing.source for standing in one.standings), one.slug


def test_every_part_of_a_rule_that_is_not_firm_says_its_default_and_what_it_would_change() -> None:
    method = explain(ROWS)
    assert [one.what for one in method.rules if not one.default or not one.changes] == []
    loose = [one for rule in formulas(method) for one in rule.standings if one.mark not in FIRM_MARKS]
    assert len(method.rules) == len(loose) == 17


def test_every_number_that_is_not_firm_is_listed_with_what_it_would_change() -> None:
    method = explain(ROWS)
    expected = sorted(row["label"] for row in ROWS if row["mark"] in ("memory", "open"))
    assert sorted(one.what for one in method.numbers) == expected
    assert [one.what for one in method.numbers if not one.changes or not one.slug] == []


def test_a_number_that_becomes_confirmed_leaves_the_list_and_its_example_is_firm() -> None:
    confirmed = rows_with("threshold.eec", mark="confirmed", source="BAM 2020 s 9")
    before, after = explain(ROWS), explain(confirmed)
    assert len(after.numbers) == len(before.numbers) - 1
    reasons = [one for example in formula("threshold", confirmed).examples for one in example.provisional]
    assert [one for one in reasons if "threshold 15" in one] == []
    assert len(reasons) == 2


def test_growth_is_always_provisional() -> None:
    firm = [row | {"mark": "confirmed"} for row in ROWS]
    (example,) = formula("growth", firm).examples
    assert "logistic-2026" in example.provisional[0]


def test_the_attributes_without_a_growth_rate_are_named_from_the_parameters() -> None:
    assert "Composition: fern" in explain(ROWS).not_applied[0].what
    without = explain(rows_without("growth.logistic.function.litter")).not_applied[0].what
    assert "Function: litter cover" in without
    assert "Function: litter cover" not in explain(ROWS).not_applied[0].what


@pytest.mark.parametrize("code", [row["code"] for row in ROWS])
def test_a_missing_parameter_never_breaks_the_explanation(code: str) -> None:
    method = explain(rows_without(code))
    assert len(formulas(method)) == 25
    assert code not in {one.code for one in method.parameters}


def test_a_missing_parameter_is_named_in_its_example() -> None:
    missing = [
        one
        for example in formula("eq-4", rows_without("conversion.credits_per_vi_hectare")).examples
        for one in example.missing
    ]
    assert missing == [
        "The method parameter conversion.credits_per_vi_hectare has no value: load it, with its source."
    ]


def test_without_any_parameter_the_rules_are_still_explained() -> None:
    method = explain([])
    assert len(formulas(method)) == 25
    assert method.numbers == method.parameters == ()


def test_the_latest_of_two_rows_of_a_code_is_shown_and_computed_with() -> None:
    later = next(row for row in ROWS if row["code"] == "threshold.other") | {
        "value": "22",
        "effective_from": "2030-01-01",
        "label": "Later",
    }
    method = explain([later, *ROWS])
    (shown,) = [one for one in method.parameters if one.code == "threshold.other"]
    assert (shown.value, shown.label) == ("22", "Later")
    assert "no such habitat | 22 | no" in spoken(formula("threshold", [later, *ROWS]).examples)


def test_the_explanation_needs_no_django() -> None:
    code = "import sys, assessments.bam.explained.method; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
