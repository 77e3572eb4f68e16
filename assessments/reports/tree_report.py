"""The scattered tree report: credits by community, class and hollows, every group, and what was not assessed
(BAM 2020 App B; method 5 and 6)."""

from assessments.bam.inputs import TreeGroupInput
from assessments.bam.outcome import CreditLine
from assessments.reports import background, figures, hierarchy
from assessments.reports.closing import closing
from assessments.reports.content import (
    SCATTERED_TREES,
    Block,
    Cell,
    Column,
    Group,
    Part,
    Record,
    ReportContent,
    Table,
    Words,
)
from assessments.reports.lines import by_subject, label_of
from assessments.reports.opening import assembled, counted
from assessments.reports.source import ReportSource
from assessments.reports.tree_tables import trees

BY_CLASS = (
    Column("class", "Class", head=True),
    Column("trees", "Number of trees", number=True),
    Column("hollows", "Contain hollows"),
    Column("per_tree", "Credits per tree", number=True),
    Column("credits", "Credits required", number=True),
)
CLASSES = (
    Column("class", "Class", head=True),
    Column("diameter", "Diameter over bark at breast height"),
    Column("meaning", "What follows"),
)
CLASS_ROWS: tuple[Record, ...] = (
    {
        "class": "1",
        "diameter": "Below 20 cm",
        "meaning": "Negligible value: no credits, not assessed.",
    },
    {
        "class": "2",
        "diameter": "20 cm to below the large tree threshold of the community",
        "meaning": "Credits per tree, more with hollows.",
    },
    {
        "class": "3",
        "diameter": "The large tree threshold or more",
        "meaning": "Credits per tree, more with hollows.",
    },
)
DEFINITIONS = (
    "The trees stand on rural land where clearing is regulated, surrounded by land where it is exempt, and cover less "
    "than 25 % of what the benchmark of their community gives for trees; or",
    "each has a diameter of 5 cm or more and no other such tree within 50 m; or",
    "they are at most three within 50 m of each other, and the next is more than 50 m away.",
)
AROUND = (
    "The ground between them is cultivated, exotic or bare. Trees are not assessed as scattered when they are a "
    "threatened species themselves, are habitat of a candidate species, or stand on land mapped as of biodiversity "
    "value, important habitat or sensitive. Shrubs and regrowth below 5 cm are left out. A listing of the community "
    "as threatened does not change the number of credits."
)


def scattered_trees(source: ReportSource) -> ReportContent:
    """The whole report."""
    planted = background.planted(source)
    parts = [
        Part("Credits required", _by_class(source), "credits"),
        Part("Every group of trees", trees(source), "groups", wide=True),
        Part("What counts as scattered trees", _definitions(), "definitions"),
        background.proposal_and_site(source),
        hierarchy.measures(source),
        hierarchy.impacts(source),
        *([planted] if planted else []),
        *closing(source, credits=True),
    ]
    return assembled(source, kind=SCATTERED_TREES, parts=parts)


def _by_class(source: ReportSource) -> list[Block]:
    groups = {group.key: group for group in source.inputs.trees}
    lines = tuple(line for line in source.lines("ecosystem") if line.zone_key in groups)
    table = Table(
        "Scattered trees by plant community type and class",
        BY_CLASS,
        groups=[
            Group(label_of(rows), _classes(rows, groups), _sum(rows)) for rows in by_subject(lines).values()
        ],
        total=_sum(lines),
        total_label="Total credits",
        empty="No scattered trees of class 2 or 3.",
    )
    blocks: list[Block] = [
        table,
        Words("Credits are rounded to a whole number for each group of trees, then added.", "small"),
    ]
    left = sum(group.trees for key, group in groups.items() if key not in {line.zone_key for line in lines})
    if left:
        blocks.append(
            Words(
                f"Not assessed: {counted(left, 'tree')} of class 1, below 20 cm in diameter. "
                f"{'It is' if left == 1 else 'They are'} counted here and listed with the groups, without credits."
            )
        )
    return blocks


def _classes(lines: tuple[CreditLine, ...], groups: dict[str, TreeGroupInput]) -> list[Record]:
    """The groups of one community put together by class and hollows, in that order."""
    together: dict[tuple[str, bool], list[CreditLine]] = {}
    for line in lines:
        group = groups[line.zone_key]
        together.setdefault((_class_of(group), group.hollows), []).append(line)
    return [
        _row(number, hollows, tuple(rows), groups) for (number, hollows), rows in sorted(together.items())
    ]


def _class_of(group: TreeGroupInput) -> str:
    """The class of a tree that has a credit line; a dash while the threshold is not known."""
    threshold = group.large_tree_threshold_cm
    if threshold is None:
        return "–"
    return "3" if group.dbh_cm >= threshold.value else "2"


def _row(
    number: str, hollows: bool, lines: tuple[CreditLine, ...], groups: dict[str, TreeGroupInput]
) -> Record:
    thresholds = [groups[line.zone_key].large_tree_threshold_cm for line in lines]
    computed = [line for line in lines if line.unrounded is not None]
    provisional = any(line.provisional for line in lines)
    per_tree: Cell = None
    if computed:
        unrounded = computed[0].unrounded or 0.0
        per_tree = figures.marked(figures.fixed(unrounded / groups[computed[0].zone_key].trees), provisional)
    return {
        "class": figures.marked(number, any(fact is not None and fact.provisional for fact in thresholds)),
        "trees": figures.whole(sum(groups[line.zone_key].trees for line in lines)),
        "hollows": figures.yes(hollows),
        "per_tree": per_tree,
        "credits": figures.total_of(lines) if computed else figures.NOT_COMPUTED,
    }


def _sum(lines: tuple[CreditLine, ...]) -> Record:
    return {
        "trees": figures.whole(sum(line.individuals or 0 for line in lines)),
        "credits": figures.total_of(lines),
    }


def _definitions() -> list[Block]:
    return [
        Words("Trees are scattered when one of these holds (BAM 2020 App B):"),
        *(Words(f"{letter}) {sentence}") for letter, sentence in zip("abc", DEFINITIONS, strict=True)),
        Words(AROUND),
        Table("Classes of scattered trees", CLASSES, CLASS_ROWS),
    ]
