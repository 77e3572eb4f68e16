"""Which statements of the requirements have a test, and which are not due yet.

A test proves a statement by `@pytest.mark.statement("N19")`. A statement with neither a test nor a place in
`NOT_YET_DUE` fails the run, and so does one that has a test and is still listed as not due.
"""

import ast
from pathlib import Path

TESTS = Path(__file__).parent
STATEMENTS = {f"N{number}" for number in range(1, 82)}
DUE = {
    "N1",
    "N2",
    "N3",
    "N4",
    "N5",
    "N6",
    "N7",
    "N8",
    "N9",
    "N10",
    "N11",
    "N12",
    "N13",
    "N14",
    "N15",
    "N16",
    "N17",
    "N18",
    "N19",
    "N20",
    "N21",
    "N22",
    "N23",
    "N24",
    "N25",
    "N26",
    "N27",
    "N28",
    "N29",
    *(f"N{number}" for number in range(30, 34)),
    "N37",
    "N38",
    "N39",
    "N40",
    "N41",
    "N42",
    "N43",
    "N44",
    "N45",
    "N46",
    "N47",
    "N51",
    "N55",
    "N54",
    *(f"N{number}" for number in range(65, 73)),
    "N53",
    "N56",
    *(f"N{number}" for number in range(73, 78)),
    "N34",
    "N35",
    "N36",
    "N52",
    "N49",
    "N58",
    "N59",
    "N64",
    "N60",
    "N61",
    "N57",
    "N63",
    "N80",
    "N81",
    "N48",
    "N50",
    "N62",
    "N78",
    "N79",
}
NOT_YET_DUE = STATEMENTS - DUE


def marked_in(source: str) -> set[str]:
    """The statements that the `statement` marks of one test file name, read without running it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr == "statement":
            found |= {str(argument.value) for argument in node.args if isinstance(argument, ast.Constant)}
    return found


def covered() -> set[str]:
    """Every statement that some test is marked with."""
    return set().union(*(marked_in(path.read_text()) for path in sorted(TESTS.rglob("test_*.py"))))


def test_every_statement_that_is_due_has_a_test():
    assert sorted(DUE - covered(), key=lambda name: int(name[1:])) == []


def test_a_statement_that_has_a_test_is_no_longer_listed_as_not_due():
    assert sorted(covered() & NOT_YET_DUE) == []


def test_every_mark_names_a_statement_that_exists():
    assert sorted(covered() - STATEMENTS) == []


def test_marks_are_found_where_they_are():
    source = '@pytest.mark.statement("N1", "N2")\n@pytest.mark.other("N3")\ndef test_x(): ...\n'
    assert marked_in(source) == {"N1", "N2"}
