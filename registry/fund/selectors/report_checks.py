"""What a report still lacks before it can be submitted (N63)."""

from registry.findings import Finding
from registry.fund.models import ReportedAction
from registry.fund.selectors.reporting import Content


def missing(content: Content) -> list[Finding]:
    """One finding for each: every action answered, and why where it was not done; spending stated; questions answered.
    Fields are those of the draft (`actions[0].done`)."""
    found: list[Finding] = []
    for place, one in enumerate(content.duties):
        title = one.duty.action.title
        if not one.done:
            message = f"Say whether “{title}” was done."
            found.append(Finding("report.actions.not_answered", message, f"actions[{place}].done"))
        elif one.done != ReportedAction.Done.YES and not (one.answer and one.answer.why_not):
            message = f"Say why “{title}” was not done in full."
            found.append(Finding("report.actions.why_missing", message, f"actions[{place}].why_not"))
    if all(line.spent_cents is None for line in content.purposes):
        message = "State what was spent, by purpose. Enter 0 where nothing was spent."
        found.append(Finding("report.spending.missing", message, "spending"))
    for query in content.open_queries:
        message = f"Answer the question of the trust: “{query.question[:80]}”."
        found.append(Finding("report.query.not_answered", message, "queries"))
    return found
