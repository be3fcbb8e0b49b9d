"""What a later kartläggning says otherwise than what is sought, which began as its words.

Nothing is overwritten: what was filled in by hand may be what the person wants now, and the kartläggning what they said
half a year ago, or the other way round. So the difference is shown, one click takes it over, and until somebody has
answered the places are ranked by what stands. What somebody has answered is not asked again until the kartläggning
says something new.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# What was said, by field of Seeking: plain words and codes, in order. A field that was not answered is left out.
Said = dict[str, list[str]]
# The fields, and what they are called.
WORDS = {
    "wishes": "Yrken",
    "level": "Svenska",
    "languages": "Andra språk",
    "licences": "Körkort",
    "skills": "Färdigheter",
}
# What the order of says nothing.
_UNORDERED = ("languages", "licences", "skills")


@dataclass(frozen=True)
class Difference:
    """A field that the kartläggning now says something else of. `now` and `said` are as in Said; `by_hand`: what stands
    there is not what the kartläggning said before, so somebody has set it."""

    field: str
    now: list[str]
    said: list[str]
    by_hand: bool

    @property
    def label(self) -> str:
        """What the field is called."""
        return WORDS[self.field]


def _same(field: str, one: list[str], other: list[str]) -> bool:
    if field in _UNORDERED:
        return {word.casefold() for word in one} == {word.casefold() for word in other}
    return one == other


def differences(said: Mapping[str, list[str]], *, heard: Mapping[str, list[str]], now: Said) -> list[Difference]:
    """What the kartläggning says now (`said`), has not been `heard` to say before, and is not what stands there."""
    return [
        Difference(
            field, now[field], said[field], bool(now[field]) and not _same(field, now[field], heard.get(field, []))
        )
        for field in WORDS
        if field in said
        and not (field in heard and _same(field, said[field], heard[field]))
        and not _same(field, said[field], now[field])
    ]
