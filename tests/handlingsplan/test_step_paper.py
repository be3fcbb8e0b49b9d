"""The steps on the plan's paper: only where they are asked for, and each set by itself."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.handlingsplan.held import measured, step_set
from tests.handlingsplan.room import TODAY
from tests.pdf import text_of

pytestmark = pytest.mark.django_db


def test_the_paper_tells_the_way_of_each_set_when_it_is_asked_for(as_anna, draft):
    case = draft.plan.enrolment
    version = step_set(published=1).versions.get(number=1)
    own = step_set("egen", published=1, asks_participant=False).versions.get(number=1)
    for ago, value in ((56, 2), (0, 4)):
        day = TODAY - dt.timedelta(days=ago)
        measured(case, day, value)
        measured(case, day, value, version=version)
        measured(case, day, value, voice="konsulent", version=own)
    url = reverse("plan_pdf", args=[case.participant.uuid])
    told = " ".join(text_of(as_anna.get(url, {"steg": "1"}).content).split())
    assert "Mina steg: från 2,0 av 5" in told
    assert "Kursen: från 2,0 av 10" in told
    assert told.count("till 4,0 av 10") == 1
    assert "från 2,0" not in " ".join(text_of(as_anna.get(url).content).split())
    assert "Med stegen" in as_anna.get(reverse("plan", args=[case.participant.uuid])).text
