"""Scattered trees: class by diameter, credits by class and hollows (BAM 2020 App B, Eq 7; method 5). Pure."""

from typing import Literal

from assessments.bam.basis import Basis, NotComputable
from assessments.bam.credits import SCATTERED_TREES, round_trees, tree_credits
from assessments.bam.inputs import TreeGroupInput
from assessments.bam.outcome import CreditLine
from assessments.bam.parameters import MethodParameters

CLAUSE = "BAM 2020 App B"

TreeClass = Literal[1, 2, 3]


def tree_class(group: TreeGroupInput, parameters: MethodParameters, basis: Basis) -> TreeClass:
    """1 below 20 cm (negligible), 2 below the community's large tree threshold, 3 at or above it.

    Raises `NotComputable` while the threshold is missing and matters.
    """
    smallest = parameters.fact("scattered_trees.class_2_from_cm")
    if group.dbh_cm < basis.use(smallest, "Class 2 trees, from cm"):
        return 1
    if group.large_tree_threshold_cm is None:
        raise NotComputable(f"Enter the large tree threshold of PCT {group.pct_id}, in cm, with its source.")
    threshold = basis.use(group.large_tree_threshold_cm, f"Large tree threshold of PCT {group.pct_id}, cm,")
    return 3 if group.dbh_cm >= threshold else 2


def tree_line(group: TreeGroupInput, parameters: MethodParameters) -> CreditLine | None:
    """The credit line of a group; None for class 1, which has no value and is not listed."""
    basis = Basis()
    try:
        number = tree_class(group, parameters, basis)
        if number == 1:
            return None
        hollows = "hollow" if group.hollows else "no_hollow"
        per_tree = parameters.fact(f"credits_per_tree.class_{number}.{hollows}")
        name = f"Credits per tree, class {number} {'with' if group.hollows else 'without'} hollows,"
        credits = round_trees(tree_credits(group.trees, basis.use(per_tree, name)), basis)
    except NotComputable as missing:
        return _line(group, notes=(), not_computed=missing.sentences)
    note = (
        f"{group.tree_species}, class {number}, {'with' if group.hollows else 'without'} hollows,"
        f" {per_tree.value:g} credits per tree"
    )
    return _line(
        group, unrounded=credits.unrounded, credits=credits.credits, provisional=basis.reasons, notes=(note,)
    )


def _line(
    group: TreeGroupInput,
    *,
    unrounded: float | None = None,
    credits: int | None = None,
    not_computed: tuple[str, ...] = (),
    provisional: tuple[str, ...] = (),
    notes: tuple[str, ...],
) -> CreditLine:
    return CreditLine(
        credit_class="ecosystem",
        subject=str(group.pct_id),
        subject_name=group.pct_name,
        zone_key=group.key,
        equation=SCATTERED_TREES,
        vi_change=None,
        area_m2=None,
        individuals=float(group.trees),
        sensitivity_to_loss="",
        sensitivity_to_loss_reason="",
        sensitivity_to_gain="",
        sensitivity_to_gain_reason="",
        risk_weighting=None,
        potential_saii=False,
        unrounded=unrounded,
        credits=credits,
        not_computed=not_computed,
        provisional=provisional,
        notes=notes,
    )
