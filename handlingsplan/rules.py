"""What plans and follow-ups must fulfil, as pure functions that answer the obstacles in words.

Sources: domain.md sections 3 and 4: clear responsibility for every activity, who does what by when [S2]; an agreed
version is frozen and a revision is a new one; the AMI is followed up every 12 months [S0].
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from amc.obstacles import Obstacle
from amc.staff.access import Permission
from amc.staff.models import User
from handlingsplan.models import ASKED, Activity, Goal, GoalResult, PlanParty, PlanVersion

MOST_HOURS = 60
# A day later than this is a slip of the year: the yearly ones of an AMI lie within two.
LONGEST_AHEAD = dt.timedelta(days=5 * 365)
PARTY_OUTCOMES = PARTY_AGREED, PARTY_MORE_TIME, PARTY_DROPPED = "agreed", "more_time", "dropped"

CLOSED = Obstacle(None, "Inskrivningen är avslutad. Planen går att läsa men inte att ändra.", "enrolment_closed")
FROZEN = Obstacle(
    None,
    "Den här versionen är överenskommen och kan inte ändras. Gör en ny version av planen i stället.",
    "agreed_plan_is_frozen",
)
GONE = Obstacle(None, "Det du ändrade har någon annan tagit bort. Ladda om planen.", "gone")
TEXT_CHANGED = Obstacle(
    None,
    "Planen har ändrats sedan du öppnade sidan, och ingenting är godkänt. Läs vad som är ändrat och godkänn sedan.",
    "text_changed",
)
ALREADY_AGREED = Obstacle(
    None, "Versionen blev överenskommen medan sidan var öppen. Läs den som den gäller nu.", "already_agreed"
)
DRAFT_GONE = Obstacle(
    None, "Utkastet har någon tagit bort medan sidan var öppen, och ingenting är godkänt. Öppna planen.", "draft_gone"
)
NOT_YOURS = Obstacle(None, "Läget ändras av den som är ansvarig för aktiviteten eller av konsulenten.", "not_yours")
NOBODY_AGREES = Obstacle(None, "Markera vem som godkänner planen.", "nobody_agrees")


def day_obstacles(name: str, day: dt.date, today: dt.date) -> list[Obstacle]:
    """Whether `day`, of the field `name`, can be planned for: not before `today`, nor a slip of the year ahead."""
    if day < today:
        return [Obstacle(name, "Dagen har redan varit. Välj i dag eller senare.", "due_in_past")]
    if day > today + LONGEST_AHEAD:
        return [Obstacle(name, "Mer än fem år framåt. Kontrollera året.", "far_off")]
    return []


def _short(text: str) -> str:
    return f"”{text[:60].rstrip()}…”" if len(text) > 60 else f"”{text}”"


# --- The draft ------------------------------------------------------------------------------------


def editing_obstacles(version: PlanVersion, enrolment_open: bool) -> list[Obstacle]:
    """Whether the text of `version` may be changed."""
    if not enrolment_open:
        return [CLOSED]
    return [] if version.is_draft else [FROZEN]


def goal_obstacles(*, text: str) -> list[Obstacle]:
    """A goal says something, in the person's own words."""
    if not text.strip():
        return [Obstacle("text", "Skriv målet, gärna med deltagarens egna ord.", "goal_without_text")]
    return []


def activity_obstacles(
    *,
    what: str,
    party: str,
    party_name: str,
    responsible: User | None,
    starts_on: dt.date | None,
    due_on: dt.date | None,
    hours_per_week: object = None,
) -> list[Obstacle]:
    """What an activity must hold to be written down; dates may wait until the plan is agreed."""
    found = []
    if not what.strip():
        found.append(Obstacle("what", "Skriv vad som ska göras.", "activity_without_text"))
    if party not in Activity.Party.values:
        found.append(Obstacle("party", "Välj vem som gör det.", "activity_without_party"))
    if party == Activity.Party.ANNAN and not party_name.strip():
        found.append(Obstacle("party_name", "Skriv vem det är som gör det.", "party_without_name"))
    if starts_on and due_on and due_on < starts_on:
        found.append(
            Obstacle("due_on", "Aktiviteten slutar innan den börjar. Ändra något av datumen.", "ends_before_start")
        )
    if hours_per_week is not None and not 0 < hours_per_week <= MOST_HOURS:  # type: ignore[operator]
        found.append(Obstacle("hours_per_week", f"Skriv mellan 0,5 och {MOST_HOURS} timmar i veckan.", "hours"))
    return found


