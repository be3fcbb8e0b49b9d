"""What each party gets to know of a case: the apps name the pieces, the rules say who may have which.

The page that shows what goes to whom and the documents that go there are made of the same pieces, so that the page
is true of the document. A piece that `user` may not see does not exist for that user.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from amc.staff.models import User
from participants.models import (
    Consent,
    Disclosure,
    Enrolment,
    JournalEntry,
    KartlaggningArea,
    KartlaggningEntry,
    Meeting,
    Participant,
    Recipient,
    Source,
    Withheld,
)
from participants.rules.facts import in_one_text
from participants.rules.sharing import AREA, MARKED, WORDS, Fact, Party, left_out

# The order of a document, and its headings.
SECTIONS = {
    Fact.PLAN: "Planen",
    Fact.FOLLOW_UP: "Uppföljningar",
    Fact.THREE_PARTIES: "Det här har ni kommit överens om",
    Fact.PLACEMENT: "Praktik och anställning",
    Fact.TOLD: "Att tänka på",
    Fact.ATTENDANCE: "Möten",
    Fact.AREA: "Kartläggning",
    Fact.RESULT: "Resultat",
}
HEADS = {
    SECTIONS[Fact.PLAN]: ["Mål och aktivitet", "Hur det går"],
    SECTIONS[Fact.PLACEMENT]: ["Plats", "Tid och uppgifter"],
    SECTIONS[Fact.AREA]: ["Område", "Vad vi vet"],
}


@dataclass(frozen=True)
class Piece:
    """Something that the case says. `of` and `subject` are what a mark names (Withheld); without them it has none.

    `about` is the employer that it concerns, and `organisation` that one's name. `facts` are the kinds that a
    disclosure of it is recorded as.
    """

    fact: Fact
    title: str
    text: str = ""
    of: str = ""
    subject: uuid.UUID | None = None
    sensitive: bool = False
    about: uuid.UUID | None = None
    organisation: str = ""
    facts: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same piece has the same key the next time it is asked for."""
        parts = (self.fact, self.title, self.text, self.of, str(self.subject), str(self.about))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of facts that it tells."""
        return self.facts or (self.fact,)


PieceProvider = Callable[[User, Enrolment], Iterable[Piece]]
_providers: list[PieceProvider] = []


def register_pieces(provider: PieceProvider) -> PieceProvider:
    """Let an app name the pieces of a case that `user` may see, in a fixed number of queries."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def pieces_of(user: User, enrolment: Enrolment) -> list[Piece]:
    """Everything that the apps know of the case and that somebody could be told."""
    return [piece for provider in _providers for piece in provider(user, enrolment)]


@dataclass
class Picture:
    """What one party gets, and what it does not get and why."""

    party: Party
    name: str
    goes: list[Piece] = field(default_factory=list)
    stays: list[tuple[Piece, str]] = field(default_factory=list)
    marked: frozenset[tuple[str, uuid.UUID | None]] = frozenset()
    about: uuid.UUID | None = None

    @property
    def sections(self) -> list[tuple[str, list[Piece]]]:
        """What goes, in the document's order."""
        found = [(heading, [piece for piece in self.goes if piece.fact == fact]) for fact, heading in SECTIONS.items()]
        return [(heading, rows) for heading, rows in found if rows]

    @property
    def who(self) -> list[Piece]:
        """Who it is about."""
        return [piece for piece in self.goes if piece.fact == Fact.WHO]

    @property
    def reasons(self) -> list[tuple[str, list[Piece]]]:
        """What stays, by reason; what is marked stands in a list of its own."""
        found: dict[str, list[Piece]] = {}
        for piece, reason in self.stays:
            if reason == MARKED:
                continue
            found.setdefault(reason, []).append(piece)
        return list(found.items())

    def without(self, keys: Iterable[str]) -> "Picture":
        """Only the pieces with these keys, and who it is about."""
        wanted = set(keys)
        kept = [piece for piece in self.goes if piece.key in wanted or piece.fact == Fact.WHO]
        return Picture(self.party, self.name, kept, self.stays, self.marked, self.about)


def picture(
    party: Party,
    name: str,
    pieces: Iterable[Piece],
    marked: frozenset[tuple[str, uuid.UUID | None]] = frozenset(),
    about: uuid.UUID | None = None,
) -> Picture:
    """What `party` gets of `pieces`. `name` is the organisation's, and `about` the employer's where it is one."""
    result = Picture(party, name, marked=marked, about=about)
    for piece in pieces:
        if party != Party.EMPLOYER:
            elsewhere = False
        elif piece.fact == Fact.TOLD:
            elsewhere = piece.organisation.casefold() != name.casefold()
        else:
            elsewhere = piece.about not in (None, about)
        is_marked = (piece.of, piece.subject) in marked
        reason = left_out(piece.fact, party, sensitive=piece.sensitive, marked=is_marked, elsewhere=elsewhere)
        if reason is None:
            result.goes.append(piece)
        else:
            result.stays.append((piece, reason))
    return result


