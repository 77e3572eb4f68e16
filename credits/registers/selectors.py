"""Looking up imports of the published register."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from credits.lots.models import Lot
from credits.registers import policies
from credits.registers.models import RegisterImport, RegisterRemark
from credits.registers.suspensions import TO_CHANGE, TO_SUSPEND
from registry.actor import Actor
from registry.findings import NotAllowed, NotVisible


def imports(actor: Actor) -> QuerySet[RegisterImport]:
    """All imports, newest first, with their number of remarks of each kind. Raises NotAllowed."""
    decision = policies.may_read(actor)
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)
    counts = {
        f"{kind}_count": Count("remarks", filter=Q(remarks__kind=kind)) for kind, _ in RegisterRemark.KINDS
    }
    return RegisterImport.objects.select_related("job", "requested_by").annotate(**counts).order_by("-pk")


def import_for(actor: Actor, public_id: UUID) -> RegisterImport:
    """One import. Raises NotVisible for who may not read imports."""
    found = RegisterImport.objects.filter(public_id=public_id).select_related("job", "requested_by").first()
    if found is None or not policies.may_read(actor).allowed:
        raise NotVisible("import of the register")
    return found


def remarks(found: RegisterImport, kind: str) -> QuerySet[RegisterRemark]:
    """What an import has to say of one kind, in the order of files and rows."""
    return found.remarks.filter(kind=kind).order_by("file", "row", "pk")


def remark_counts(found: RegisterImport) -> dict[str, int]:
    """How many remarks of each kind, none left out."""
    counted = dict(found.remarks.order_by().values_list("kind").annotate(Count("pk")))
    return {kind: counted.get(kind, 0) for kind, _ in RegisterRemark.KINDS}


def suspensions_to_decide() -> QuerySet[RegisterRemark]:
    """What the newest replayed import leaves to a person about suspensions, as long as the lot stands as it found it:
    not suspended yet, or suspended still. See `credits.registers.suspensions`."""
    newest = (
        RegisterImport.objects.filter(state=RegisterImport.REPLAYED)
        .order_by("-finished_at", "-pk")
        .values("pk")[:1]
    )
    now = Q(suspended_until__gte=timezone.localdate())
    lots = Lot.objects.filter(status__in=Lot.OPEN)
    return RegisterRemark.objects.filter(
        Q(code__in=TO_SUSPEND, lot_number__in=lots.exclude(now).values("number"))
        | Q(code__in=TO_CHANGE, lot_number__in=lots.filter(now).values("number")),
        register_import__in=newest,
    ).order_by("pk")


def replayed_from(sums: Mapping[str, str]) -> RegisterImport | None:
    """The import that already replayed exactly these files; `sums`: SHA-256 by the kind of file."""
    found = RegisterImport.objects.filter(state=RegisterImport.REPLAYED)
    for kind, sha256 in sums.items():
        found = found.filter(files__kind=kind, files__sha256=sha256)
    return found.order_by("pk").first()
