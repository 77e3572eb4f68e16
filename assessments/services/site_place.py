"""What the loaded outlines say about where a revision's site lies, beside the subregion its assessor chose.

A suggestion, never an entry: the assessor's choice is what the method uses.
"""

from dataclasses import dataclass

from assessments.models import Revision, SiteBoundary
from registry.reference import models as reference
from registry.reference import places
from registry.reference.places import PlaceFound
from registry.units import display

MOST = 0.5
"""A site of which more than this share lies in no subregion is worth a look."""

NOTHING_TO_SPEAK_OF = 0.0005
"""Less than this share is not said: it would be shown as nothing."""


@dataclass(frozen=True, slots=True)
class SitePlace:
    """`found` None: there is no boundary, or no outline to hold it against, which `outlines` tells apart. `names` has
    the subregions it speaks of: `SYB02 Hunter`."""

    chosen: str
    outlines: bool
    found: PlaceFound | None = None
    names: dict[str, str] | None = None

    def name(self, code: str) -> str:
        """A subregion with its name."""
        return (self.names or {}).get(code, code)

    @property
    def suggested(self) -> str:
        """The code that would be filled in; empty where there is none, or it is chosen already."""
        if self.found is None or self.found.code == self.chosen:
            return ""
        return self.found.code

    @property
    def shares(self) -> tuple[tuple[str, float], ...]:
        """Each subregion the site touches, with its part in per cent, largest first."""
        touched = self.found.touched if self.found else ()
        return tuple((self.name(part.code), 100 * part.share) for part in touched)

    @property
    def outside_percent(self) -> str:
        """The part of the site that no outline holds; empty where there is none to speak of."""
        share = self.found.outside if self.found else 0.0
        return display(100 * share) if share > NOTHING_TO_SPEAK_OF else ""

    @property
    def possible(self) -> tuple[str, ...]:
        """Subregions behind a simplified border so near that the site may lie in them."""
        touched = {part.code for part in self.found.touched} if self.found else set()
        return tuple(
            self.name(code) for code in (self.found.possible if self.found else ()) if code not in touched
        )

    @property
    def doubts(self) -> tuple[str, ...]:
        """What the outlines say against the chosen subregion, in sentences."""
        if self.found is None:
            return ()
        if not self.found.code:
            return (
                "Your boundary lies outside every loaded outline of a subregion. Check the boundary and the subregion.",
            )
        if self.found.outside > MOST:
            return (
                f"{display(100 * self.found.outside)} % of your boundary lies outside every loaded outline of a "
                "subregion. Check the boundary.",
            )
        held = {*(part.code for part in self.found.touched), *self.found.possible}
        if not self.chosen or self.chosen in held:
            return ()
        return (
            f"Your boundary lies in {self.name(self.found.code)} by the loaded outlines, not in "
            f"{self.name(self.chosen)}. Check the boundary and the subregion.",
        )


def place_of(revision: Revision, *, chosen: str) -> SitePlace:
    """Where the outlines of the pinned release put the site. One query where none are loaded, four at most."""
    if not places.has_outlines(revision.release):
        return SitePlace(chosen, outlines=False)
    geojson = SiteBoundary.objects.filter(revision=revision).values_list("geojson", flat=True).first()
    if geojson is None:
        return SitePlace(chosen, outlines=True)
    found = places.subregion_at(revision.release, geojson)
    codes = {chosen, found.code, *(part.code for part in found.touched), *found.possible}
    rows = reference.Subregion.objects.filter(release=revision.release, code__in=codes)
    return SitePlace(chosen, outlines=True, found=found, names={row.code: str(row) for row in rows})
