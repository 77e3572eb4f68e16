"""Lines that an earlier import read and these files no longer hold. Pure: no Django, no clock, no I/O.

A movement is never edited, so what such a line moved stays. It is told as a fact of the import, for the registrar to
ask why and, where it was a mistake, to correct it with a new movement.
"""

from collections.abc import Iterable, Mapping

Descent = tuple[str, str, str, str]
"""Transaction number, kind, from and to, as `Line.descent` gives them."""


def gone(done: Mapping[str, Descent], read: Iterable[tuple[str, Descent]]) -> list[Descent]:
    """The lines of the ledger (`done`: descent by identity) of which the files hold neither the line itself nor one
    with other figures, which is refused and told on its own. In order of their numbers."""
    identities, descents = set(), set()
    for identity, descent in read:
        identities.add(identity)
        descents.add(descent)
    return sorted(
        descent
        for identity, descent in done.items()
        if identity not in identities and descent not in descents
    )


def in_words(descent: Descent) -> str:
    """The line as a person looks it up."""
    number, kind, from_id, to_id = descent
    return f"{number} ({kind} from {from_id} to {to_id})"
