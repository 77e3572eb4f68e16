"""A picture that shrinks to the rest of a page, within reason, so that no page stays half empty above it.

Lengths are points.
"""

from collections.abc import Callable, Sequence

from reportlab.platypus import Flowable

LEAST_SHARE = 0.45
"""A picture may shrink to this share of its height to stand on the page that is begun."""

BELOW_SHARE = 0.4
"""What stands below and takes more of the picture's height than this may go on over the page."""

MOST_TRIES = 3
ENDLESS = 1e6

Drawn = tuple[Flowable, list[Flowable]]
"""A picture of some height, and its legend and notes. The flowable has a `height`."""

Draw = Callable[[float], Drawn | None]
"""Draws the picture so that it is no higher than that; None where there is nothing to draw."""


class FittingPicture(Flowable):
    """A caption, its picture and what stands below: the whole height where there is room, less down to a share of
    it, else on the next page."""

    def __init__(self, title: Sequence[Flowable], full: Drawn, draw: Draw, width: float) -> None:
        super().__init__()
        self._title, self._full, self._draw = list(title), full, draw
        self._width = width

    @property
    def least_height(self) -> float:
        """What it asks for before it goes to the next page."""
        return self._around(self._full) + LEAST_SHARE * self._full[0].height

    def _around(self, drawn: Drawn) -> float:
        """Height of what belongs on the same page as the picture."""
        below = min(_height(drawn[1], self._width), BELOW_SHARE * self._full[0].height)
        return _height(self._title, self._width) + below

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        # Never fits, so that it is always asked to split and learns how much room there is.
        return self._width, ENDLESS

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """The parts it is drawn from; none where the page has too little room for it."""
        if available_height < self.least_height - 0.01 and not hasattr(self, "_postponed"):
            return []
        drawn = self._full
        least = LEAST_SHARE * self._full[0].height
        for _ in range(MOST_TRIES):  # a lower picture may need a longer legend
            room = max(available_height - self._around(drawn), least)
            if drawn[0].height <= room:
                break
            drawn = self._draw(room) or self._full
        return [*self._title, drawn[0], *drawn[1]]


def _height(flowables: Sequence[Flowable], width: float) -> float:
    """Height of flowables one below the other, with the room around each of them."""
    return sum(
        flowable.wrap(width, ENDLESS)[1] + flowable.getSpaceBefore() + flowable.getSpaceAfter()
        for flowable in flowables
    )
