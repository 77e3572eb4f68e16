"""What the assessor entered about a zone goes where the zone goes.

Facts are kept by the name of what they are about. A plant community type, a community or a species stays what it is
whoever uses it; a zone's name is made of its community type and condition, and changes when either is corrected.
"""

from datetime import datetime

from assessments.models import EnteredFact, Revision, VegetationZone
from assessments.sections import section_of
from assessments.services import editing
from registry.commands import Run

OF_THE_VEGETATION = frozenset({"sensitivity_to_loss", "risk_weighting"})
"""Facts that hold for one community type: a zone of another type needs its own."""

Changed = dict[str, list[str | None]]
"""Old and new value by code, as the audit event keeps them."""


def follow(
    *, run: Run, revision: Revision, key_before: str, pct_before: int, zone: VegetationZone, now: datetime
) -> Changed:
    """Carry the facts about a zone over to its new name; returns those that were given up.

    When the community type changed, what was said about the old type is given up: the method asks for it again, and
    no number rests on another vegetation's risk. Facts that were waiting under the new name are replaced.
    """
    if zone.key == key_before:
        return {}
    facts = _about(revision, key_before)
    given_up = [row for row in facts if zone.pct_id != pct_before and row.code in OF_THE_VEGETATION]
    kept = [row for row in facts if row not in given_up]
    EnteredFact.objects.filter(pk__in=[row.pk for row in given_up]).delete()
    waiting = EnteredFact.objects.filter(revision=revision, subject_kind="zone", subject_key=zone.key)
    waiting.filter(code__in=[row.code for row in kept]).delete()
    EnteredFact.objects.filter(pk__in=[row.pk for row in kept]).update(subject_key=zone.key)
    return _count(run, revision, facts, given_up, now)


def forget(*, run: Run, revision: Revision, key: str, now: datetime) -> Changed:
    """Take away the facts about a zone that was removed, so that a later zone of the same name begins without them."""
    facts = _about(revision, key)
    EnteredFact.objects.filter(pk__in=[row.pk for row in facts]).delete()
    return _count(run, revision, facts, facts, now)


def _about(revision: Revision, key: str) -> list[EnteredFact]:
    return list(EnteredFact.objects.filter(revision=revision, subject_kind="zone", subject_key=key))


def _count(
    run: Run, revision: Revision, touched: list[EnteredFact], given_up: list[EnteredFact], now: datetime
) -> Changed:
    """A form about facts that was opened before is older now."""
    if touched:
        editing.advance_section(
            run=run, revision=revision, section=section_of("facts"), expected=None, now=now
        )
    return {row.code: [row.value, None] for row in given_up}
