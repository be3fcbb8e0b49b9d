"""What the register of KAA may hold, when its rows are right, who has to leave it, and what a half-year list lacks.

[SFS 2010:800 29:9], [SFS 2006:39 4 §]; the list's own rules are settings (domain.md section 6, [?]).
"""

import datetime as dt
import enum
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from amc.calendar import add_months
from amc.obstacles import Obstacle


class Item(enum.Enum):
    """The kinds of data that the register may hold, and no other."""

    IDENTITY = "Namn, personnummer, adress, e-post och telefon (SFS 2006:39 4 § 1)"
    OCCUPATION = "Tidigare, nuvarande och framtida sysselsättning (SFS 2006:39 4 § 2)"
    MEASURE = "Individuell åtgärd, dess innehåll och tid (SFS 2006:39 4 § 3)"
    EFFORT = "Kommunens insatser för att nå den unge (skollagen 29:9)"
    DUTY = "Att ansvaret gäller, från och till (skollagen 29:9)"


# Each field of the register's tables, and each column of the list, by the kind of data it is.
PERMITTED: dict[str, Item] = {
    "measure.kind": Item.MEASURE,
    "measure.offered_on": Item.MEASURE,
    "measure.answer": Item.MEASURE,
    "measure.answered_on": Item.MEASURE,
    "measure.starts_on": Item.MEASURE,
    "measure.ends_on": Item.MEASURE,
    "contactattempt.made_on": Item.EFFORT,
    "contactattempt.way": Item.EFFORT,
    "contactattempt.result": Item.EFFORT,
    "occupation.kind": Item.OCCUPATION,
    "occupation.starts_on": Item.OCCUPATION,
    "occupation.ends_on": Item.OCCUPATION,
    "list.number": Item.IDENTITY,
    "list.last_name": Item.IDENTITY,
    "list.first_name": Item.IDENTITY,
    "list.since": Item.DUTY,
    "list.until": Item.DUTY,
    "list.occupation": Item.OCCUPATION,
    "list.measures": Item.MEASURE,
    "list.attempts": Item.EFFORT,
    "list.latest_attempt": Item.EFFORT,
}


def birthday(birth_date: dt.date, below_age: int) -> dt.date:
    """The day somebody leaves: the birthday on which they are no longer below `below_age` (20 for KAA)."""
    return add_months(birth_date, 12 * below_age)


def last_day_in(closed_on: dt.date | None, leaves_on: dt.date | None) -> dt.date | None:
    """The last day that the municipality answered, of a closed case: closed later than the birthday, the duty had ended
    all the same. None while the case is open."""
    if closed_on is None or leaves_on is None:
        return closed_on
    return min(closed_on, leaves_on - dt.timedelta(days=1))


# --- Rows of the register -----------------------------------------------------------------------


def _within(field: str, day: dt.date, since: dt.date, closed_on: dt.date | None, today: dt.date) -> list[Obstacle]:
    if day > today:
        return [Obstacle(field, "Dagen ligger framåt. Skriv den dag då det hände.", "in_future")]
    if day < since:
        return [Obstacle(field, f"Ansvaret började {since}. Välj den dagen eller en senare.", "before_duty")]
    if closed_on and day > closed_on:
        return [Obstacle(field, f"Ärendet avslutades {closed_on}. Välj den dagen eller en tidigare.", "after_closing")]
    return []


def measure_obstacles(
    *,
    offered_on: dt.date,
    answer: str,
    answered_on: dt.date | None,
    starts_on: dt.date | None,
    ends_on: dt.date | None,
    since: dt.date,
    closed_on: dt.date | None,
    today: dt.date,
) -> list[Obstacle]:
    """What is wrong with a measure offered between `since` (the first day of the duty) and `closed_on`."""
    found = _within("offered_on", offered_on, since, closed_on, today)
    if answer == "waiting" and answered_on:
        found.append(Obstacle("answer", "Du har skrivit en dag för svaret. Säg också vad svaret blev.", "no_answer"))
    if answer != "waiting" and answered_on is None:
        found.append(Obstacle("answered_on", "Skriv vilken dag ungdomen svarade.", "no_day"))
    if answer != "waiting" and answered_on:
        if answered_on < offered_on:
            found.append(
                Obstacle("answered_on", "Svaret ligger före erbjudandet. Ändra något av datumen.", "backwards")
            )
        elif answered_on > today:
            found.append(Obstacle("answered_on", "Dagen ligger framåt. Skriv den dag svaret kom.", "in_future"))
    if answer == "declined" and (starts_on or ends_on):
        message = "En insats som ungdomen tackat nej till har ingen period. Töm datumen."
        found.append(Obstacle("starts_on", message, "declined_period"))
    return found + _period(starts_on, ends_on, "Insatsen")