# --- Agreement ------------------------------------------------------------------------------------


def completeness_obstacles(goals: Sequence[Goal], activities: Iterable[Activity]) -> list[Obstacle]:
    """What the plan still lacks before anybody can agree to it: a goal, and for each activity who and by when [S2]."""
    activities = list(activities)
    found = []
    if not goals:
        found.append(Obstacle(None, "Planen har inget mål. Lägg till minst ett mål.", "no_goal"))
    if not activities:
        found.append(
            Obstacle(None, "Planen har ingen aktivitet. Lägg till minst en sak som någon ska göra.", "no_activity")
        )
    for row in activities:
        if row.state not in Activity.OPEN_STATES:
            continue
        named = row.responsible_id or row.party_name.strip()
        if row.party in (Activity.Party.KONSULENT, Activity.Party.SPECIALIST) and not named:
            found.append(
                Obstacle(None, f"{_short(row.what)} saknar ansvarig. Skriv vem som gör det.", "activity_responsible")
            )
        if row.due_on is None:
            found.append(
                Obstacle(
                    None, f"{_short(row.what)} saknar datum. Skriv senast när det ska vara gjort.", "activity_date"
                )
            )
    return found


def participant_agreement_obstacles(
    *, how: str, paper_date: dt.date | None, behalf_reason: str, today: dt.date, paper_reference: str
) -> list[Obstacle]:
    """On paper the paper has its date, kept apart from the day of entry, and a place; on behalf there is a reason."""
    if how not in PlanVersion.AgreedHow.values:
        return [Obstacle("how", "Välj hur deltagaren har godkänt planen.", "agreed_how")]
    found = []
    if how == PlanVersion.AgreedHow.PAPER and paper_date is None:
        found.append(Obstacle("paper_date", "Skriv datumet som står på papperet.", "paper_has_date"))
    if how == PlanVersion.AgreedHow.PAPER and paper_date and paper_date > today:
        found.append(Obstacle("paper_date", "Datumet på papperet har inte varit än.", "paper_in_future"))
    if how == PlanVersion.AgreedHow.PAPER and not paper_reference.strip():
        found.append(
            Obstacle(
                "paper_reference",
                "Skriv var papperet eller skanningen finns: diarienummer eller plats i arkivet.",
                "paper_has_reference",
            )
        )
    if how == PlanVersion.AgreedHow.BEHALF and not behalf_reason.strip():
        found.append(
            Obstacle("behalf_reason", "Skriv varför du godkänner för deltagarens räkning.", "behalf_has_reason")
        )
    return found


def asking_obstacles(
    *, organisation: str, is_current: bool, is_asked: bool, due_on: dt.date, today: dt.date
) -> list[Obstacle]:
    """Whether a contact outside the unit may be asked to agree to the draft, with an answer by `due_on`."""
    found = []
    if organisation not in ASKED or not is_current:
        message = "Välj en kontakt vid Arbetsförmedlingen eller socialtjänsten som arbetar i ärendet nu."
        found.append(Obstacle("contact", message, "party_of_af_or_social"))
    if is_asked:
        found.append(Obstacle("contact", "Kontakten är redan tillfrågad om den här versionen.", "party_asked_once"))
    return found + day_obstacles("due_on", due_on, today)


def settling_obstacles(
    party: PlanParty, *, outcome: str, how: str, day: dt.date, reference: str, reason: str, today: dt.date
) -> list[Obstacle]:
    """Whether it can be noted that `party` agreed on `day`, is given time until `day`, or is no longer asked.

    What was said of a text before it was changed is no agreement to the text that stands.
    """
    if outcome not in PARTY_OUTCOMES:
        return [Obstacle("outcome", "Välj hur det blev.", "outcome")]
    if not party.is_waited_for:
        return [Obstacle(None, "Svaret är redan antecknat. Ladda om sidan.", "party_settled")]
    if outcome == PARTY_DROPPED:
        lacks = [Obstacle("reason", "Skriv varför ni inte längre väntar på svaret.", "party_dropped_for_a_reason")]
        return [] if reason.strip() else lacks
    if outcome == PARTY_MORE_TIME:
        return day_obstacles("day", day, today)
    found = []
    if how not in PlanParty.How.values:
        found.append(Obstacle("how", "Välj hur godkännandet kom.", "party_how"))
    elif how != PlanParty.How.SCREEN and not reference.strip():
        message = "Skriv var svaret finns: diarienummer, plats i arkivet eller vem som tog emot det och när."
        found.append(Obstacle("reference", message, "party_reference"))
    since = party.lost_on or timezone.localdate(party.asked_at)
    if day > today:
        found.append(Obstacle("day", "Dagen har inte varit än.", "party_in_future"))
    elif day < since:
        message = f"Texten är från {since} eller senare. Ett godkännande från en tidigare dag gäller en annan text."
        found.append(Obstacle("day", message, "party_of_older_text"))
    return found


