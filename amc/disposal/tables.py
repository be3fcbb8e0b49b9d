"""The list of what could go, and the log of what has gone."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from amc.disposal.candidates import Candidate
from amc.disposal.models import RetentionRule
from amc.web.tables import Column, DateColumn, Table
from amc.web.templatetags.amc import chip


class CandidateTable(Table):
    """Records whose term is past."""

    one, many = "handling", "handlingar"
    empty_text = "Ingenting har passerat sin gallringstid."

    name = Column("Vem", accessor="name")
    record = Column("Slag", accessor="record")
    label = Column("Ärende", accessor="label")
    base = DateColumn("Räknas från", accessor="base")
    kept_until = DateColumn("Bevaras till", accessor="kept_until")
    decision = Column("Beslut", accessor="rule__decision")
    fate = Column("Läge", accessor="word")

    def render_name(self, record: Candidate) -> SafeString | str:
        """The name, which leads to the record."""
        return format_html('<a href="{}">{}</a>', record.url, record.name) if record.url else record.name

    def value_name(self, value: str) -> str:
        """The name alone in a file."""
        return value

    def render_record(self, record: Candidate) -> str:
        """The kind of record, and under which regime."""
        kind = RetentionRule.Record(record.record).label.split(":")[0]
        return f"{kind}, {record.regime}" if record.regime else kind

    value_record: Any = render_record

    def render_fate(self, record: Candidate) -> SafeString:
        """What becomes of it, as word and shape."""
        return chip(record.word, record.tone)

    def value_fate(self, record: Candidate) -> str:
        """What becomes of it, as text."""
        return record.word
