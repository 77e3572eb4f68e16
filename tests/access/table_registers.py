"""Imports of the published register: the registrar decides, the second officer and the auditor look."""

from typing import Any

from credits.registers.models import RegisterImport
from credits.registers.services import reading
from tests.access.route import Fixture, Route, Statuses, only, seen_by
from tests.registers.files import staged_by

REGISTRAR = "registrar"
READERS = (REGISTRAR, "registrar_approver", "auditor")


def a_staged_import(fixture: Fixture) -> dict[str, Any]:
    made = staged_by(fixture(REGISTRAR))
    return {"import_id": reading.read_import(made.pk).public_id}


def a_refused_import(fixture: Fixture) -> dict[str, Any]:
    """One that is read and refused: to be discarded without rows."""
    made = staged_by(fixture(REGISTRAR))
    RegisterImport.objects.filter(pk=made.pk).update(state=RegisterImport.REFUSED)
    return {"import_id": made.public_id}


def decided(status: int, *, public: int = 302) -> Statuses:
    """The registrar decides; the other readers see it, for all others it is not there."""
    statuses = seen_by(REGISTRAR, status=status, public=public)
    return {**statuses, "registrar_approver": 403, "auditor": 403}


ROUTES = (
    Route("register-imports", get=only(*READERS)),
    # Without files the form comes back, after the policy has let the person in.
    Route("register-import-new", get=only(REGISTRAR), post=only(REGISTRAR, status=400)),
    Route("register-import", arguments=a_staged_import, get=seen_by(*READERS)),
    Route("register-import-replay", arguments=a_staged_import, post=decided(303)),
    Route("register-import-discard", arguments=a_refused_import, post=decided(303)),
    Route("register-api-imports", get=only(*READERS, public=401)),
    Route("register-api-import", arguments=a_staged_import, get=seen_by(*READERS, public=401)),
    Route("register-api-import-remarks", arguments=a_staged_import, get=seen_by(*READERS, public=401)),
)