# --- How far it has come --------------------------------------------------------------------------


MOST_DAYS_MOVED = 366


def shift_obstacles(
    *, starts_on: dt.date | None, due_on: dt.date | None, days: int, ended: bool = False
) -> list[Obstacle]:
    """An activity with a day is moved by some days, a year at the most; one that has `ended` stays on its days."""
    if ended:
        return [Obstacle(None, "Aktiviteten är avslutad och flyttas inte. Rätta den med Ändra.", "activity_ended")]
    if starts_on is None and due_on is None:
        return [Obstacle(None, "Aktiviteten har inget datum att flytta. Skriv ett med Ändra.", "activity_without_day")]
    if not 0 < abs(days) <= MOST_DAYS_MOVED:
        return [Obstacle(None, "Välj en dag att flytta till, högst ett år bort.", "not_moved")]
    return []


def may_move_activity(user: User, activity: Activity) -> bool:
    """Caseworkers move every activity, a specialist those that the specialist is responsible for [S2]."""
    return Permission.CASEWORK.granted_to(user) or (
        Permission.READ_CASES.granted_to(user) and activity.responsible_id == user.pk
    )


def state_obstacles(
    *,
    version: PlanVersion,
    enrolment_open: bool,
    state: str,
    result: str,
    done_on: dt.date | None,
    today: dt.date,
    waiting_for: str = "",
) -> list[Obstacle]:
    """Any state may follow any other, for mistakes happen; waiting says for what, stopping why, and being done a day
    that has been."""
    if not enrolment_open:
        return [CLOSED]
    if version.state == PlanVersion.State.REPLACED:
        return [
            Obstacle(None, "Versionen är ersatt av en nyare. Ändra läget i planen som gäller nu.", "version_replaced")
        ]
    if state not in Activity.State.values:
        return [Obstacle("state", "Välj ett läge.", "state")]
    found = []
    if state == Activity.State.WAITING and waiting_for not in Activity.WaitingFor.values:
        found.append(
            Obstacle("waiting_for", "Välj vad aktiviteten väntar på: papper, plats eller tid.", "waiting_for_nothing")
        )
    if state == Activity.State.STOPPED and not result.strip():
        found.append(Obstacle("result", "Skriv varför aktiviteten avbröts.", "stopped_activity_has_reason"))
    if done_on and done_on > today:
        found.append(Obstacle("done_on", "Dagen har inte varit än. Skriv i dag eller tidigare.", "done_in_future"))
    return found


# --- What became of the goals ---------------------------------------------------------------------

NO_RESULT = "Välj hur det gick med målet."


def goal_answer_obstacles(version: PlanVersion, result: str, *, enrolment_open: bool) -> list[Obstacle]:
    """It is said of a goal that is agreed and in force, while the case is open; what has been said can be changed."""
    if not enrolment_open:
        return [CLOSED]
    if version.state != PlanVersion.State.AGREED:
        text = "Målet står inte i planen som gäller nu. Öppna planen igen och svara där."
        return [Obstacle(None, text, "goal_not_in_force")]
    return [] if result in GoalResult.Result.values else [Obstacle("result", NO_RESULT, "goal_result")]


def goal_result_obstacles(results: Mapping[str, str]) -> list[Obstacle]:
    """Each goal of the plan in force has a result at closing; `results` by the name of the field that asks for it."""
    return [
        Obstacle(field, NO_RESULT, "goal_result")
        for field, result in results.items()
        if result not in GoalResult.Result.values
    ]