def attempt_obstacles(*, made_on: dt.date, since: dt.date, closed_on: dt.date | None, today: dt.date) -> list[Obstacle]:
    """What is wrong with a contact attempt on `made_on`: made, and made while the municipality answers."""
    return _within("made_on", made_on, since, closed_on, today)


# Sought through somebody else: no contact of the young person's own when nobody was reached.
_THROUGH_OTHERS = frozenset({"vardnadshavare", "skola"})
_REACHED = frozenset({"reached", "refused"})
_KINDS = {"telefon": "telefon", "sms": "telefon", "besok": "besok", "hos_oss": "samtal"}


def attempt_kind(way: str, result: str) -> str:
    """The kind of journal note (participants.models.JournalEntry.Kind) that an attempt is. One that succeeded is a
    contact, whichever way it was made, also when the young person declined: they were reached. Others are none."""
    if result in _REACHED:
        return _KINDS.get(way, "uppfoljning")
    return "kontakt" if way in _THROUGH_OTHERS else "handelse"


def attempt_text(way: str, result: str, *, made_on: dt.date) -> str:
    """What the journal says of an attempt: what the register holds, in words (`way` and `result` as the reader knows
    them), and nothing that it does not."""
    return f"Kontaktförsök {made_on}: {way.lower()}, {result[:1].lower()}{result[1:]}."


STRUCK = "Kontaktförsöket är borttaget ur KAA-registret. Det skrevs dit av misstag."


def occupation_obstacles(*, starts_on: dt.date, ends_on: dt.date | None) -> list[Obstacle]:
    """What is wrong with an occupation; earlier and coming ones are kept too."""
    return _period(starts_on, ends_on, "Sysselsättningen")


def _period(starts_on: dt.date | None, ends_on: dt.date | None, what: str) -> list[Obstacle]:
    if ends_on and not starts_on:
        return [Obstacle("starts_on", f"Skriv också när {what.lower()} började.", "no_start")]
    if starts_on and ends_on and ends_on < starts_on:
        return [Obstacle("ends_on", f"{what} slutar innan den börjar. Ändra något av datumen.", "backwards")]
    return []


# --- The way out --------------------------------------------------------------------------------


def exit_obstacles(*, last_day: dt.date, opened_on: dt.date, is_open: bool, today: dt.date) -> list[Obstacle]:
    """What stands in the way of KAA ending on `last_day` and another source taking over the day after."""
    if not is_open:
        return [Obstacle(None, "Ärendet är redan avslutat.", "closed")]
    if last_day < opened_on:
        return [
            Obstacle("last_day", f"Inskrivningen började {opened_on}. Välj den dagen eller en senare.", "too_early")
        ]
    if last_day >= today:
        message = "Den nya inskrivningen börjar dagen efter, och den dagen måste ha kommit. Välj en tidigare dag."
        return [Obstacle("last_day", message, "in_future")]
    return []


def exit_summary(*, first: dt.date, source: str, team: str, receiver: str, words: str) -> str:
    """What the closure says of where the person is handed over, before the `words` of whoever closes it."""
    at = f", team {team}" if team else ""
    to = receiver.strip().removesuffix(".")
    told = f"KAA är slut. Ny inskrivning från {first}, remittent {source}{at}." + (f" Tas emot av {to}." if to else "")
    return f"{told}\n\n{words.strip()}".strip()


def last_day_of_duty(birth_date: dt.date, below_age: int | None, opened_on: dt.date, today: dt.date) -> dt.date:
    """The last day that is suggested: the day before the birthday where that has passed, else yesterday; never before
    the enrolment began."""
    one = dt.timedelta(days=1)
    last = today - one
    if below_age is not None:
        last = min(last, birthday(birth_date, below_age) - one)
    return max(last, opened_on)


# --- The half-year list -------------------------------------------------------------------------


@dataclass(frozen=True)
class Offered:
    """A measure as the list sees it; `key` leads to it."""

    key: str
    kind: str
    offered_on: dt.date
    answer: str
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None


