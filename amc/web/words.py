"""Two texts beside each other, word by word, so that anybody can see what is new."""

import difflib
import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

# Above this many words the common ones are not used to align the texts: time grows with the square of their number.
MANY_WORDS = 1500


class Change(enum.StrEnum):
    """What became of a piece, a line or a goal."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Piece:
    """Some words that both texts have, or only the new one (added), or only the old one (removed)."""

    change: Change
    text: str


def word_diff(old: str, new: str) -> list[Piece]:
    """What happened to each word. Kept and added pieces together are `new`; kept and removed are `old`."""
    left, right = (re.findall(r"\s+|\S+", text) for text in (old, new))
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=len(left) + len(right) > MANY_WORDS)
    pieces: list[Piece] = []
    for operation, i, j, k, m in matcher.get_opcodes():
        if operation == "equal":
            pieces.append(Piece(Change.KEPT, "".join(left[i:j])))
            continue
        if j > i:
            pieces.append(Piece(Change.REMOVED, "".join(left[i:j])))
        if m > k:
            pieces.append(Piece(Change.ADDED, "".join(right[k:m])))
    return _smooth(pieces)


def _smooth(pieces: list[Piece]) -> list[Piece]:
    """Let a lone space between two changed words be changed with them: "a b" → "c d" reads better whole."""
    smoothed: list[Piece] = []
    removed = added = ""

    def flush() -> Iterator[Piece]:
        if removed:
            yield Piece(Change.REMOVED, removed)
        if added:
            yield Piece(Change.ADDED, added)

    for place, piece in enumerate(pieces):
        last = place == len(pieces) - 1
        if piece.change is Change.REMOVED:
            removed += piece.text
        elif piece.change is Change.ADDED:
            added += piece.text
        elif piece.text.isspace() and (removed or added) and not last:
            removed, added = removed + piece.text, added + piece.text
        else:
            smoothed += [*flush(), piece]
            removed = added = ""
    return [*smoothed, *flush()]
