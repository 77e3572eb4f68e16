"""Pictures of the demonstration, painted by this program: no camera, no place, nobody's work but its own."""

import io
import math
import random

from PIL import Image, ImageDraw

SIZE = (1200, 800)
HORIZON = 330
GROUND = ((150, 138, 92), (96, 98, 58))
SKY = ((196, 214, 224), (232, 236, 226))


def woodland(seed: int, *, trees: int) -> bytes:
    """A woodland with that many trunks, as JPEG. The same seed paints the same picture."""
    chance = random.Random(seed)  # noqa: S311 - a picture, not a secret
    picture = Image.new("RGB", SIZE)
    pen = ImageDraw.Draw(picture)
    _shade(pen, 0, HORIZON, SKY)
    _hills(pen, chance)
    _shade(pen, HORIZON, SIZE[1], GROUND)
    _grass(pen, chance)
    for _, x, base in sorted((base, chance.randrange(SIZE[0]), base) for base in _bases(chance, trees)):
        _tree(pen, chance, x, base)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


def _bases(chance: random.Random, trees: int) -> list[int]:
    return [HORIZON + 15 + int((chance.random() ** 1.7) * 330) for _ in range(trees)]


def _shade(pen: ImageDraw.ImageDraw, top: int, bottom: int, colours: tuple[tuple[int, ...], ...]) -> None:
    first, last = colours
    for y in range(top, bottom):
        share = (y - top) / (bottom - top)
        pen.line(
            [(0, y), (SIZE[0], y)],
            fill=tuple(int(a + (b - a) * share) for a, b in zip(first, last, strict=True)),
        )


def _hills(pen: ImageDraw.ImageDraw, chance: random.Random) -> None:
    for depth, colour in enumerate(((158, 174, 170), (122, 142, 128))):
        phase = chance.random() * math.tau
        line = [
            (
                x,
                HORIZON
                - 60
                + depth * 30
                - 30 * math.sin(x / 210 + phase)
                - 12 * math.sin(x / 67 + 2 * phase),
            )
            for x in range(0, SIZE[0] + 10, 10)
        ]
        pen.polygon([(0, HORIZON + 5), *line, (SIZE[0], HORIZON + 5)], fill=colour)


def _grass(pen: ImageDraw.ImageDraw, chance: random.Random) -> None:
    for _ in range(4200):
        y = HORIZON + int(chance.random() ** 0.7 * (SIZE[1] - HORIZON))
        x, reach = chance.randrange(SIZE[0]), 3 + (y - HORIZON) / 22
        tone = chance.randrange(-18, 26)
        pen.line(
            [(x, y), (x + chance.uniform(-reach, reach) / 2, y - reach)],
            fill=(138 + tone, 134 + tone, 76 + tone // 2),
        )


def _tree(pen: ImageDraw.ImageDraw, chance: random.Random, x: int, base: int) -> None:
    near = (base - HORIZON) / (SIZE[1] - HORIZON)
    height, width = 150 + 430 * near, 7 + 42 * near
    bark = tuple(int(value - 45 * near + chance.randrange(-8, 9)) for value in (128, 116, 104))
    lean = chance.uniform(-0.05, 0.05) * height
    top = (x + lean, base - height)
    pen.polygon(
        [
            (x - width / 2, base),
            (x + width / 2, base),
            (top[0] + width / 5, top[1]),
            (top[0] - width / 5, top[1]),
        ],
        fill=bark,
    )
    for _ in range(26):
        spread = height * 0.22
        centre = (
            top[0] + chance.uniform(-spread, spread),
            top[1] + chance.uniform(-spread * 0.5, spread * 0.8),
        )
        size = chance.uniform(0.05, 0.1) * height
        green = chance.randrange(-16, 17)
        pen.ellipse(
            [centre[0] - size, centre[1] - size * 0.6, centre[0] + size, centre[1] + size * 0.6],
            fill=(86 + green, 106 + green, 70 + green // 2),
        )
