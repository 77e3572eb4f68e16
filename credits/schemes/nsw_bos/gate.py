"""The gate before the variation rules (cl 6.4): may a proponent use them for this impact at all?

An approval that allows them, the reasonable steps, no like-for-like credits found, the choice against the other ways
(N34), no exclusion, no controlled action. Of these the Trust is asked the last alone. Pure.
"""

from assessments.classes.rules import VARIATION_CLAUSE
from credits.schemes.nsw_bos.facts import Circumstances, Impact, Permission, day
from credits.schemes.nsw_bos.outcome import Criterion, Test
from credits.schemes.nsw_bos.rule_sets import RuleSet

CONTROLLED_ACTIONS = "Controlled Actions Regulation 2019"

APPROVAL = Criterion(
    "variation.approval",
    f"{VARIATION_CLAUSE}; Amendment Act 2024",
    "Do the conditions of approval allow variation, by an approval before 07/03/2025, with evidence?",
    "confirmed",
)
STEPS = Criterion(
    "variation.reasonable_steps",
    VARIATION_CLAUSE,
    "Are the reasonable steps to find like-for-like credits evidenced?",
    "confirmed",
    "steps that nobody has looked at yet; the number of days they must last is not known here",
)
NONE_FOUND = Criterion(
    "variation.none_found",
    VARIATION_CLAUSE,
    "Did the steps find no like-for-like credits?",
    "confirmed",
    "a search that nobody has looked at yet",
)
OTHER_OPTIONS = Criterion(
    "variation.other_options",
    VARIATION_CLAUSE,
    "Does the proponent choose not to use the other ways to satisfy the obligation?",
    "confirmed",
    "a choice that is not stated",
)
EXCLUSION = Criterion(
    "variation.exclusion",
    f"{VARIATION_CLAUSE}; ancillary rules",
    "Is the impacted entity not excluded from variation, as all that is critically endangered is?",
    "confirmed",
    "an entity that is not known to be on the list or off it",
)
CONTROLLED_ACTION = Criterion(
    "variation.controlled_action",
    CONTROLLED_ACTIONS,
    "Is the impacted entity none that the Commonwealth lists, in a controlled action?",
    "confirmed",
    "a flag that is not set; the first day of the rule is not known, so that it holds in every match",
)
CRITERIA = (APPROVAL, STEPS, NONE_FOUND, OTHER_OPTIONS, EXCLUSION, CONTROLLED_ACTION)


def tests(impact: Impact, circumstances: Circumstances, rules: RuleSet) -> tuple[Test, ...]:
    """May a proponent use the rules for this impact at all? Without an approval nothing else is asked of it (N34)."""
    permission = circumstances.permission
    first = approval(permission, circumstances, rules)
    last = (exclusion(impact, circumstances), controlled_action(circumstances))
    if permission is None:
        return (first, *last)
    return (
        first,
        reasonable_steps(permission),
        none_found(permission),
        other_options(permission),
        *last,
    )


def approval(permission: Permission | None, circumstances: Circumstances, rules: RuleSet) -> Test:
    """The decision maker allowed it in the conditions of approval, before approvals were closed; the day of the
    approval counts, not that of the retirement."""
    if permission is None or permission.approved_on is None:
        return APPROVAL.no("No condition of approval allows the variation rules.")
    given = day(permission.approved_on)
    if not permission.evidence.strip():
        return APPROVAL.no(f"An approval of {given} is named, but no condition or document that shows it.")
    if permission.approved_on > circumstances.on:
        return APPROVAL.no(f"The approval of {given} is later than the match of {day(circumstances.on)}.")
    if permission.approved_on < rules.variation_approvals_from:
        return APPROVAL.no(
            f"The approval of {given} is from before {day(rules.variation_approvals_from)}, when the rules began."
        )
    if permission.approved_on >= rules.variation_approvals_until:
        return APPROVAL.no(
            f"The approval of {given} is not from before {day(rules.variation_approvals_until)}: from that day no "
            "approval may allow variation."
        )
    by = f" by {permission.approved_by}" if permission.approved_by else ""
    return APPROVAL.yes(
        f"Allowed on {given}{by} ({permission.evidence}), before {day(rules.variation_approvals_until)}."
    )


def reasonable_steps(permission: Permission) -> Test:
    """The register checked, holders of expressions of interest asked, the need listed."""
    return _shown_by_a_person(
        STEPS,
        permission.reasonable_steps,
        "The reasonable steps to find like-for-like credits are evidenced.",
        "The reasonable steps to find like-for-like credits are not evidenced.",
        "Whether the reasonable steps are evidenced has not been looked at.",
    )


def none_found(permission: Permission) -> Test:
    """The steps found no like-for-like credits."""
    return _shown_by_a_person(
        NONE_FOUND,
        permission.none_found,
        "The steps found no like-for-like credits.",
        "Like-for-like credits were found.",
        "Whether the steps found like-for-like credits has not been looked at.",
    )


def other_options(permission: Permission) -> Test:
    """The proponent chooses none of the other ways."""
    return _shown_by_a_person(
        OTHER_OPTIONS,
        permission.other_options_declined,
        "The proponent chooses not to use the other ways to satisfy the obligation.",
        "The proponent has not chosen against the other ways to satisfy the obligation.",
        "Whether the proponent chooses against the other ways is not stated.",
    )


def _shown_by_a_person(criterion: Criterion, value: bool | None, yes: str, no: str, unknown: str) -> Test:
    if value is None:
        return criterion.open(unknown)
    return criterion.yes(yes) if value else criterion.no(no)


def exclusion(impact: Impact, circumstances: Circumstances) -> Test:
    """The list of the ancillary rules, with everything critically endangered; it binds proponents, not the Trust."""
    if circumstances.excluded_from_variation:
        return EXCLUSION.no("The impacted entity is on the list that is excluded from variation.")
    if impact.listing == "CE":
        return EXCLUSION.no("The impacted entity is critically endangered: excluded from variation.")
    if circumstances.excluded_from_variation is None:
        return EXCLUSION.open("Whether the impacted entity is excluded from variation is not known.")
    return EXCLUSION.yes("The impacted entity is not excluded from variation.")


def controlled_action(circumstances: Circumstances) -> Test:
    """What the Commonwealth lists, in a controlled action of its own: no variation, for anybody."""
    if circumstances.controlled_action_entity is None:
        return CONTROLLED_ACTION.open(
            "Whether the impacted entity is one of a Commonwealth controlled action is not known."
        )
    if circumstances.controlled_action_entity:
        return CONTROLLED_ACTION.no(
            "The impacted entity is one of a Commonwealth controlled action: variation is barred for everybody."
        )
    return CONTROLLED_ACTION.yes("The impacted entity is none of a Commonwealth controlled action.")