@dataclass(frozen=True)
class Entry:
    """What the register says of one young person; dates inclusive. `leaves_on` is the 20th birthday."""

    has_number: bool
    opened_on: dt.date
    closed_on: dt.date | None
    leaves_on: dt.date | None
    attempts: tuple[dt.date, ...] = ()
    measures: tuple[Offered, ...] = ()
    occupations: tuple[tuple[dt.date, dt.date | None], ...] = ()


@dataclass(frozen=True)
class Terms:
    """How a rule is asked: whether a breach stops the list, and its number of days, if it has one."""

    stops: bool = True
    days: int | None = None


@dataclass(frozen=True)
class Lack:
    """Something that the list lacks: which rule, in words, whether it stops the list; `key` names a measure."""

    code: str
    message: str
    stops: bool
    key: str = ""


@dataclass(frozen=True)
class _Asked:
    """The entry in its part of the period: both ends inclusive, and no later than today."""

    entry: Entry
    first: dt.date
    last: dt.date
    today: dt.date
    days: int | None


def _number(asked: _Asked) -> Iterator[tuple[str, str]]:
    if not asked.entry.has_number:
        yield "Personnummer eller samordningsnummer saknas.", ""


def _still_in(asked: _Asked) -> Iterator[tuple[str, str]]:
    leaves = asked.entry.leaves_on
    if leaves and leaves <= asked.today and asked.entry.closed_on is None:
        yield f"Åldersgränsen nåddes {leaves}. Ansvaret är slut den dagen.", ""


def _effort(asked: _Asked) -> Iterator[tuple[str, str]]:
    entry = asked.entry
    sought = any(asked.first <= day <= asked.last for day in entry.attempts)
    offered = any(asked.first <= one.offered_on <= asked.last for one in entry.measures)
    runs = any(
        one.answer == "accepted" and one.starts_on and one.starts_on <= asked.last
        and (one.ends_on is None or one.ends_on >= asked.first)
        for one in entry.measures
    )  # fmt: skip
    if not (sought or offered or runs):
        yield "Inget kontaktförsök och ingen insats är antecknat i perioden.", ""


def _occupation(asked: _Asked) -> Iterator[tuple[str, str]]:
    known = any(first <= asked.last and (last is None or last >= asked.last) for first, last in asked.entry.occupations)
    if not known:
        yield f"Sysselsättningen {asked.last} är inte antecknad.", ""


def _unanswered(asked: _Asked) -> Iterator[tuple[str, str]]:
    for one in asked.entry.measures:
        if one.answer == "waiting" and one.offered_on + dt.timedelta(days=asked.days or 0) < asked.last:
            yield f"{one.kind}, erbjuden {one.offered_on}, har inget svar.", one.key


def _no_start(asked: _Asked) -> Iterator[tuple[str, str]]:
    for one in asked.entry.measures:
        if one.answer == "accepted" and one.starts_on is None and one.offered_on <= asked.last:
            yield f"{one.kind} har ett ja men ingen dag när den börjar.", one.key


def _no_end(asked: _Asked) -> Iterator[tuple[str, str]]:
    closed = asked.entry.closed_on
    for one in asked.entry.measures:
        if closed and closed <= asked.last and one.answer == "accepted" and one.starts_on and one.ends_on is None:
            yield f"{one.kind} har ingen sista dag, fast ärendet avslutades {closed}.", one.key


# The rules by their code; the table ListRule says which are asked and how.
LIST_RULES: dict[str, Callable[[_Asked], Iterator[tuple[str, str]]]] = {
    "number": _number,
    "still_in": _still_in,
    "effort": _effort,
    "occupation": _occupation,
    "unanswered": _unanswered,
    "no_start": _no_start,
    "no_end": _no_end,
}


def lacks(entry: Entry, *, first: dt.date, last: dt.date, today: dt.date, terms: Mapping[str, Terms]) -> list[Lack]:
    """What the list for `first` to `last` (inclusive) lacks of `entry`, by the rules in `terms`, in their order. What
    has not come yet is not asked for."""
    begins = max(first, entry.opened_on)
    ends = min(last, today, entry.closed_on or last)
    found = []
    for code, term in terms.items():
        asked = _Asked(entry, begins, ends, today, term.days)
        found += [Lack(code, message, term.stops, key) for message, key in LIST_RULES[code](asked)]
    return found


def half_year(day: dt.date) -> tuple[dt.date, dt.date]:
    """The half of the calendar year that `day` is in."""
    if day.month <= 6:
        return dt.date(day.year, 1, 1), dt.date(day.year, 6, 30)
    return dt.date(day.year, 7, 1), dt.date(day.year, 12, 31)
