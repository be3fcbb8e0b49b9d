"""The headers of every kind of answer, and what browsers report back."""

import json
import logging

import pytest
from django.conf import settings
from django.test import Client

from amc.web import csp_reports
from amc.web.csp_reports import Throttle
from tests.exports import take_out
from tests.web.people import make_user
from tests.web.surface import wrong_headers

REPORT = "/sakerhet/rapport/"


@pytest.fixture
def client(db):
    client = Client(raise_request_exception=False)
    client.force_login(make_user())
    return client


def test_the_policy_has_nothing_unsafe() -> None:
    assert "unsafe" not in str(settings.SECURE_CSP)
    assert settings.SECURE_CSP["default-src"] == ["'none'"]
    assert settings.SECURE_CSP["script-src"] == ["'self'"]


@pytest.mark.parametrize(
    ("path", "status"), [("/logga-in/", 200), ("/", 302), ("/finns/inte/", 404), ("/utkast/kasta/", 403)]
)
def test_answers_without_anybody_signed_in(db, path: str, status: int) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(path) if status == 403 else client.get(path)
    assert response.status_code == status
    assert not wrong_headers(response)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_pages_and_fragments(client, headers) -> None:
    response = client.get("/deltagare/", headers=headers)
    assert response.status_code == 200
    assert not wrong_headers(response)


def test_a_file_for_download(client) -> None:
    response = take_out(client, "/deltagare/")
    assert response["Content-Disposition"].startswith("attachment;")
    assert not wrong_headers(response)


def test_the_interfaces_own_files_may_be_kept(client) -> None:
    response = client.get("/static/js/once.js")
    assert response.status_code == 200
    assert b"once" in response.getvalue()
    response.close()
    assert not wrong_headers(response, kept=True)


def test_a_fault_of_ours(client, monkeypatch) -> None:
    monkeypatch.setattr("participants.views.participants.ParticipantListView.get", lambda *args: 1 / 0)
    response = client.get("/deltagare/")
    assert response.status_code == 500
    assert not wrong_headers(response)


def test_the_database_away(client, monkeypatch) -> None:
    from django.db import OperationalError

    def away(*args):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("participants.views.participants.ParticipantListView.get", away)
    response = client.get("/deltagare/")
    assert response.status_code == 503
    assert not wrong_headers(response)


def test_messages_are_not_in_a_cookie() -> None:
    assert "cookie" not in settings.MESSAGE_STORAGE.lower()
    assert "fallback" not in settings.MESSAGE_STORAGE.lower()


# --- What browsers report ---


@pytest.fixture
def lines(caplog, monkeypatch):
    monkeypatch.setattr(csp_reports, "throttle", Throttle(5))
    caplog.set_level(logging.WARNING, csp_reports.logger.name)
    return caplog


def send(body: bytes | str, kind: str = "application/csp-report") -> int:
    """The status that a browser gets; it has neither cookie nor token."""
    return Client(enforce_csrf_checks=True).post(REPORT, body, content_type=kind).status_code


OLD = {
    "csp-report": {
        "document-uri": "https://amc.example/deltagare/1c6a4b52-30a7-4c1d-9c0c-5f0a8a4f9a11/?sok=Öberg",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/x.js?of=19900101-2385",
        "script-sample": "Åsa Öberg",
    }
}
NEW = [
    {
        "type": "csp-violation",
        "body": {
            "documentURL": "https://amc.example/min-dag/?x=y",
            "effectiveDirective": "style-src-attr",
            "blockedURL": "inline",
            "sample": "Åsa Öberg",
        },
    }
]


def test_a_report_in_the_old_form_is_one_line_without_query_or_key(lines) -> None:
    assert send(json.dumps(OLD)) == 204
    assert lines.messages == [
        "Policy refused: script-src-elem, evil.example, on deltagare/<uuid:uuid>/",
    ]


def test_a_report_in_the_new_form(lines) -> None:
    assert send(json.dumps(NEW), "application/reports+json") == 204
    assert lines.messages == ["Policy refused: style-src-attr, inline, on min-dag/"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[" * 10_000,
        b"null",
        b'"text"',
        b"[1, [], {}]",
        b'{"csp-report": 3}',
        b'{"csp-report": {"effective-directive": "script-src\\n2026 INFO forged"}}',
        b'{"csp-report": {"effective-directive": ["script-src"]}}',
    ],
)
def test_what_is_no_report_leaves_no_line(lines, body: bytes) -> None:
    assert send(body) == 204
    assert not lines.messages


@pytest.mark.parametrize("address", ["http://[", "a\r\nb", "javascript:alert(1)", "https://å.example/å/", "x" * 5000])
def test_what_stands_in_a_report_is_not_repeated(lines, address: str) -> None:
    body = {"effective-directive": "img-src", "blocked-uri": address, "document-uri": address}
    assert send(json.dumps({"csp-report": body})) == 204
    assert lines.messages == ["Policy refused: img-src, unreadable, on an unknown page"]


def test_a_large_report_is_not_read(lines) -> None:
    assert send(b"x" * 20_000) == 204
    assert lines.messages == ["Policy refused: a report too large to be read"]


def test_nobody_fills_the_log(lines) -> None:
    for _ in range(3):
        assert send(json.dumps(NEW * 50)) == 204
    assert len(lines.messages) == 5


def test_a_report_costs_no_question_to_the_database(db, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        send(json.dumps(NEW))
