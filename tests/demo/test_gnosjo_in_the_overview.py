"""The overview shows the figures that Gnosjö published for 2016, to the digit, and both measures by name [S3]."""

import re
from html import unescape

import pytest
import time_machine
from django.test import Client

from amc.demo import gnosjo
from amc.staff.demo import DEMO_EMAILS
from amc.staff.models import Role, User
from tests.factories import at

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("municipality"), pytest.mark.django_db]


@pytest.fixture
def page(municipality, client: Client):
    """The enhetschef's overview of the year, and who reads it; on the demo's day, when the accounts may be used."""
    with time_machine.travel(at(municipality, 9), tick=False):
        yield _opened(client)


def _opened(client: Client):
    client.force_login(User.objects.get(email=DEMO_EMAILS[Role.ENHETSCHEF]))
    return client, client.get(f"/oversikt/?fran={gnosjo.YEAR}-01-01&till={gnosjo.YEAR}-12-31")


def read(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).replace("\N{NO-BREAK SPACE}", " ")


def test_both_measures_are_named_and_right(page) -> None:
    text = read(page[1].content.decode())
    assert "71 avslutade under perioden" in text
    assert "Till arbete 47 71 66 %" in text
    assert "därav på den reguljära arbetsmarknaden 37 71 52 %" in text
    assert "Till arbete enligt Kolada 37 71 52 %" in text
    assert "Resultat vid avslut enligt Kolada 37 71 52 %" in text


def test_education_is_shared_among_those_known(page) -> None:
    text = read(page[1].content.decode())
    for line in (
        "Icke fullgjord grundskola 39 56 %",
        "Högst grundskola 20 29 %",
        "Gymnasial 10 14 %",
        "Eftergymnasial 1 1 %",
        "Okänd 1 –",
    ):
        assert line in text, line


def test_each_figure_opens_the_persons_behind_it(page) -> None:
    client, answer = page
    for measure in answer.context["measures"]:
        assert client.get(measure.url).context["table"].paginator.count == measure.amount
    levels = {line.label: line for line in dict(answer.context["breakdowns"])["Utbildning"]}
    for label, amount in (("Icke fullgjord grundskola", 39), ("Okänd", 1)):
        assert client.get(levels[label].url).context["table"].paginator.count == amount
