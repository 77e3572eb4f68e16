"""What the charts of the public pages share: the frame, the scale upwards and the labels beside the axes. Pure.

Lengths are picture units, y downwards.
"""

from dataclasses import dataclass

WIDTH, HEIGHT = 640.0, 220.0
FOOT, RIGHT = 26.0, 12.0
"""Below the lowest level stand the labels of time; to the right is a margin."""

LABEL_GAP = 8.0
ROUND_STEPS = (1, 2, 4, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class Label:
    """A number, a year or a quarter beside an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the lines of a chart run: from `left`, which leaves room for the numbers, and from `top`."""

    left: float
    top: float
    width: float = WIDTH
    height: float = HEIGHT
    right: float = WIDTH - RIGHT
    foot: float = HEIGHT - FOOT

    @property
    def label_at(self) -> float:
        """Where a number beside a level ends."""
        return self.left - LABEL_GAP

    @property
    def across(self) -> float:
        """The length of the axis of time."""
        return self.right - self.left

    def down(self, value: float, highest: int) -> float:
        """How far down a value stands, where `highest` stands at the top and nothing at the foot."""
        return self.top + (self.foot - self.top) * (1 - value / highest)

    def levels(self, highest: int, sign: str = "") -> tuple[Label, ...]:
        """Nothing, the half and the highest, each with `sign` before it."""
        values = sorted({0, highest // 2, highest})
        return tuple(Label(self.down(value, highest), f"{sign}{value:,}") for value in values)


def round_up(value: int) -> int:
    """The next 1, 2, 4, 6 or 8 times a power of ten, at least 2: halves of it are whole."""
    power = int(10 ** (len(str(value)) - 1))
    return max(2, next(step * power for step in ROUND_STEPS if step * power >= value))
