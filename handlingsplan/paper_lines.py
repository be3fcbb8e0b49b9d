"""What the plan on paper says of its rows, in Swedish and in the other language. A line without words is None."""

import datetime as dt

from django.utils import timezone

from amc.calendar import DAYS_IN_A_MONTH
from handlingsplan.models import Activity, FollowUp, PlanParty, PlanVersion
from handlingsplan.paper import Line, Paper, PaperText, Say, say_day, say_length
from handlingsplan.progress_page import Progress
from handlingsplan.steps import Step
from participants.models import Meeting
from participants.time_limits import TimeLimit, Total


def day(paper: Paper, on: dt.date | None, today: dt.date) -> Line | None:
    """ "tisdag 24 november"; None without a day."""
    return paper.line(lambda say: say_day(say, on, today)) if on else None


def waits(row: Activity) -> str:
    """The key of the text that says what a waiting activity waits for; empty for any other."""
    if row.state != Activity.State.WAITING:
        return ""
    return PaperText(f"waits_{row.waiting_for}" if row.waiting_for else "waits").value


def who(paper: Paper, row: Activity) -> Line:
    """Who does it, with the name where there is one: "Konsulenten, Anna Ängström"."""
    name = row.party_name or (row.responsible.full_name if row.responsible else "")
    if row.party == Activity.Party.ANNAN and name:
        return Line(name)
    return paper.line(lambda say: say(_party(row.party)), written=f", {name}" if name else "")


def state(paper: Paper, version: PlanVersion, today: dt.date) -> Line:
    """ "Överenskommen tisdag 24 november"."""
    agreed = version.agreed_on
    if version.is_draft or agreed is None:
        return paper.text(PaperText.STATE_DRAFT)
    text = PaperText(f"state_{version.state}")
    return paper.line(lambda say: say(text, dag=say_day(say, agreed, today)))


def follow_up(paper: Paper, row: FollowUp | None, today: dt.date) -> Line | None:
    """ "Tisdag 1 december klockan 13.15" where it is booked, else "Senast tisdag 1 december"."""
    if row is None:
        return None
    if row.booked:
        booked = timezone.localtime(row.booked)
        return paper.line(
            lambda say: _begun(say(PaperText.AT_TIME, dag=say_day(say, booked.date(), today), tid=f"{booked:%H.%M}"))
        )
    return paper.line(lambda say: say(PaperText.BY_DAY, dag=say_day(say, row.due_on, today)))


def meeting(paper: Paper, row: Meeting | None, today: dt.date, *, names_place: bool) -> Line | None:
    """ "Tisdag 1 december klockan 13.15, hos oss, rum 4"; a protected person's paper names no place."""
    if row is None:
        return None
    starts = timezone.localtime(row.starts_at)

    def compose(say: Say) -> str:
        place = say(PaperText(f"at_{row.form}"))
        at = say_day(say, starts.date(), today)
        return _begun(say(PaperText.MEETING_AT, dag=at, tid=f"{starts:%H.%M}", plats=place))

    return paper.line(compose, written=f", {row.place}" if row.place and names_place else "")


def limit(paper: Paper, one: TimeLimit) -> list[Line]:
    """How much of it has passed, and how much is used of what its form counts together."""
    left = max(0, one.whole - one.passed)
    passed = paper.line(
        lambda say: say(
            PaperText.PASSED,
            tid=say_length(say, one.passed),
            hela=say_length(say, one.whole),
            kvar=say_length(say, left),
        )
    )
    return [passed, *([_total(paper, one.total)] if one.total else [])]


def _total(paper: Paper, total: Total) -> Line:
    """ "AMI sammanlagt: 14 av 24 månader använda, 10 kvar"; in months and days where it is no whole months."""
    left = total.whole - total.used
    (used, rest), (whole, _) = (divmod(days, DAYS_IN_A_MONTH) for days in (total.used, total.whole))

    def compose(say: Say) -> str:
        if rest or whole == 1:
            places = {"tid": say_length(say, total.used), "hela": say_length(say, total.whole)}
            text = PaperText.USED if left > 0 else PaperText.USED_UP
            words = say(text, **places, kvar=say_length(say, max(0, left)))
        else:
            text = PaperText.USED_MONTHS if left > 0 else PaperText.USED_MONTHS_UP
            words = say(text, antal=used, hela=whole, kvar=left // DAYS_IN_A_MONTH)
        return f"{say(PaperText.IN_ALL, anställning=total.name)}: {words}"

    return paper.line(compose)


def steps(paper: Paper, progress: Progress, today: dt.date) -> dict[str, object]:
    """The set's name, and "från 2,0 av 5 fredag 3 april till 3,4 av 5 lördag 28 november"."""
    way = progress.way
    if way is None:
        return {}

    def compose(say: Say) -> str:
        ends = {"först": _score(say, way.first), "sist": _score(say, way.last)}
        days = {"dag": say_day(say, way.first.on, today), "senare": say_day(say, way.last.on, today)}
        words = say(PaperText.WAY, **ends, **days)
        return f"{words}, {say(PaperText.WAY_SAME, antal=way.same)}" if way.left_out else words

    return {"name": progress.asked.name, "way": paper.line(compose)}


def _score(say: Say, step: Step) -> str:
    return say(PaperText.SCORE, värde=step.value, högst=step.top) if step.top else step.value


def signed(paper: Paper, version: PlanVersion, parties: list[PlanParty], today: dt.date) -> list[Line]:
    """How each has agreed; empty while somebody has not, and the document has lines to sign on."""
    if version.is_draft:
        return []
    agreed = timezone.localdate(version.participant_agreed_at)
    ours = timezone.localdate(version.consultant_agreed_at)
    by = version.consultant_agreed_by
    how = PlanVersion.AgreedHow(version.participant_agreed_how)
    words = {
        PlanVersion.AgreedHow.PAPER: f" ({version.paper_reference})",
        PlanVersion.AgreedHow.BEHALF: f": {version.behalf_reason}",
    }

    def theirs(say: Say) -> str:
        on = {"dag": say_day(say, agreed, today)}
        if version.paper_date:
            on["pappersdag"] = say_day(say, version.paper_date, today)
        return say(PaperText(f"signed_{how}"), **on)

    def unit(say: Say) -> str:
        return say(PaperText.SIGNED_UNIT, namn=by.full_name if by else "", dag=say_day(say, ours, today))

    return [
        paper.line(theirs, written=words.get(how, "")),
        paper.line(unit),
        *(_agreed(paper, one, today) for one in parties if one.agreed_on),
    ]


def _agreed(paper: Paper, one: PlanParty, today: dt.date) -> Line:
    def compose(say: Say) -> str:
        places = {"namn": one.name, "part": say(_party(one.organisation))}
        return say(PaperText(f"agreed_{one.how}"), **places, dag=say_day(say, one.agreed_on or today, today))

    return paper.line(compose, written=f" ({one.reference})" if one.reference else "")


def party(paper: Paper, one: PlanParty) -> dict[str, object]:
    """Who else agrees: the name, and whom it is of."""
    return {"name": one.name, "of": paper.text(_party(one.organisation))}


def _party(code: str) -> PaperText:
    return PaperText(f"party_{code}")


def _begun(words: str) -> str:
    """The words as a sentence begins."""
    return f"{words[:1].upper()}{words[1:]}"
