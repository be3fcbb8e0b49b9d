"""The fixed texts of the plan on paper, in Swedish and in the languages that the person may read better [S4].

What somebody has written in the plan stays in Swedish. A translation counts as made by a machine until a reviewer has
approved it in the administration, and only for the Swedish words that it was made of.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

from django.db import models

from amc.calendar import DAYS_IN_A_MONTH


class PaperText(models.TextChoices):
    """A fixed text: its key in the document, and its Swedish words. A word in braces is a place that is filled in."""

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
    PAGE = "page", "Sida {sida} av {antal}"
    CASE = "case", "Ärende"
    VERSION = "version", "Version {nummer}"
    STATE_DRAFT = "state_draft", "Utkast, inte överenskommen än"
    STATE_AGREED = "state_agreed", "Överenskommen {dag}"
    STATE_REPLACED = "state_replaced", "Överenskommen {dag}, ersatt av en nyare version"
    BY_DAY = "by_day", "Senast {dag}"
    AT_TIME = "at_time", "{dag} klockan {tid}"
    MEETING_AT = "meeting_at", "{dag} klockan {tid}, {plats}"
    # By participants.models.Meeting.Form.
    AT_UNIT = "at_unit", "hos oss"
    AT_PHONE = "at_phone", "på telefon"
    AT_VIDEO = "at_video", "på video"
    AT_VISIT = "at_visit", "besök"
    # By handlingsplan.models.Activity.Party, which the parties that agree share.
    PARTY_DELTAGARE = "party_deltagare", "Deltagaren"
    PARTY_KONSULENT = "party_konsulent", "Konsulenten"
    PARTY_SPECIALIST = "party_specialist", "Specialist"
    PARTY_AF = "party_af", "Arbetsförmedlingen"
    PARTY_SOCIALTJANST = "party_socialtjanst", "Socialtjänsten"
    PARTY_FK = "party_fk", "Försäkringskassan"
    PARTY_VARD = "party_vard", "Vården"
    PARTY_ARBETSGIVARE = "party_arbetsgivare", "Arbetsgivaren"
    PARTY_ANNAN = "party_annan", "Annan"
    # By PlanVersion.AgreedHow and PlanParty.How.
    SIGNED_SCREEN = "signed_screen", "Deltagaren godkände {dag}, på skärmen"
    SIGNED_PAPER = "signed_paper", "Deltagaren godkände {dag}, på papper {pappersdag}"
    SIGNED_BEHALF = "signed_behalf", "Deltagaren godkände {dag}, genom konsulenten"
    SIGNED_UNIT = "signed_unit", "{namn} godkände för enheten {dag}"
    AGREED_SCREEN = "agreed_screen", "{namn}, {part}, godkände {dag}, på skärmen, vid ett möte"
    AGREED_PAPER = "agreed_paper", "{namn}, {part}, godkände {dag}, på papper"
    AGREED_MESSAGE = "agreed_message", "{namn}, {part}, godkände {dag}, muntligt eller i ett meddelande"
    PASSED = "passed", "{tid} av {hela} har gått, {kvar} kvar"
    USED_MONTHS = "used_months", "{antal} av {hela} månader använda, {kvar} kvar"
    USED_MONTHS_UP = "used_months_up", "{antal} av {hela} månader använda, ingen tid kvar"
    USED = "used", "{tid} av {hela} använda, {kvar} kvar"
    USED_UP = "used_up", "{tid} av {hela} använda, ingen tid kvar"
    IN_ALL = "in_all", "{anställning} sammanlagt"
    LENGTH = "length", "{månader} och {dagar}"
    MONTH = "month", "1 månad"
    MONTHS = "months", "{antal} månader"
    ONE_DAY = "one_day", "1 dag"
    DAYS = "days", "{antal} dagar"
    WAY = "way", "från {först} {dag} till {sist} {senare}"
    WAY_SAME = "way_same", "på de {antal} frågor som är desamma"
    SCORE = "score", "{värde} av {högst}"
    DATE = "date", "{veckodag} {dag} {månad}"
    DATE_YEAR = "date_year", "{veckodag} {dag} {månad} {år}"
    MONDAY = "monday", "måndag"
    TUESDAY = "tuesday", "tisdag"
    WEDNESDAY = "wednesday", "onsdag"
    THURSDAY = "thursday", "torsdag"
    FRIDAY = "friday", "fredag"
    SATURDAY = "saturday", "lördag"
    SUNDAY = "sunday", "söndag"
    JANUARY = "january", "januari"
    FEBRUARY = "february", "februari"
    MARCH = "march", "mars"
    APRIL = "april", "april"
    MAY = "may", "maj"
    JUNE = "june", "juni"
    JULY = "july", "juli"
    AUGUST = "august", "augusti"
    SEPTEMBER = "september", "september"
    OCTOBER = "october", "oktober"
    NOVEMBER = "november", "november"
    DECEMBER = "december", "december"


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
_PLACE = re.compile(r"\{(\w+)\}")
_TEXTS = list(PaperText)
_DAY_NAMES = _TEXTS[_TEXTS.index(PaperText.MONDAY) :][:7]
_MONTH_NAMES = _TEXTS[_TEXTS.index(PaperText.JANUARY) :][:12]


def same_places(swedish: str, words: str) -> bool:
    """Whether a translation has the places of the Swedish text, each as often, in any order."""
    return sorted(_PLACE.findall(swedish)) == sorted(_PLACE.findall(words))


@dataclass(frozen=True)
class Translated:
    """The fixed texts in one language: text by key, with whether a reviewer has approved it."""

    language: Language
    words: dict[str, tuple[str, bool]]


class Say(Protocol):
    """Says a fixed text in one language, with its places filled in."""

    def __call__(self, text: PaperText, **places: object) -> str:
        """The words."""


class _Lacking(Exception):
    """A text has no translation."""


@dataclass(frozen=True)
class Line:
    """Something said on the paper: in Swedish, and in the other language; empty there without a translation of all
    its parts. `approved`: a reviewer has approved each of them."""

    swedish: str
    other: str = ""
    approved: bool = True


@dataclass(frozen=True)
class Paper:
    """What a plan is written with: Swedish, and `beside` it another language or none."""

    beside: Translated | None = None

    def line(self, compose: Callable[[Say], str], *, written: str = "") -> Line:
        """What `compose` makes of fixed texts, in each language. `written` is somebody's own words, which follow the
        Swedish alone."""
        swedish = compose(_swedish) + written
        if self.beside is None:
            return Line(swedish)
        known, used = self.beside.words, list[bool]()

        def say(text: PaperText, **places: object) -> str:
            if text.value not in known:
                raise _Lacking
            words, approved = known[text.value]
            used.append(approved)
            return _filled(words, places)

        try:
            other = compose(say)
        except _Lacking:
            return Line(swedish)
        return Line(swedish, other, all(used)) if used else Line(swedish)

    def text(self, text: PaperText, **places: object) -> Line:
        """One fixed text."""
        return self.line(lambda say: say(text, **places))

    def as_data(self) -> dict[str, Any] | None:
        """The other language for the document; None without one."""
        if self.beside is None:
            return None
        language = self.beside.language
        return {
            "lang": language.value,
            "rtl": language.is_right_to_left,
            "has_unapproved": any(not approved for _, approved in self.beside.words.values()),
        }


def say_day(say: Say, day: dt.date, today: dt.date) -> str:
    """The day as "tisdag 24 november", with the year when `today` is in another; as amc.calendar.day_in_words."""
    name = PaperText.DATE if day.year == today.year else PaperText.DATE_YEAR
    weekday, month = say(_DAY_NAMES[day.weekday()]), say(_MONTH_NAMES[day.month - 1])
    return say(name, veckodag=weekday, dag=day.day, månad=month, år=day.year)


def say_length(say: Say, days: int) -> str:
    """A length in days, 30 to the month: "14 månader", "14 månader och 5 dagar", "5 dagar"."""
    months, rest = divmod(days, DAYS_IN_A_MONTH)
    parts = []
    if months:
        parts.append(say(PaperText.MONTH) if months == 1 else say(PaperText.MONTHS, antal=months))
    if rest or not months:
        parts.append(say(PaperText.ONE_DAY) if rest == 1 else say(PaperText.DAYS, antal=rest))
    return parts[0] if len(parts) == 1 else say(PaperText.LENGTH, månader=parts[0], dagar=parts[1])


def _swedish(text: PaperText, **places: object) -> str:
    return _filled(str(text.label), places)


def _filled(words: str, places: Mapping[str, object]) -> str:
    return _PLACE.sub(lambda place: str(places.get(place[1], place[0])), words)
