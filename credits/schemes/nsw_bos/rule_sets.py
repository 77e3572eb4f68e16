"""The rules of the scheme by day: what changed when, how well that is known, and the rule set that holds on a day.

The version of a rule set is stored with every decision made under it. It changes when the law does, and when an open
point is settled here. Pure: no Django, no clock, no I/O.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from assessments.classes.rules import REGULATION_IN_FORCE, VARIATION_CLOSED, RuleMark
from registry.findings import Finding, InvalidInput

MARKET_RULES = ("like_for_like", "variation")
"""The two classes of rules by which a credit may serve (N36)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the law. `effective_from` None: its first day is not known here, and it counts as holding."""

    code: str
    effective_from: date | None
    text: str
    mark: RuleMark
    source: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules from one day until the next set.

    Approvals given on or after `variation_approvals_from` and before `variation_approvals_until` allow variation, also
    later. `fund_for_commonwealth`: payments to the fund count for Commonwealth approvals given under it.
    `controlled_actions_from` None: the day is not known; the bar holds in every match that has the flag.
    `trust_step_two`: how well it is known that the Trust may still use the variation rules.
    """

    version: str
    effective_from: date
    variation_approvals_from: date = REGULATION_IN_FORCE
    variation_approvals_until: date = VARIATION_CLOSED
    fund_for_commonwealth: bool = False
    charge_system: bool = False
    controlled_actions_from: date | None = None
    trust_step_two: RuleMark = "confirmed"


CHANGES: tuple[Change, ...] = (
    Change(
        "regulation",
        REGULATION_IN_FORCE,
        "The Biodiversity Conservation Act and Regulation commence.",
        "confirmed",
        "Biodiversity Conservation Regulation 2017",
    ),
    Change(
        "obligations",
        date(2018, 2, 25),
        "The offsets scheme starts for obligations measured by the method and for payments to the fund; new BioBanking "
        "agreements are no longer accepted.",
        "confirmed",
        "Biodiversity Conservation Trust, questions and answers",
    ),
    Change(
        "controlled_actions",
        None,
        "No variation for what the Commonwealth lists, in its controlled actions. Late 2019; day not known here.",
        "open",
        "Biodiversity Conservation Amendment (Controlled Actions) Regulation 2019",
    ),
    Change(
        "commonwealth_endorsement",
        date(2020, 3, 24),
        "Commonwealth approvals given from this day may be met by payment to the fund.",
        "confirmed",
        "Biodiversity Conservation Trust, payment page",
    ),
    Change(
        "koala_endangered",
        date(2022, 5, 20),
        "The koala is listed as endangered, not vulnerable: a status is always that of the day.",
        "confirmed",
        "NSW listing of the koala",
    ),
    Change(
        "charge_system",
        date(2022, 10, 17),
        "The charge system of the Biodiversity Conservation Fund replaces the public calculator.",
        "confirmed",
        "Biodiversity Conservation Trust, charge system",
    ),
    Change(
        "variation_closed",
        VARIATION_CLOSED,
        "No new approval may use the variation rules; approvals given before keep it.",
        "confirmed",
        "Biodiversity Conservation Amendment (Biodiversity Offsets Scheme) Act 2024",
    ),
    Change(
        "trust_after_closing",
        VARIATION_CLOSED,
        "Whether the Trust may still use the variation rules as its second step is not settled; it is taken to.",
        "open",
        "not found",
    ),
    Change(
        "regulation_2026",
        date(2026, 4, 5),
        "A newer version of the Regulation exists; what it changed is not known here, and nothing follows from it.",
        "open",
        "index of the Regulation's versions",
    ),
)

RULE_SETS: tuple[RuleSet, ...] = (
    RuleSet("nsw_bos/2017-08-25/1", REGULATION_IN_FORCE),
    RuleSet("nsw_bos/2020-03-24/1", date(2020, 3, 24), fund_for_commonwealth=True),
    RuleSet("nsw_bos/2022-10-17/1", date(2022, 10, 17), fund_for_commonwealth=True, charge_system=True),
    RuleSet(
        "nsw_bos/2025-03-07/1",
        VARIATION_CLOSED,
        fund_for_commonwealth=True,
        charge_system=True,
        trust_step_two="open",
    ),
)
_FIRST_DAYS = tuple(one.effective_from for one in RULE_SETS)


def rule_set(on: date) -> RuleSet:
    """The rules that hold on a day. Raises `InvalidInput` for a day before the first."""
    place = bisect_right(_FIRST_DAYS, on)
    if place == 0:
        raise InvalidInput(
            [
                Finding(
                    "rules.no_rule_set",
                    f"The scheme has no rules for {on:%d/%m/%Y}: they begin on {_FIRST_DAYS[0]:%d/%m/%Y}. "
                    "Correct the date.",
                    "on",
                    clause="Biodiversity Conservation Regulation 2017",
                )
            ]
        )
    return RULE_SETS[place - 1]


def versions() -> tuple[str, ...]:
    """Every version there is, oldest first."""
    return tuple(one.version for one in RULE_SETS)
