"""What is done with openings, what participants seek, and proposals."""

import datetime as dt
from typing import Any

from django.db import transaction

from amc.matching.models import Opening, Proposal, Seeking
from amc.matching.rules import openings as opening_rules
from amc.matching.rules import proposals as rules
from amc.matching.rules.changes import Said
from amc.matching.rules.distance import limit_obstacles
from amc.obstacles import Obstacle, Refused, refuse_if
from amc.revisions import save_revised
from amc.staff.models import User
from participants.models import Enrolment


@transaction.atomic
def add_opening(*, by: User, **values: Any) -> Opening:
    """Put in an opening; `values` are its fields. Raises Refused."""
    opening = Opening(created_by=by, **values)
    refuse_if(
        opening_rules.opening_obstacles(
            starts_on=values.get("starts_on"),
            ends_on=values.get("ends_on"),
            places=values.get("places", 1),
            in_use=opening.workplace_in_use,
        )
    )
    opening.save()
    return opening


@transaction.atomic
def change_opening(opening: Opening, revision: int, **values: Any) -> Opening:
    """Change what an opening says. Raises Refused, and Stale when somebody else has changed it since `revision`."""
    taken = Opening.objects.select_for_update(no_key=True).values_list("taken", flat=True).get(pk=opening.pk)
    refuse_if(
        opening_rules.opening_obstacles(
            starts_on=values["starts_on"], ends_on=values["ends_on"], places=values["places"], taken=taken
        )
    )
    for name, value in values.items():
        setattr(opening, name, value)
    save_revised(opening, revision, values)
    return opening


@transaction.atomic
def close_opening(opening: Opening, *, closed_as: str, today: dt.date) -> Opening:
    """Nobody more is proposed for it; who holds a place keeps it. Raises Refused."""
    row = Opening.objects.select_for_update(no_key=True).get(pk=opening.pk)
    refuse_if(opening_rules.closing_obstacles(closed_on=row.closed_on))
    row.closed_on, row.closed_as = today, closed_as
    save_revised(row, row.revision, ["closed_on", "closed_as"])
    return row


@transaction.atomic
def reopen_opening(opening: Opening, *, today: dt.date) -> Opening:
    """Take the closing back. Raises Refused."""
    row = _locked(opening)
    in_use = row.workplace_in_use
    refuse_if(
        opening_rules.reopening_obstacles(closed_on=row.closed_on, ends_on=row.ends_on, in_use=in_use, today=today)
    )
    row.closed_on, row.closed_as = None, ""
    save_revised(row, row.revision, ["closed_on", "closed_as"])
    return row


def _open_case(enrolment: Enrolment) -> Enrolment:
    """The case's row, locked. Raises Refused for one that is closed."""
    case = Enrolment.objects.select_for_update(no_key=True, of=("self",)).get(pk=enrolment.pk)
    if case.closed_on:
        raise Refused(Obstacle(None, "Ärendet är avslutat. Det går inte att ändra.", "case_closed"))
    return case


@transaction.atomic
def say_what_is_sought(
    enrolment: Enrolment, *, seeking: Seeking | None, revision: int = 0, said: Said | None = None, **values: Any
) -> Seeking:
    """Write what the participant seeks: `seeking` as it was when the form was opened at `revision`, None the first
    time, with what the kartläggning `said` then. Raises Refused, and Stale when somebody else has written since."""
    case = _open_case(enrolment)
    if seeking is None:
        refuse_if(limit_obstacles(has_home=values.get("home") is not None, most_km=values.get("most_km")))
        known = Seeking.objects.filter(enrolment=case).first()
        if known is not None:
            text = "Någon annan har fyllt i det nyss. Öppna sidan igen och ändra där."
            raise Refused(Obstacle(None, text, "already"))
        return Seeking.objects.create(enrolment=case, heard=said or {}, **values)
    for name, value in values.items():
        setattr(seeking, name, value)
    refuse_if(limit_obstacles(has_home=seeking.home_id is not None, most_km=seeking.most_km))
    save_revised(seeking, revision, values)
    return seeking


@transaction.atomic
def hear_kartlaggning(seeking: Seeking, *, revision: int, said: Said, **values: Any) -> Seeking:
    """Take a stand on what the kartläggning has `said`: the fields in `values` become what it says, and what is left is
    kept as it stands. It is not asked again before it says something else.

    Raises Refused for a closed case, and Stale when somebody else has written since `revision`.
    """
    _open_case(seeking.enrolment)
    values |= {"heard": seeking.heard | said}
    for name, value in values.items():
        setattr(seeking, name, value)
    save_revised(seeking, revision, values)
    return seeking


@transaction.atomic
def propose(
    enrolment: Enrolment, *, opening: Opening, state: str, answer_by: dt.date | None, by: User, today: dt.date
) -> Proposal:
    """Reserve a place of `opening` for the participant, or note that it is offered. Raises Refused.

    The opening's row is locked: of two who take the last place, the later one waits and is told that it is gone.
    """
    row = _locked(opening)
    case = Enrolment.objects.get(pk=enrolment.pk)
    refuse_if(
        rules.proposing_obstacles(
            state=state,
            answer_by=answer_by,
            places=row.places,
            taken=row.taken,
            closed=row.closed_on is not None,
            in_use=row.workplace_in_use,
            already=Proposal.objects.holding().filter(opening=row, enrolment=case).exists(),
            case_closed=case.closed_on is not None,
            today=today,
        )
    )
    return Proposal.objects.create(opening=row, enrolment=case, state=state, answer_by=answer_by, created_by=by)


@transaction.atomic
def answer_proposal(
    proposal: Proposal,
    *,
    seen: int,
    state: str,
    declined_by: str = "",
    reason: str = "",
    answer_by: dt.date | None = None,
    today: dt.date,
) -> Proposal:
    """Note what became of a proposal; `seen` is its revision when the form was opened. Raises Refused."""
    row = Proposal.objects.select_for_update(no_key=True, of=("self",)).get(pk=proposal.pk)
    if row.revision != seen:
        text = f"Någon annan har ändrat förslaget sedan du öppnade sidan. Nu är det: {row.get_state_display().lower()}."
        raise Refused(Obstacle(None, f"{text} Kontrollera och spara igen.", "changed_meanwhile"))
    declined = state == rules.DECLINED
    refuse_if(
        rules.answering_obstacles(
            state=row.state, to=state, declined_by=declined_by, reason=reason, answer_by=answer_by, today=today
        )
    )
    row.state = state
    row.declined_by = declined_by if declined else ""
    row.reason = reason.strip() if declined or state == rules.ENDED else ""
    row.answer_by = answer_by if state == rules.OFFERED else None
    save_revised(row, row.revision, ["state", "declined_by", "reason", "answer_by"])
    return row


def _locked(opening: Opening) -> Opening:
    """The opening as it stands, with where it is; nobody else changes it until the transaction ends."""
    rows = Opening.objects.select_related("workplace__employer").select_for_update(no_key=True, of=("self",))
    return rows.get(pk=opening.pk)
