"""Whole credits from where they are to where they are owed, at least cost: a mixed-integer model for HiGHS.

First as much as can be met, then the cheapest way to meet so much. Plain numbers only: no Django, no clock, no I/O.
Prices go to the solver as floating numbers; it decides how many credits come from where, and whoever asks works out
the cost from those whole numbers, exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

TIME_LIMIT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Arc:
    """`source` may serve `need`, by their places in the lists."""

    source: int
    need: int


@dataclass(frozen=True, slots=True)
class Flow:
    """Credits by arc, in the order of the arcs. `proven`: the solver showed that nothing is cheaper."""

    quantities: tuple[int, ...]
    proven: bool


def solve(
    *,
    capacities: Sequence[int],
    prices: Sequence[float],
    needs: Sequence[int],
    arcs: Sequence[Arc],
    time_limit_seconds: float = TIME_LIMIT_SECONDS,
) -> Flow:
    """How many credits go along each arc: no source gives more than it has, no need gets more than it needs; as many
    as possible, and of those the cheapest. The same question gets the same answer. `prices` are per credit."""
    if not arcs:
        return Flow((), True)
    most = _run(capacities, needs, arcs, [-1.0] * len(arcs), 0, time_limit_seconds)
    met = sum(most.quantities)
    # Where nothing costs more than anything else, the first answer is as good as any.
    if len({prices[arc.source] for arc in arcs}) == 1:
        return most
    cheapest = _run(capacities, needs, arcs, [prices[arc.source] for arc in arcs], met, time_limit_seconds)
    if sum(cheapest.quantities) != met:
        return Flow(most.quantities, False)
    return Flow(cheapest.quantities, most.proven and cheapest.proven)


def _run(
    capacities: Sequence[int],
    needs: Sequence[int],
    arcs: Sequence[Arc],
    costs: Sequence[float],
    at_least: int,
    time_limit_seconds: float,
) -> Flow:
    """One run: sources and needs are rows with an upper bound, and all credits together are one with a lower."""
    model = highspy.HighsLp()
    rows = len(capacities) + len(needs) + 1
    model.num_col_, model.num_row_ = len(arcs), rows
    model.col_cost_ = np.array(costs, dtype=np.double)
    model.col_lower_ = np.zeros(len(arcs))
    model.col_upper_ = np.array(
        [min(capacities[arc.source], needs[arc.need]) for arc in arcs], dtype=np.double
    )
    model.row_lower_ = np.array([0.0] * (rows - 1) + [float(at_least)])
    model.row_upper_ = np.array([*map(float, capacities), *map(float, needs), highspy.kHighsInf])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.arange(0, 3 * len(arcs) + 1, 3, dtype=np.int32)
    model.a_matrix_.index_ = np.array(
        [row for arc in arcs for row in (arc.source, len(capacities) + arc.need, rows - 1)], dtype=np.int32
    )
    model.a_matrix_.value_ = np.ones(3 * len(arcs))
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(arcs)
    solver = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 1),
        ("time_limit", time_limit_seconds),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.0),
        ("dual_feasibility_tolerance", 1e-10),
    ):
        solver.setOptionValue(option, value)
    solver.passModel(model)
    solver.run()
    proven = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    values = solver.getSolution().col_value
    quantities = tuple(round(value) for value in values) if len(values) == len(arcs) else (0,) * len(arcs)
    return Flow(quantities, proven)