def pictures_of(user: User, enrolment: Enrolment) -> list[Picture]:
    """What the referrer, each employer and the participant get of the case, as far as `user` may see it."""
    pieces = pieces_of(user, enrolment)
    standing = Withheld.objects.filter(participant=enrolment.participant_id).standing()
    marked = frozenset(standing.values_list("of", "subject"))
    employers = {piece.about: piece.organisation for piece in pieces if piece.fact == Fact.PLACEMENT and piece.about}
    return [
        picture(Party.REFERRER, enrolment.source.name, pieces, marked),
        *(picture(Party.EMPLOYER, name, pieces, marked, about) for about, name in employers.items()),
        picture(Party.PARTICIPANT, enrolment.participant.full_name, pieces, marked),
    ]


def recipient_of(source: Source) -> Recipient:
    """Which kind of organisation a source is."""
    if source.has_af_programme:
        return Recipient.AF
    if source.regime == Source.Regime.SOCIALTJANST:
        return Recipient.SOCIALTJANST
    return Recipient.SKOLA if source.regime == Source.Regime.KAA else Recipient.ANNAN


def document_of(shown: Picture, *, title: str, facts: list[tuple[str, str]], summary: str) -> dict[str, Any]:
    """The values of `plain.typ` for what `shown` says goes."""
    parts: list[dict[str, Any]] = [{"facts": facts + [(piece.title, piece.text) for piece in shown.who]}]
    if summary:
        parts.append({"heading": "Sammanfattning", "text": summary})
    for heading, rows in shown.sections:
        if heading in HEADS:
            parts.append({"heading": heading, "head": HEADS[heading], "rows": [[row.title, row.text] for row in rows]})
        else:
            parts.append({"heading": heading, "facts": [(row.title, row.text) for row in rows]})
    return {"title": title, "parts": parts}


# --- What the case itself knows -------------------------------------------------------------------


def case_pieces(user: User, enrolment: Enrolment) -> Iterable[Piece]:
    """Who it is, the kartläggning that `user` may see, meetings, the journal as one piece, and the result."""
    person = enrolment.participant
    yield Piece(Fact.WHO, "Deltagare", enrolment.who_on_paper)
    entries = KartlaggningEntry.objects.visible_to(user).filter(participant=person).current().select_related("area")
    for entry in entries.order_by("area__order", "area__id"):
        answered = in_one_text(entry.area.code, entry.facts)
        said = "\n".join(text for text in (entry.own_words, entry.assessment, answered) if text)
        yield Piece(
            Fact.AREA,
            entry.area.name,
            said,
            of=Withheld.Of.KARTLAGGNING,
            subject=area_subject(person, entry.area),
            sensitive=entry.area.sensitive,
            facts=(f"{AREA}{entry.area.code}",),
        )
    meetings = Meeting.objects.filter(enrolment=enrolment).aggregate(
        held=Count("pk", filter=Q(state=Meeting.State.HELD)), missed=Count("pk", filter=Q(state=Meeting.State.NO_SHOW))
    )
    if meetings["held"] or meetings["missed"]:
        yield Piece(Fact.ATTENDANCE, "Möten", f"{meetings['held']} hållna, {meetings['missed']} uteblivna")
    notes = JournalEntry.objects.visible_to(user).filter(enrolment=enrolment).count()
    if notes:
        yield Piece(Fact.JOURNAL, f"Journalen ({notes} anteckningar)" if notes > 1 else "Journalen (1 anteckning)")
    closure = getattr(enrolment, "closure", None)
    if closure is not None:
        yield Piece(Fact.RESULT, f"Avslutat {enrolment.closed_on}", closure.get_reason_display())
    for row in told_in_force(user, enrolment):
        words = [WORDS[fact] for fact in row.facts if fact in WORDS]
        yield Piece(
            Fact.TOLD,
            f"Överenskommet att berätta {timezone.localdate(row.disclosed_at)}" if not words else words[0],
            row.what,
            sensitive=row.sensitive,
            organisation=row.organisation,
            facts=tuple(row.facts),
        )


def area_subject(participant: Participant, area: KartlaggningArea) -> uuid.UUID:
    """What a mark on an area names: the person's area, so that it holds for what is written there later, too."""
    return uuid.uuid5(participant.uuid, area.code)


def told_in_force(user: User, enrolment: Enrolment) -> Iterable[Disclosure]:
    """What employers have been told on a consent that holds now: it may be told them again, in a document."""
    consents = Consent.objects.in_force(timezone.now()).filter(participant=enrolment.participant_id)
    rows = Disclosure.objects.visible_to(user).filter(
        participant=enrolment.participant_id, recipient=Recipient.ARBETSGIVARE, consent__in=consents
    )
    return rows.exclude(form=Disclosure.Form.DOCUMENT).order_by("disclosed_at", "pk")
