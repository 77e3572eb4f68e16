"""Right-to-left text inside a left-to-right page.

A short form of the Unicode bidirectional algorithm (UAX 9) for names and short passages: a stretch of Hebrew
or Arabic is turned into the order in which it is drawn, with its numbers kept left to right, its combining
marks kept behind their letter and its brackets mirrored. Readers of the file turn it back when text is
copied or searched.
Limits, stated rather than hidden: Arabic letters are drawn unjoined (nothing is lost, but the hand is not
cursive), and a right-to-left passage longer than one line is broken as if it were drawn left to right.
"""

import re
import unicodedata

# Hebrew to Arabic Extended-A, and the presentation forms: all strong right-to-left letters lie here.
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_HAS_ANY = re.compile(f"[{_RIGHT_TO_LEFT}]")
_MIRROR = str.maketrans("()[]{}<>\u00ab\u00bb", ")(][}{><\u00bb\u00ab")
_NUMBER_CLASSES = {"EN", "AN"}
_SEPARATOR_CLASSES = {"CS", "ES", "ET"}


def visual_order(value: str) -> str:
    """The characters of `value` (one line or several) in drawing order, left to right."""
    if not _HAS_ANY.search(value):
        return value
    return "\n".join(_line(line) for line in value.split("\n"))


def _line(line: str) -> str:
    clusters = _clusters(line)
    result: list[str] = []
    position = 0
    while position < len(clusters):
        if not _is_right_to_left(clusters[position]):
            result.append(clusters[position])
            position += 1
            continue
        end = _stretch_end(clusters, position)
        result.extend(_turn(clusters[position:end]))
        position = end
    return "".join(result)


def _clusters(line: str) -> list[str]:
    """Base characters with the marks that follow them."""
    clusters: list[str] = []
    for character in line:
        if clusters and unicodedata.combining(character):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _is_right_to_left(cluster: str) -> bool:
    return unicodedata.bidirectional(cluster[0]) in {"R", "AL"}


def _stretch_end(clusters: list[str], start: int) -> int:
    """One past the last right-to-left letter (or number) before the next left-to-right letter."""
    end = start + 1
    for position in range(start + 1, len(clusters)):
        kind = unicodedata.bidirectional(clusters[position][0])
        if kind == "L":
            break
        if kind in {"R", "AL"} or kind in _NUMBER_CLASSES:
            end = position + 1
    return end


def _turn(clusters: list[str]) -> list[str]:
    """Reverse the clusters, keeping each number in reading order and mirroring brackets."""
    result: list[str] = []
    position = 0
    while position < len(clusters):
        end = _number_end(clusters, position)
        if end > position:
            result.append("".join(clusters[position:end]))
            position = end
        else:
            result.append(clusters[position].translate(_MIRROR))
            position += 1
    return result[::-1]


def _number_end(clusters: list[str], start: int) -> int:
    """One past a number that begins at `start` (separators between digits included); `start` if none does."""
    end = start
    for position in range(start, len(clusters)):
        kind = unicodedata.bidirectional(clusters[position][0])
        if kind in _NUMBER_CLASSES:
            end = position + 1
        elif not (kind in _SEPARATOR_CLASSES and end == position):
            break
    return end
