"""The registrar's desk in the demonstration: a tiny load of official data that waits for a decision.

Of the six records four repeat the facts in force, one has another name and one is new; both are made up. They have the
form of the official web service, so that the registrar's page shows what a real load would. The demonstration never
publishes them.
"""

from datetime import date, timedelta
from pathlib import Path

from credits.demo.people import Cast, acting
from registry.reference.loads.records import StagedLoad
from registry.reference.loads.services import staging

SAMPLES = Path(__file__).parent / "samples"
SOURCE = "Made up for the demonstration; no official file"


def stage_sample(cast: Cast, today: date) -> StagedLoad:
    """Two pages of plant community types, staged and not published; a job reads them."""
    made = staging.stage(
        actor=acting(cast.registrar, today),
        format="bionet_pcts",
        files=[
            (path.name, path.read_bytes()) for path in sorted(SAMPLES.glob("pct_definitions_page_*.json"))
        ],
        complete=False,
        release_code="demo-sample",
        release_title="Made-up sample, not to be published (demo)",
        effective_from=today + timedelta(days=30),
        data_version="demo",
        data_date=today.isoformat(),
        source=SOURCE,
        licence="none, made up",
    )
    return StagedLoad.objects.get(public_id=made["id"])
