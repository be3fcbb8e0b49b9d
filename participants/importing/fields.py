"""Fields that a column of a file may fill, and the headings by which they are known."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from participants.names import sort_key


@dataclass(frozen=True, slots=True)
class ImportField:
    """A field that a column may fill; `known_as` are headings it goes by, folded by `fold`."""

    name: str
    label: str
    known_as: tuple[str, ...]


def fold(heading: str) -> str:
    """A heading without case, spaces, hyphens, full stops and the like; å ä ö stay apart."""
    return "".join(sign for sign in sort_key(heading) if sign.isalnum() or sign in "{|}")


def field(name: str, label: str, *known_as: str) -> ImportField:
    """A field that goes by its label and by `known_as`."""
    return ImportField(name, label, tuple(fold(word) for word in (label, *known_as)))


@dataclass(frozen=True)
class Fields:
    """The fields of one kind of file."""

    every: tuple[ImportField, ...]

    @cached_property
    def by_name(self) -> dict[str, ImportField]:
        """Each field by its name."""
        return {one.name: one for one in self.every}

    @cached_property
    def _by_word(self) -> dict[str, str]:
        return {word: one.name for one in reversed(self.every) for word in one.known_as}

    def is_heading(self, text: str) -> bool:
        """Whether `text` is a heading that some field goes by."""
        return fold(text) in self._by_word

    def guess(self, headings: Iterable[str]) -> dict[str, str]:
        """Field name → heading, for headings that say what they are; the first of two alike is taken."""
        found: dict[str, str] = {}
        for heading in headings:
            name = self._by_word.get(fold(heading))
            if name:
                found.setdefault(name, heading)
        return found
