"""What the import has to say about a file, a row or a lot. Pure: no Django, no clock, no I/O."""

from dataclasses import dataclass

REFUSED, REPAIRED, DOUBTFUL = "refused", "repaired", "doubtful"


@dataclass(frozen=True, slots=True)
class Remark:
    """`kind` is refused, repaired or doubtful; `row` counts as a person does in the file; `reason` is a sentence."""

    kind: str
    file: str
    code: str
    reason: str
    row: int | None = None
    column: str = ""
    lot_number: str = ""


class FileRefused(Exception):
    """The file cannot be read as a whole; `remarks` say why. Nothing of it is kept."""

    def __init__(self, remarks: list[Remark]) -> None:
        super().__init__(" ".join(remark.reason for remark in remarks))
        self.remarks = remarks
