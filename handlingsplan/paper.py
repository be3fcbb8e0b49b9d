"""The fixed texts of the plan on paper, in Swedish and in the languages that the person may read better [S4].

What somebody has written in the plan stays in Swedish. A translation counts as made by a machine until a reviewer has
approved it in the administration, and only for the Swedish words that it was made of.
"""

from dataclasses import dataclass
from typing import Any, Self

from django.db import models


class PaperText(models.TextChoices):
    """A fixed text: its key in the document, and its Swedish words."""

    TITLE = "title", "Min handlingsplan"
    DRAFT = "draft", "Utkast"
    PROPOSAL = "proposal", "Det här är ett förslag. Planen gäller när du och konsulenten har godkänt den."
    WANTS = "wants", "Det här vill jag"
    SIGN = "sign", "Så märks det"
    REACHED = "reached", "Ska vara nått"
    MINE = "mine", "Det här gör jag"
    OURS = "ours", "Det här gör konsulenten"
    OTHERS = "others", "Det här gör andra"
    WHAT = "what", "Vad"
    WHO = "who", "Vem"
    LATEST = "latest", "Senast"
    HOURS = "hours", "Timmar i veckan"
    WAITS = "waits", "Väntar"
    WAITS_PAPERS = "waits_papers", "Väntar på papper"
    WAITS_PLACE = "waits_place", "Väntar på plats"
    WAITS_TIME = "waits_time", "Väntar på tid"
    DONE = "done", "Det här är klart"
    MEETING = "meeting", "Nästa möte"
    LEFT = "left", "Så mycket är kvar av anställningen"
    LAST_DAY = "last_day", "Sista dagen är"
    STEPS = "steps", "Mina steg"
    FOLLOW_UP = "follow_up", "Nästa uppföljning"
    TOGETHER = "together", "Ni bestämmer tid tillsammans."
    WONDER = "wonder", "Om du undrar något"
    CONSULTANT = "consultant", "Din konsulent är"
    CALL = "call", "Ring"
    YOURS = "yours", "Säg till om något i planen inte fungerar. Planen är din och kan ändras."
    AGREED = "agreed", "Vi är överens"
    SIGNATURE = "signature", "Ort och datum, namnteckning"
    MACHINE = "machine", "Maskinöversatt, inte granskad av någon."


class Language(models.TextChoices):
    """A language that the plan can be printed in beside Swedish, by its ISO 639 code."""

    ENGLISH = "en", "engelska"
    ARABIC = "ar", "arabiska"
    SOMALI = "so", "somaliska"
    TIGRINYA = "ti", "tigrinska"
    DARI = "fa", "dari"
    UKRAINIAN = "uk", "ukrainska"

    @property
    def is_right_to_left(self) -> bool:
        """Whether it is written from the right."""
        return self in {Language.ARABIC, Language.DARI}

    @classmethod
    def spoken(cls, words: str) -> Self | None:
        """The language that somebody has called `words`, e.g. "Arabiska" or "tigrinja"; None for any other."""
        said = words.strip().lower()
        return cls(_CALLED.get(said) or said) if said in {*_CALLED, *cls.values} else None


_CALLED = {one.label: one.value for one in Language} | {"tigrinja": "ti", "tigrinya": "ti", "dari (persiska)": "fa"}


@dataclass(frozen=True)
class Translated:
    """The fixed texts in one language: text by key, with whether a reviewer has approved it."""

    language: Language
    words: dict[str, tuple[str, bool]]

    def as_data(self) -> dict[str, Any]:
        """For the document."""
        return {
            "lang": self.language.value,
            "rtl": self.language.is_right_to_left,
            "words": {key: {"text": text, "approved": approved} for key, (text, approved) in self.words.items()},
            "has_unapproved": any(not approved for _, approved in self.words.values()),
        }
