"""The suite's ear hears what it should, and the log says no more than it may."""

import logging
import sys

import pytest
from django.core import mail
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from amc.web.logs import CarefulFormatter, WithoutRequest
from tests.factories import ParticipantFactory, ReferralFactory
from tests.leaks import Ear, personal

# Published test numbers (shared/data/testpersonnummer.txt), in the forms that people write them.
NUMBERS = ("199001012385", "19900101-2385", "900101-2385", "9001012385")


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_heard(number: str) -> None:
    assert personal(f"Öppnade {number} i dag") == number


def test_the_number_of_a_coordination_number_is_heard() -> None:
    """Its day is 60 more; which of the ten last digits keeps the check is of no matter here."""
    assert any(personal(f"19900161-238{last}") for last in range(10))


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24 10:00",
        "1c6a4b52-30a7-4c1d-9c0c-199001012385",
        "ärende 2026-00017",
        "user 17",
        "19900101-2386",  # the check digit is wrong
        "9913012385",  # no such month
    ],
)
def test_what_is_no_number_is_not(text: str) -> None:
    assert not personal(text)


@pytest.mark.parametrize("word", ["Åsa Öbergaabc", "Amina Ahmedzzzz", "zq000017z", "ZQ000017Z"])
def test_the_factories_people_are_heard(word: str) -> None:
    assert personal(f"Hej {word}!")


def test_the_ear_is_at_every_way_out(ear: Ear) -> None:
    """Each way out once; afterwards the findings are this test's own and forgotten."""
    before = ear.heard
    logging.getLogger("amc.somewhere").warning("Läste %s", NUMBERS[0])
    mail.send_mail("Hej", f"Åsa Öbergaaab {NUMBERS[1]}", None, ["a@kommunen.example"])
    ear.mailed()
    ear.published("amc.x", body=((NUMBERS[0],), {}, {}))
    ear.run("amc.x", args=(NUMBERS[0],))
    ear.asked(environ={"SERVER_NAME": "localhost", "PATH_INFO": f"/sok/{NUMBERS[0]}/"})
    ear.answered(HttpResponse(headers={"Location": f"/?sok={NUMBERS[0]}"}))
    ear.answered(HttpResponse('<a class="x" href="/?namn=%C3%96bergaaab">'))
    found = [line.split(":")[0] for line in ear.findings]
    ear.findings.clear()
    mail.outbox.clear()
    assert found == ["logg amc.somewhere", "e-post", "Celery amc.x", "Celery amc.x", "adress", "Location", "länk"]
    assert ear.heard >= before + len(found)


# --- The log itself ---


def logged(record: logging.LogRecord) -> str:
    """The line that the product's handler would write."""
    assert WithoutRequest().filter(record)
    return CarefulFormatter("%(levelname)s %(name)s %(message)s").format(record)


def record(message: str, *args: object, fault: bool = False, name: str = "django.request") -> logging.LogRecord:
    """A log record as libraries make them."""
    info = sys.exc_info() if fault else None
    return logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, info)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_struck_out(number: str) -> None:
    assert logged(record("Not Found: /sok/%s/", number)) == "ERROR django.request Not Found: /sok/[nummer]/"


def test_a_fault_is_told_by_its_class_and_its_way(db) -> None:
    try:
        try:
            raise ValueError("Åsa Öberg, 19900101-2385")
        except ValueError as error:
            raise RuntimeError("Journalen: hon mår dåligt") from error
    except RuntimeError:
        text = logged(record("Internal Server Error: %s", "/x/", fault=True))
    assert "Öberg" not in text
    assert "mår" not in text
    assert "builtins.ValueError" in text
    assert "builtins.RuntimeError" in text
    assert "test_leaks.py" in text


def test_a_broken_constraint_is_named_without_its_values(db) -> None:
    from amc.staff.models import Unit, User

    try:
        User.objects.create(email="a@kommunen.example", unit=Unit.objects.create(name="A"))
        User.objects.create(email="a@kommunen.example", unit=Unit.objects.create(name="B"))
    except IntegrityError:
        text = logged(record("Internal Server Error: %s", "/x/", fault=True))
    assert "a@kommunen.example" not in text
    assert "UniqueViolation 23505" in text


def test_the_request_and_what_was_posted_stay_out() -> None:
    entry = record("Internal Server Error: %s", "/x/")
    entry.request = RequestFactory().post("/x/", {"text": "Åsa Öberg"})  # type: ignore[attr-defined]
    logged(entry)
    assert "request" not in entry.__dict__


def test_an_address_is_told_by_its_route() -> None:
    request = RequestFactory().get("/deltagare/1c6a4b52-30a7-4c1d-9c0c-5f0a8a4f9a11/")
    request.resolver_match = resolve(request.path)
    for asked, text in (
        (request, "/deltagare/<uuid:uuid>/"),
        (RequestFactory().get("/x/Öberg/"), "an unknown address"),
    ):
        entry = record("Not Found: %s", asked.path)
        entry.request = asked  # type: ignore[attr-defined]
        assert logged(entry) == f"ERROR django.request Not Found: {text}"


def test_a_failed_task_is_told_by_its_class() -> None:
    try:
        raise ValueError("Åsa Öberg")
    except ValueError:
        entry = record("Task %(name)s raised: %(exc)s %(args)s", fault=True, name="celery.app.trace")
        entry.args = {"name": "amc.x", "exc": "ValueError('Åsa Öberg')", "args": "('Åsa',)"}
        text = logged(entry)
    assert text.startswith("ERROR celery.app.trace Task amc.x raised: ValueError -")


def test_faults_are_not_mailed(settings) -> None:
    assert not settings.DEBUG
    assert not settings.ADMINS
    handlers = [*logging.getLogger("django").handlers, *logging.getLogger().handlers]
    assert not [handler for handler in handlers if type(handler).__name__ == "AdminEmailHandler"]
    assert "AdminEmailHandler" not in str(settings.LOGGING)


@pytest.mark.django_db
def test_the_people_of_the_factories_are_known() -> None:
    for person in (ParticipantFactory(), ReferralFactory()):
        assert personal(person.last_name) == person.last_name
