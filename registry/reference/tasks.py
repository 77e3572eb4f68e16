"""Work that jobs do for this app. Each may run twice: what is read already is not read again."""

from typing import Any

from registry.jobs.work import Progress, handler
from registry.reference.loads.services import reading


@handler("reference.load")
def read_load(progress: Progress) -> dict[str, Any]:
    """Read and compare a load of official data."""
    load = reading.read_load(progress.arguments["load_id"], report=progress.report)
    return {"state": load.state, "rows": load.rows, "findings": load.findings_total, "counts": load.counts}
