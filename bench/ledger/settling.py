"""One client of ours: settles transfers that were accepted, checked and paid for, each by the whole command."""

from bench.ledger.workers import Step


def settler(url: str, number: int, work: object) -> Step:
    """`work` is the approver's id and the public ids of the transfers this client settles."""
    import os

    os.environ["DATABASE_URL"] = url
    os.environ["LOG_LEVEL"] = "WARNING"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.utils import timezone

    from credits.lots.services import transfers
    from registry.parties.models import User
    from registry.parties.people import actor_for

    approver, ids = work  # type: ignore[misc]
    today = timezone.localdate()
    actor = actor_for(User.objects.get(pk=approver), today=today)
    waiting = iter(ids)

    def step() -> bool:
        transfer_id = next(waiting, None)
        if transfer_id is None:
            raise AssertionError("the transfers ran out: the benchmark needs more of them")
        transfers.settle(
            actor=actor,
            key=f"bench-{transfer_id}",
            transfer_id=transfer_id,
            today=today,
            now=timezone.now(),
        )
        return True

    return step
