"""The handlingsplan: versions that follow each other, with goals and activities that go on through them."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from amc.demo.chance import at, office_day
from amc.demo.filing.desk import Desk, File, Note
from amc.demo.texts import journal
from amc.demo.texts import plans as words
from handlingsplan.models import Activity, ActivityKind, Goal, Plan, PlanParty, PlanVersion

_LEAST_TASKS = 4
_OLD = dt.timedelta(days=30)
_REASONS = Activity.WaitingFor.values
WITHOUT_PLAN = ("new", "mapping", "unassigned")
_KINDS = tuple(words.ACTIVITIES)
# What one trains at within the unit: mostly that of one's own line of work.
_WORKSHOPS = ("snickeri", "montering", "kok", "somnad", "sry")
_HOURS = (None, None, None, Decimal("4.0"), Decimal("10.0"), Decimal("15.0"), Decimal("20.0"), Decimal("30.0"))


@dataclass(slots=True)
class Task:
    """An activity through the versions. `done` and `stopped` are the days when it was, if it was."""

    origin: str
    kind: str
    what: str
    result: str
    party: str
    party_name: str
    responsible: int | None
    starts: dt.date
    due: dt.date
    hours: Decimal | None
    goal: int
    done: dt.date | None = None
    stopped: dt.date | None = None
    idle: str = ""

    def state_on(self, day: dt.date) -> str:
        """How far it had come on `day`."""
        if self.done and self.done <= day:
            return Activity.State.DONE.value
        if self.stopped and self.stopped <= day:
            return Activity.State.STOPPED.value
        if self.idle:
            return self.idle
        return Activity.State.ONGOING.value if self.starts <= day else Activity.State.PLANNED.value

    def over_on(self, day: dt.date) -> bool:
        """Whether it was done or stopped by `day`."""
        return self.state_on(day) in (Activity.State.DONE.value, Activity.State.STOPPED.value)


@dataclass(slots=True)
class Content:
    """Goals and tasks as they grow."""

    goals: list[tuple[str, str, str]] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)


def plan(desk: Desk, file: File) -> None:
    """The plan with its versions. Sets `file.plan` and `file.agreed`, the days when versions were agreed."""
    chance, trait = desk.chance, file.case.trait
    if trait in WITHOUT_PLAN:
        return
    first = office_day(file.opened_on + dt.timedelta(days=chance.between(16, 45)))
    only_draft = trait in ("draft", "half_agreed")
    if first > file.last_at_work and not only_draft:
        return
    file.plan = desk.add(Plan, enrolment_id=file.key)
    agreed = [] if only_draft else _agreement_days(desk, file, first)
    content = Content()
    number = 0
    for number, day in enumerate(agreed, start=1):
        _grow(desk, file, content, day, 3 if number == 1 else chance.between(1, 2))
        replaced = agreed[number] if number < len(agreed) else None
        _version(desk, file, content, number, day, replaced)
        file.notes.append(Note(at(day, 11), "samtal", desk.text(words_of_agreement(number), file), meeting=True))
    file.agreed = agreed
    if only_draft or trait == "revising" or (file.is_open and agreed and chance.often(0.08)):
        day = max(office_day(file.last_at_work - dt.timedelta(days=chance.between(1, 9))), file.opened_on)
        _grow(desk, file, content, day, 3 if only_draft else 1)
        _draft(desk, file, content, number + 1, day, half_agreed=trait == "half_agreed")


def words_of_agreement(number: int) -> tuple[str, ...]:
    """What the journal says of a version that was agreed."""
    return journal.PLAN_AGREED[:2] if number == 1 else journal.PLAN_AGREED[2:]


def _agreement_days(desk: Desk, file: File, first: dt.date) -> list[dt.date]:
    chance = desk.chance
    days = [first]
    last = file.last_at_work
    if file.case.trait in ("plan_old", "silent"):
        last -= dt.timedelta(days=chance.between(115, 160))
    gap = (60, 115) if desk.rich else (110, 200)
    while (day := office_day(days[-1] + dt.timedelta(days=chance.between(*gap)))) <= last:
        days.append(day)
    late = (desk.today - days[-1]).days > 88
    if file.is_open and late and last == desk.yesterday and chance.often(0.92):
        newest = office_day(desk.today - dt.timedelta(days=chance.between(4, 80)))
        if newest > days[-1]:
            days.append(newest)
    return days


def _grow(desk: Desk, file: File, content: Content, day: dt.date, more: int) -> None:
    """Add goals the first time, and `more` tasks decided on `day`."""
    chance, line = desk.chance, file.person.line
    if not content.goals:
        content.goals.append((chance.uuid(), chance.pick(line.wants), chance.pick(line.signs)))
        extra = chance.sample(words.EXTRA_GOALS, chance.between(1, 2) if desk.rich else chance.between(0, 1))
        content.goals += [(chance.uuid(), text, sign) for text, sign in extra]
    for task in content.tasks:
        if not task.over_on(day) and task.due <= day:
            _renew(desk, task, day)
    waiting = sum(not task.over_on(day) for task in content.tasks)
    for _ in range(max(more, _LEAST_TASKS - waiting) if desk.rich else max(1, more - 1)):
        content.tasks.append(_task(desk, file, day, chance.between(0, len(content.goals) - 1)))


def _renew(desk: Desk, task: Task, day: dt.date) -> None:
    """A revised plan gives what was not done a new date, and mostly it gets done."""
    task.due = day + dt.timedelta(days=desk.chance.between(20, 90))
    if desk.chance.often(0.75):
        task.idle = ""
        task.done = task.due - dt.timedelta(days=desk.chance.between(0, 15))


def _task(desk: Desk, file: File, day: dt.date, goal: int) -> Task:
    chance = desk.chance
    party = Activity.Party.DELTAGARE.value
    party_name, responsible = "", None
    if chance.often(0.32):
        party = desk.deal("party", [(value, 3 if value == "konsulent" else 1) for value in words.OTHERS])
    if file.case.trait == "specialist":
        party = Activity.Party.SPECIALIST.value
    if party == Activity.Party.DELTAGARE.value:
        kind = desk.deal("activity", [(code, 2 if code in ("soka_jobb", "praktik", "cv") else 1) for code in _KINDS])
        if kind in _WORKSHOPS and not chance.often(0.1):
            kind = file.person.line.workshop
        what, result = chance.pick(words.ACTIVITIES[kind])
    else:
        what, kind = chance.pick(words.OTHERS[party])
        result = "Gjort"
        if party == Activity.Party.KONSULENT.value:
            responsible = file.consultant
        elif party == Activity.Party.SPECIALIST.value:
            responsible = file.unit.specialists[0]
        elif party == Activity.Party.ANNAN.value:
            party_name = chance.pick(words.OTHER_NAMES)
    starts = day + dt.timedelta(days=chance.between(0, 14))
    due = starts + dt.timedelta(days=chance.between(14, 110))
    told = file.words()
    task = Task(
        chance.uuid(), kind, what.format_map(told), result, party, party_name, responsible, starts, due,
        chance.pick(_HOURS) if party == Activity.Party.DELTAGARE.value else None, goal,
    )  # fmt: skip
    fate = chance.random()
    if fate < 0.78:
        task.done = due - dt.timedelta(days=chance.between(-6, 20))
    elif fate < 0.86:
        task.stopped = due - dt.timedelta(days=chance.between(0, 10))
    elif fate < 0.93:
        task.idle = desk.deal("idle", [(Activity.State.PROPOSED.value, 1), (Activity.State.WAITING.value, 1)])
    if task.done and task.done < starts:
        task.done = starts
    # Most of what has lain for a month is seen to: nobody's day is hundreds of days behind.
    if not task.done and not task.stopped and due < desk.today - _OLD and (file.key + due.day) % 8:
        task.idle, task.done = "", due
    return task


def _version(desk: Desk, file: File, content: Content, number: int, day: dt.date, replaced: dt.date | None) -> None:
    """An agreed version, in force or `replaced` on that day."""
    chance = desk.chance
    frozen = at(day, chance.between(9, 15), chance.between(0, 59))
    how = desk.deal("agreed_how", [("screen", 80), ("paper", 14), ("behalf", 6)])
    state = PlanVersion.State.REPLACED if replaced else PlanVersion.State.AGREED
    version = desk.add(
        PlanVersion,
        plan_id=file.plan,
        number=number,
        state=state.value,
        summary=words.SUMMARIES[file.key % len(words.SUMMARIES)],
        created_by_id=file.consultant,
        created_at=frozen - dt.timedelta(days=chance.between(0, 6), minutes=35),
        participant_agreed_at=frozen - dt.timedelta(minutes=4),
        participant_agreed_how=how,
        behalf_reason=words.BEHALF if how == "behalf" else "",
        paper_date=day - dt.timedelta(days=chance.between(0, 5)) if how == "paper" else None,
        paper_reference=f"Pärm {day:%m}, {day:%Y}:{file.key}" if how == "paper" else "",
        consultant_agreed_at=frozen,
        consultant_agreed_by_id=file.consultant,
        agreed_on=day,
        frozen_at=frozen,
    )
    _asked(desk, file, version, day, frozen)
    goals = _write(desk, content, version, day, min(replaced or file.last, file.last))
    if not replaced:
        file.goals = goals


def _draft(desk: Desk, file: File, content: Content, number: int, day: dt.date, *, half_agreed: bool) -> None:
    version = desk.add(
        PlanVersion,
        plan_id=file.plan,
        number=number,
        summary=words.SUMMARIES[file.key % len(words.SUMMARIES)],
        created_by_id=file.consultant,
        created_at=at(day, 14),
        participant_agreed_at=at(desk.yesterday, 15) if half_agreed else None,
        participant_agreed_how="screen" if half_agreed else "",
    )
    if file.is_open:
        _asked(desk, file, version, day, None)
    _write(desk, content, version, day, file.last)


def _asked(desk: Desk, file: File, version: int, day: dt.date, frozen: dt.datetime | None) -> None:
    """Whom at AF or socialtjänsten every third version with such a contact waits for, or had the answer of."""
    for key, organisation, name, ended in file.contacts[:1]:
        if (file.key + version) % 3 or (ended and ended <= day):
            continue
        answered: dict[str, object] = {}
        if frozen:
            how = PlanParty.How.values[version // 3 % len(PlanParty.How.values)]
            answered = {"agreed_on": day, "how": how, "noted_at": frozen, "noted_by_id": file.consultant}
            answered["reference"] = words.ANSWERED[how]
        desk.add(
            PlanParty,
            version_id=version,
            contact_id=key,
            organisation=organisation,
            name=name,
            due_on=day + dt.timedelta(days=14),
            asked_at=(frozen or at(day, 15)) - dt.timedelta(minutes=20),
            asked_by_id=file.consultant,
            **answered,
        )


def _write(desk: Desk, content: Content, version: int, day: dt.date, seen_on: dt.date) -> list[int]:
    """Answers the keys of its goals. Goals, and those tasks that were not over when the version was agreed on `day`, as they stood on `seen_on`."""
    goals = [
        desk.add(
            Goal,
            version_id=version,
            origin=origin,
            text=text,
            sign=sign,
            due_on=day + dt.timedelta(days=180) if order == 0 else None,
            order=order,
        )
        for order, (origin, text, sign) in enumerate(content.goals)
    ]
    left = [task for task in content.tasks if not task.over_on(day)]
    for order, task in enumerate(left):
        state = task.state_on(seen_on)
        over = task.done if state == "done" else task.stopped if state == "stopped" else None
        result = task.result if state == "done" else desk.chance.pick(words.STOPPED) if state == "stopped" else ""
        desk.add(
            Activity,
            version_id=version,
            goal_id=goals[task.goal],
            origin=task.origin,
            kind_id=activity_kinds()[task.kind],
            what=task.what,
            party=task.party,
            party_name=task.party_name,
            responsible_id=task.responsible,
            starts_on=task.starts,
            due_on=task.due,
            hours_per_week=task.hours,
            order=order,
            state=state,
            waiting_for=_REASONS[int(task.origin[:2], 16) % 3] if state == "waiting" else "",
            result=result,
            done_on=over,
        )
    return goals


_kinds: dict[str, int] = {}


def activity_kinds() -> dict[str, int]:
    """Key of each activity kind by its code."""
    if not _kinds:
        _kinds.update(ActivityKind.objects.values_list("code", "pk"))
    return _kinds
