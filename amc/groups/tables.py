"""The list of groups."""

from typing import Any

from amc.calendar import today
from amc.groups.models import GroupActivity
from amc.web.tables import Column, DateColumn, NumberColumn, Table
from amc.web.templatetags.amc import chip


class GroupTable(Table):
    """What, when, by whom."""

    one, many = "gruppaktivitet", "gruppaktiviteter"
    empty_text = "Enheten har inga gruppaktiviteter. Skapa en när flera deltagare ska göra samma sak."

    name = Column("Gruppaktivitet", linkify=True)
    kind = Column("Slag", accessor="kind__name")
    starts_on = DateColumn("Börjar")
    ends_on = DateColumn("Slutar")
    amount = NumberColumn("Deltagare", accessor="amount")
    led_by = Column("Leds av", accessor="led_by__full_name", default="–")
    state = Column("Läge", accessor="pk")

    def _state(self, record: GroupActivity) -> str:
        day = today()
        return "Avslutad" if record.ends_on < day else "Kommande" if record.starts_on > day else "Pågår"

    def render_state(self, record: GroupActivity) -> Any:
        """How it stands, as word and shape."""
        word = self._state(record)
        tones = {"Pågår": "done", "Kommande": "info", "Avslutad": "neutral"}
        return chip(word, tones[word], "archive" if word == "Avslutad" else "")

    def value_state(self, record: GroupActivity) -> str:
        """The word alone."""
        return self._state(record)
