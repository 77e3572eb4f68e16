"""The offset rules as dated data: what each says, its clause, since when, until when, and how well it is known.

Two classes of rules (N36): like-for-like, and variation. Clauses are those of the Biodiversity Conservation Regulation
2017; that variation is cl 6.4 is confirmed, the other clause numbers are from memory. Pure.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

RuleMark = Literal["confirmed", "memory", "open"]
RuleKind = Literal["like_for_like", "variation"]

REGULATION_IN_FORCE = date(2017, 8, 25)
VARIATION_CLOSED = date(2025, 3, 7)
"""From this day no new approval may use the variation rules; earlier approvals stay usable."""

LIKE_FOR_LIKE_CLAUSE = "cl 6.3"
VARIATION_CLAUSE = "cl 6.4"


@dataclass(frozen=True, slots=True)
class OffsetRule:
    """One rule. `since` None: its first day is not known here; `until`: the first day it no longer holds."""

    code: str
    kind: RuleKind
    clause: str
    text: str
    mark: RuleMark
    since: date | None = REGULATION_IN_FORCE
    until: date | None = None

    def in_force(self, on: date) -> bool:
        """Does it hold on that day? A rule whose first day is unknown counts as holding."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


OFFSET_RULES: tuple[OffsetRule, ...] = (
    OffsetRule(
        "ecosystem.community",
        "like_for_like",
        LIKE_FOR_LIKE_CLAUSE,
        "An impact on a threatened ecological community is offset by the same community.",
        "confirmed",
    ),
    OffsetRule(
        "ecosystem.class",
        "like_for_like",
        LIKE_FOR_LIKE_CLAUSE,
        "Other native vegetation is offset by the same vegetation class, in the same or a more cleared trading group.",
        "confirmed",
    ),
    OffsetRule(
        "ecosystem.place",
        "like_for_like",
        LIKE_FOR_LIKE_CLAUSE,
        "The offset lies in the subregion of the impact, in an adjoining one, or in any that comes within 100 km of "
        "the outer edge of the impacted site. The three are read as alternatives.",
        "memory",
    ),
    OffsetRule(
        "ecosystem.hollows",
        "like_for_like",
        LIKE_FOR_LIKE_CLAUSE,
        "Where the impacted vegetation has hollow-bearing trees, so has the offset.",
        "confirmed",
    ),
    OffsetRule(
        "species.same",
        "like_for_like",
        LIKE_FOR_LIKE_CLAUSE,
        "An impact on a threatened species is offset by the same species, anywhere in New South Wales.",
        "confirmed",
    ),
    OffsetRule(
        "ecosystem.community_for_class",
        "like_for_like",
        LIKE_FOR_LIKE_CLAUSE,
        "Whether credits of a threatened community can stand for other vegetation of the same class is not settled.",
        "open",
    ),
    OffsetRule(
        "ecosystem.artificial_hollows",
        "like_for_like",
        LIKE_FOR_LIKE_CLAUSE,
        "Whether artificial hollows count as hollow-bearing trees like for like is not settled; strictly they do not.",
        "open",
    ),
    OffsetRule(
        "variation.closed",
        "variation",
        "Amendment Act 2024",
        "No new approval may use variation. An approval given before keeps it.",
        "confirmed",
        since=VARIATION_CLOSED,
    ),
    OffsetRule(
        "variation.ecosystem",
        "variation",
        VARIATION_CLAUSE,
        "The same vegetation formation, in the same or a more cleared trading group; in the same IBRA region, or in a "
        "subregion that comes within 100 km of the outer edge of the impacted site; hollows may be artificial.",
        "confirmed",
    ),
    OffsetRule(
        "variation.species",
        "variation",
        VARIATION_CLAUSE,
        "Another threatened species of the same kingdom, listed in the same or a higher category; in the same or an "
        "adjoining subregion, or within 100 km of the outer edge of the impacted site.",
        "memory",
    ),
    OffsetRule(
        "variation.critically_endangered",
        "variation",
        VARIATION_CLAUSE,
        "Whatever is listed as critically endangered under either Act is excluded from variation, and so is what else "
        "the ancillary rules name; their list is not part of this software.",
        "confirmed",
    ),
    OffsetRule(
        "variation.controlled_actions",
        "variation",
        "Controlled Actions Regulation 2019",
        "In a controlled action under the EPBC Act, what that Act lists is excluded from variation.",
        "confirmed",
        since=None,
    ),
    OffsetRule(
        "variation.steps",
        "variation",
        VARIATION_CLAUSE,
        "The approval must allow it, and reasonable steps to find like-for-like credits come first.",
        "confirmed",
    ),
    OffsetRule(
        "variation.community_tier",
        "variation",
        VARIATION_CLAUSE,
        "How a threatened community gets its tier for variation is not known: it is not set here.",
        "open",
    ),
    OffsetRule(
        "variation.formation",
        "variation",
        VARIATION_CLAUSE,
        "Whether sub-formations count as one formation is not settled; strictly the registered name decides.",
        "open",
    ),
)


def rules_in_force(kind: RuleKind, on: date) -> tuple[OffsetRule, ...]:
    """The rules of one class that hold on a day."""
    return tuple(rule for rule in OFFSET_RULES if rule.kind == kind and rule.in_force(on))


def variation_open(on: date) -> bool:
    """May an approval given on that day allow variation?"""
    return REGULATION_IN_FORCE <= on < VARIATION_CLOSED
