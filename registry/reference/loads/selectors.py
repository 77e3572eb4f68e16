"""Looking up loads of official data: for officers alone, because what they hold is not published."""

from uuid import UUID

from django.db.models import Count, QuerySet

from registry.actor import Actor
from registry.findings import NotAllowed, NotVisible
from registry.reference import policies
from registry.reference.catalogue import TABLES
from registry.reference.loads.records import StagedLoad, StagedRow
from registry.reference.models import Release
from registry.reference.selectors import published_releases

LONGEST_SEARCH = 200
COUNTED = ("added", "changed", "gone", "unchanged")


def base_release() -> Release | None:
    """The release that a load builds on: the newest published one."""
    return published_releases().first()


def loads(actor: Actor) -> QuerySet[StagedLoad]:
    """All loads, newest first, with the number of their files. Raises NotAllowed."""
    decision = policies.may_read_loads(actor)
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)
    counted = StagedLoad.objects.select_related("staged_by", "decided_by", "job")
    return counted.annotate(files_count=Count("files")).order_by("-staged_at", "-pk")


def load_for(actor: Actor, public_id: UUID) -> StagedLoad:
    """One load. Raises NotVisible."""
    found = None
    if policies.may_read_loads(actor).allowed:
        people = StagedLoad.objects.select_related("staged_by", "decided_by", "job")
        found = people.filter(public_id=public_id).first()
    if found is None:
        raise NotVisible("load of official data")
    return found


def differences(load: StagedLoad, *, table: str = "", kind: str = "", text: str = "") -> QuerySet[StagedRow]:
    """The rows that would be added, changed or gone; of one table, one kind, or with words of the key."""
    rows = StagedRow.objects.filter(load=load).order_by("table", "pk")
    if table:
        rows = rows.filter(table=table)
    if kind:
        rows = rows.filter(kind=kind)
    # PostgreSQL cannot compare with a NUL character, so it counts as a space.
    for word in text[:LONGEST_SEARCH].replace("\x00", " ").split()[:10]:
        rows = rows.filter(key__icontains=word)
    return rows


def counts(load: StagedLoad) -> dict[str, dict[str, int]]:
    """Rows by table and kind, tables as in the catalogue: a database keeps JSON in an order of its own."""
    found = {}
    for table in TABLES:
        if table.name in load.counts:
            found[table.name] = {kind: int(load.counts[table.name][kind]) for kind in COUNTED}
    return found


def load_of_release(release: Release) -> StagedLoad | None:
    """The load that made a release; None for the project's own facts."""
    return StagedLoad.objects.filter(release_code=release.code, state=StagedLoad.PUBLISHED).first()


def last_mapping(format_code: str) -> dict[str, str]:
    """How columns were last assigned for a format; nothing when they never were."""
    used = StagedLoad.objects.filter(format=format_code).exclude(mapping={}).order_by("-pk").first()
    return dict(used.mapping) if used else {}
