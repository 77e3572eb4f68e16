"""Proof: everybody reads it; the registrar's office and the auditor have the ledger checked."""

from typing import Any

from django.utils import timezone

from registry.audit import seals
from registry.audit.models import AuditSeal
from tests.access.route import Fixture, Route, everybody, only

OFFICE = ("registrar", "registrar_approver", "auditor")


def a_seal(fixture: Fixture) -> dict[str, Any]:
    seals.seal(now=timezone.now())
    newest = AuditSeal.objects.first()
    assert newest is not None
    return {"number": newest.number}


ROUTES = (
    Route("proof", get=everybody()),
    Route("proof-check", post=only(*OFFICE, status=302)),
    Route("proof-heads", get=everybody()),
    Route("proof-seal", arguments=a_seal, get=everybody()),
    Route("api-proof-checks", get=everybody(), post=only(*OFFICE, status=202, public=401)),
    Route("api-proof-seals", get=everybody()),
    Route("api-proof-seal", arguments=a_seal, get=everybody()),
    Route("api-proof-chains", get=everybody()),
)
