"""Scattered trees in the columns of the field: class, number, hollows, credits per tree (App B; method 5 and 6)."""

from assessments.bam.inputs import TreeGroupInput
from assessments.bam.outcome import CreditLine
from assessments.reports import figures
from assessments.reports.content import Block, Cell, Column, Group, Record, Table, Words
from assessments.reports.lines import by_subject, label_of
from assessments.reports.source import ReportSource

COLUMNS = (
    Column("group", "Group", head=True),
    Column("class", "Class", number=True),
    Column("species", "Tree species"),
    Column("diameter", "Diameter (cm)", number=True),
    Column("threshold", "Large tree from (cm)", number=True),
    Column("trees", "Number of trees", number=True),
    Column("hollows", "Contain hollows"),
    Column("per_tree", "Credits per tree", number=True),
    Column("unrounded", "Before rounding", number=True),
    Column("credits", "Credits required", number=True),
)
NEGLIGIBLE = (
    Column("species", "Tree species", head=True),
    Column("pct", "PCT", number=True),
    Column("diameter", "Diameter (cm)", number=True),
    Column("trees", "Number of trees", number=True),
)


def trees(source: ReportSource) -> list[Block]:
    """Credits of the groups of trees by community; class 1 trees, which have no credits, apart from them."""
    groups = {group.key: group for group in source.inputs.trees}
    lines = tuple(line for line in source.lines("ecosystem") if line.zone_key in groups)
    table = Table(
        caption="Scattered trees by plant community type",
        columns=COLUMNS,
        groups=[
            Group(label_of(rows), [_row(groups[row.zone_key], row) for row in rows], _sum(rows))
            for rows in by_subject(lines).values()
        ],
        total=_sum(lines),
        total_label="Total credits",
        empty="No scattered trees of class 2 or 3.",
    )
    formula = "Eq 7: credits = number of trees × credits per tree, rounded to a whole number for each group."
    blocks: list[Block] = [table, Words(f"{source.outcome.method_edition} {formula}", "small")]
    listed = {line.zone_key for line in lines}
    small: list[Record] = [
        {
            "species": group.tree_species,
            "pct": str(group.pct_id),
            "diameter": figures.whole(group.dbh_cm),
            "trees": figures.whole(group.trees),
        }
        for key, group in groups.items()
        if key not in listed
    ]
    if small:
        blocks.append(Table("Class 1: too small to need credits", NEGLIGIBLE, small))
    return blocks


def _row(group: TreeGroupInput, line: CreditLine) -> Record:
    threshold = group.large_tree_threshold_cm
    number: Cell = None
    if threshold is not None:
        number = figures.marked("3" if group.dbh_cm >= threshold.value else "2", threshold.provisional)
    per_tree = None if line.unrounded is None else line.unrounded / group.trees
    return {
        "group": group.key,
        "class": number,
        "species": group.tree_species,
        "diameter": figures.whole(group.dbh_cm),
        "threshold": None if threshold is None else figures.score(threshold.value, threshold.provisional),
        "trees": figures.whole(group.trees),
        "hollows": figures.yes(group.hollows),
        "per_tree": figures.marked(figures.number(per_tree, 2), bool(line.provisional)),
        "unrounded": figures.unrounded(line),
        "credits": figures.credits_of(line),
    }


def _sum(lines: tuple[CreditLine, ...]) -> Record:
    return {
        "trees": figures.whole(sum(line.individuals or 0 for line in lines)),
        "credits": figures.total_of(lines),
    }
