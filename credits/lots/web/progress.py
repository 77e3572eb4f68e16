"""The progress line of a dealing: which stations it has passed, who passed them and when, and where it stands."""

from datetime import date

from credits.lots import states
from credits.lots.dealings import Cancellation, Dealing, Retirement, Transfer
from credits.lots.deposit import answer_for
from credits.lots.web.words import Stage

DONE, NOW, TODO, STOPPED = "done", "now", "todo", "stopped"
LAST = {"transfer": "Settled", "retirement": "Retired", "cancellation": "Cancelled", "correction": "Posted"}


def stages(dealing: Dealing) -> list[Stage]:
    """The stations in order. A refused or withdrawn dealing ends with that."""
    kind = type(dealing).__name__.lower()
    line = _begun(dealing)
    ended = dealing.state if dealing.state in (states.REFUSED, states.WITHDRAWN) else ""  # type: ignore[attr-defined]
    if isinstance(dealing, Transfer | Retirement):
        if dealing.checked_by is not None:
            line.append(Stage("Checked", DONE, str(dealing.checked_by), dealing.checked_at))
        elif not ended:
            line.append(Stage("Check by the registrar", NOW))
    if ended:
        who = str(dealing.completed_by) if dealing.completed_by is not None else ""
        line.append(Stage(ended.capitalize(), STOPPED, who, dealing.completed_at))
    elif dealing.completed_by is not None:
        line.append(Stage(LAST[kind], DONE, str(dealing.completed_by), dealing.completed_at))
    else:
        waits = any(stage.state == NOW for stage in line)
        line.append(Stage(f"{LAST[kind]} by a second officer", TODO if waits else NOW))
    return line


def _begun(dealing: Dealing) -> list[Stage]:
    if isinstance(dealing, Transfer):
        offered = dealing.offer
        return [
            Stage(
                "Offered",
                DONE,
                f"{offered.signature.signer_name} for {dealing.seller}",
                offered.signature.signed_at,
            ),
            Stage(
                "Accepted", DONE, f"{dealing.signature.signer_name} for {dealing.buyer}", dealing.lodged_at
            ),
        ]
    if isinstance(dealing, Retirement):
        who = f"{dealing.signature.signer_name} for {dealing.lot.holder}"
        return [Stage("Applied", DONE, who, dealing.lodged_at)]
    if isinstance(dealing, Cancellation) and dealing.holder_signature is not None:
        who = f"{dealing.holder_signature.signer_name} for {dealing.lot.holder}"
        return [Stage("Asked for", DONE, who, dealing.lodged_at)]
    return [Stage("Proposed", DONE, str(dealing.lodged_by), dealing.lodged_at)]


def deposit_words(dealing: Dealing, *, on: date) -> str:
    """What the deposit step answers today; empty for a kind that asks none."""
    if not isinstance(dealing, Transfer | Retirement):
        return ""
    return answer_for(dealing, on=on).reason
