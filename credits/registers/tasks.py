"""Work that jobs do for the import. Each may run twice: what is read or replayed already is left as it is."""

from typing import Any

from django.utils import timezone

from credits.registers.models import RegisterImport
from credits.registers.services import reading, replaying
from credits.registers.services.staging import READ, REPLAY
from registry import actor as actors
from registry.jobs.work import Progress, handler
from registry.parties.people import actor_for


@handler(READ)
def read_import(progress: Progress) -> dict[str, Any]:
    """Read both files of an import into staged rows."""
    found = reading.read_import(progress.arguments["import_id"], report=progress.report)
    return {"state": found.state}


@handler(REPLAY)
def replay_import(progress: Progress) -> dict[str, Any]:
    """Replay a staged import in the name of who confirmed it."""
    found = RegisterImport.objects.get(pk=progress.arguments["import_id"])
    if found.state != RegisterImport.REPLAYED:
        person = progress.job.requested_by
        actor = actor_for(person, today=timezone.localdate()) if person else actors.system("register import")
        # One transaction: nobody outside would see how far it is.
        progress.report(0, 1, "Moving credits. Nothing shows before all of it is done.")
        replaying.replay(actor=actor, import_id=found.pk)
    return {"state": RegisterImport.REPLAYED}
