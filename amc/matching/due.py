"""Proposals that wait for an answer."""

import datetime as dt
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from amc.due import KEYS, Addressee, DueRule, Stage
from amc.matching.models import Proposal
from amc.matching.rules.proposals import BEGINS
from participants.due import person_of


def unanswered(today: dt.date) -> QuerySet[Any, dict[str, Any]]:
    """By the day of the answer, for the case's consultant, else for whoever proposed. Of open cases."""
    latest = today + dt.timedelta(days=PROPOSAL.reach)
    return (
        Proposal.objects.filter(state__in=BEGINS, answer_by__lte=latest, enrolment__closed_on__isnull=True)
        .order_by()
        .annotate(
            subject=F("uuid"),
            person=person_of("enrolment__participant"),
            participant_id=F("enrolment__participant_id"),
            due_on=F("answer_by"),
            responsible_id=Coalesce("enrolment__consultant", "created_by"),
            unit_id=F("enrolment__unit_id"),
        )
        .values(*KEYS)
    )


PROPOSAL = DueRule(
    code="proposal",
    label="Besked om plats",
    verb="Hur gick det?",
    icon="briefcase",
    horizon=7,
    stages=(Stage("0", 0), Stage("14 sen", 14, Addressee.MANAGER)),
    rows=unanswered,
    url=lambda row: reverse("proposal_answer", args=[row["subject"]]),
    form=lambda row: reverse("proposal_answer", args=[row["subject"]]),
)
RULES = (PROPOSAL,)
