"""The agreement about an internship: its text in words, and who may sign what when."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from amc.obstacles import Obstacle
from placements.rules.hours import day_words, hours_words
from placements.rules.periods import Period

PARTICIPANT, EMPLOYER, CONSULTANT = "participant", "employer", "consultant"
PARTIES = (PARTICIPANT, EMPLOYER, CONSULTANT)
PARTY_WORDS = {PARTICIPANT: "deltagaren", EMPLOYER: "arbetsgivaren", CONSULTANT: "konsulenten"}
SCREEN, PAPER, BEHALF = "screen", "paper", "behalf"
# How long a text that was changed while the internship runs may wait for its signatures.
DAYS_TO_SIGN = 7

TEXT_CHANGED = Obstacle(
    None, "Texten har ändrats sedan du öppnade sidan. Läs det som är ändrat och skriv under på nytt.", "text_changed"
)
FROZEN = Obstacle(None, "Överenskommelsen är redan underskriven av alla tre.", "agreement_frozen")
NOBODY_SIGNS = Obstacle("parties", "Kryssa i vem som skriver under.", "nobody_signs")
CONSULTANT_LAST = Obstacle(
    "parties", "Du skriver under sist, när deltagaren och arbetsgivaren har gjort det.", "consultant_last"
)
OUTDATED = Obstacle(
    None,
    "Uppgifterna om praktiken är inte längre de som står i texten. Skriv om texten innan du skriver under.",
    "text_outdated",
)


@dataclass(frozen=True)
class AgreementText:
    """What the parties sign. Days are inclusive, `days` the hours of Monday to Sunday; `clauses` are pairs of heading
    and text. The participant's name is not in it."""

    kind: str
    employer: str
    workplace: str
    period: Period
    days: tuple[Decimal, ...]
    purpose: str
    tasks: str
    supervisor: str
    clauses: tuple[tuple[str, str], ...]

    def as_data(self) -> dict[str, Any]:
        """As plain values, to be kept."""
        plain = asdict(self) | {"days": [f"{hours:.1f}" for hours in self.days]}
        plain["period"] = [self.period.first.isoformat(), self.period.last.isoformat()]
        return plain | {"clauses": [list(clause) for clause in self.clauses]}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "AgreementText":
        """What `as_data` made plain."""
        first, last = (dt.date.fromisoformat(day) for day in data["period"])
        return cls(
            **data
            | {
                "period": Period(first, last),
                "days": tuple(Decimal(hours) for hours in data["days"]),
                "clauses": tuple((heading, text) for heading, text in data["clauses"]),
            }
        )

    @property
    def fingerprint(self) -> str:
        """A print of the words: another text has another."""
        return hashlib.sha256(json.dumps(self.as_data(), sort_keys=True).encode()).hexdigest()

    @property
    def title(self) -> str:
        """ "Överenskommelse om arbetsträning"."""
        return f"Överenskommelse om {self.kind[:1].lower()}{self.kind[1:]}"

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What the internship is, as labels and words."""
        where = self.employer if self.workplace == self.employer else f"{self.workplace}, {self.employer}"
        return [
            ("Arbetsgivare och arbetsplats", where),
            ("Tid", f"{self.period.first} – {self.period.last}"),
            ("Timmar", f"{hours_words(sum(self.days, Decimal()))} timmar i veckan: {day_words(self.days)}"),
            ("Handledare", self.supervisor or "Ingen handledare är utsedd"),
            ("Syfte", self.purpose or "–"),
            ("Arbetsuppgifter", self.tasks or "–"),
        ]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Everything it says, as labels and words."""
        return [("Slag", self.kind), *self.facts, *self.clauses]

    def says_the_same(self, other: "AgreementText") -> bool:
        """Whether both say the same of the internship, whatever their fixed parts say."""
        return (self.kind, self.facts) == (other.kind, other.facts)


@dataclass(frozen=True)
class Signing:
    """How the parties that sign now do it. `name`: who signs for the employer."""

    parties: Sequence[str]
    how: str = SCREEN
    name: str = ""
    paper_date: dt.date | None = None
    paper_reference: str = ""
    reason: str = ""


def signing_obstacles(signing: Signing, *, signed: Iterable[str], today: dt.date) -> list[Obstacle]:
    """Whether the parties may sign now, when those in `signed` have: the participant and the employer in any order, the
    consultant last; on paper with its date and place, on their behalf with a reason."""
    standing = set(signed)
    if not signing.parties:
        return [NOBODY_SIGNS]
    found = []
    for party in PARTIES:
        if party in signing.parties and party in standing:
            text = f"{PARTY_WORDS[party].capitalize()} har redan skrivit under den här texten."
            found.append(Obstacle("parties", text, "already_signed"))
    if CONSULTANT in signing.parties and not {PARTICIPANT, EMPLOYER} <= standing | set(signing.parties):
        found.append(CONSULTANT_LAST)
    if EMPLOYER in signing.parties and not signing.name.strip():
        found.append(Obstacle("name", "Skriv vem som skriver under för arbetsgivaren.", "signer_missing"))
    others = [party for party in signing.parties if party != CONSULTANT]
    return found + (_how_obstacles(signing, today) if others else [])


def _how_obstacles(signing: Signing, today: dt.date) -> list[Obstacle]:
    if signing.how == BEHALF and not signing.reason.strip():
        return [Obstacle("behalf_reason", "Skriv varför du skriver under för parten.", "reason_missing")]
    if signing.how != PAPER:
        return []
    found = []
    if signing.paper_date is None:
        found.append(Obstacle("paper_date", "Skriv datumet på papperet.", "paper_date_missing"))
    elif signing.paper_date > today:
        found.append(Obstacle("paper_date", "Datumet på papperet kan inte ligga i framtiden.", "paper_date_ahead"))
    if not signing.paper_reference.strip():
        message = "Skriv var papperet finns, till exempel skanningens diarienummer."
        found.append(Obstacle("paper_reference", message, "paper_reference_missing"))
    return found


def writing_obstacles(*, enrolment_open: bool, end_reason: str, last: dt.date, today: dt.date) -> list[Obstacle]:
    """Whether an agreement is written about an internship: not when it, or the case, has ended."""
    if not enrolment_open:
        return [Obstacle(None, "Ärendet är avslutat.", "enrolment_closed")]
    if last < today or (end_reason and last <= today):
        return [Obstacle(None, f"Praktiken slutade {last}.", "has_ended")]
    return []
