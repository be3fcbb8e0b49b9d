"""When something goes wrong: in Swedish, without telling what one may not know, and with what was typed still there."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from amc.staff.models import Unit
from amc.web.errors import csrf_failure
from amc.web.kept import keep
from tests.web import pages
from tests.web.people import make_user

pytestmark = [pytest.mark.urls("tests.web.urls")]
NEW = "/enheter/ny/"
TYPED = {"name": "Jobbtorg", "notes": "Rad ett\n\n<script>&amp;</script>", "reference": "dolt värde"}


@pytest.fixture
def client(db):
    client = Client(raise_request_exception=False)
    client.force_login(make_user())
    return client


def kept_texts(response):
    page = response.content.decode()
    return dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*readonly>\n([^<]*)</textarea>', page))


def hidden(response):
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', response.content.decode()))


# --- What is unknown, somebody else's or forbidden ---


def test_unknown_foreign_and_forbidden_are_the_same_bytes(client):
    foreign = Unit.objects.create(name="Navet")
    addresses = ["/finns/inte/", f"/enheter/{uuid.uuid4()}/", f"/enheter/{foreign.uuid}/", "/chefen/", "/finns/inte/"]
    answers = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1
    page = answers[0].content.decode()
    assert "Sidan finns inte" in page
    assert "finns/inte" not in page


def test_the_own_object_differs_by_being_there(client):
    own = Unit.objects.get(users__email__startswith="anna")
    assert client.get(f"/enheter/{own.uuid}/").status_code == 200


# --- The database ---


@pytest.fixture
def unreachable(transactional_db, monkeypatch):
    """Makes PostgreSQL unreachable, as after a restart that has not ended."""

    def cut():
        connection.close()
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "host", "/nowhere")

    yield cut
    monkeypatch.undo()
    connection.close()


def test_without_a_database_the_text_is_shown_back(client, unreachable):
    unreachable()
    response = client.post(NEW, TYPED | {"once": str(uuid.uuid4())})
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "Systemet svarar inte just nu" in response.content.decode()
    texts = kept_texts(response)
    assert texts["name"] == "Jobbtorg"
    assert "&lt;script&gt;&amp;amp;&lt;/script&gt;" in texts["notes"]
    assert set(texts) == {"name", "notes"}


def test_what_is_shown_back_when_the_session_could_not_be_read_can_be_sent_again(client, transactional_db, monkeypatch):
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies.update(client.cookies)
    token = hidden(strict.get(NEW))
    with monkeypatch.context() as away:
        connection.close()
        away.setitem(connection.settings_dict["OPTIONS"], "host", "/nowhere")
        response = strict.post(NEW, TYPED | token)
        assert response.status_code == 503
    connection.close()
    assert strict.post(NEW, TYPED | hidden(response)).status_code == 302
    assert Unit.objects.filter(name="Jobbtorg").count() == 1


def test_without_a_database_a_page_says_so(client, unreachable):
    unreachable()
    response = client.get(NEW)
    assert response.status_code == 503
    assert "textarea" not in response.content.decode()


def test_a_server_that_stops_in_the_middle_keeps_the_text_and_the_rest_can_be_sent_again(
    client, transactional_db, monkeypatch
):
    original = pages.create_unit

    def stop(name):
        with connection.cursor() as cursor:
            # Who is behind the wall may not end the session of the one who connected.
            cursor.execute("SET LOCAL ROLE NONE; SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(pages, "create_unit", stop)
    mark = str(uuid.uuid4())
    response = client.post(NEW, TYPED | {"once": mark})
    assert response.status_code == 503
    page = response.content.decode()
    assert f'name="once" value="{mark}"' in page
    assert 'name="reference" value="dolt värde"' in page
    connection.close()
    monkeypatch.setattr(pages, "create_unit", original)
    again = client.post(NEW, TYPED | hidden(response))
    assert again.status_code == 302
    assert Unit.objects.filter(name="Jobbtorg").count() == 1


def test_a_statement_that_takes_too_long_is_trouble_too(client, transactional_db, monkeypatch):
    def slow(name):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '50ms'; SELECT pg_sleep(5)")

    monkeypatch.setattr(pages, "create_unit", slow)
    assert client.post(NEW, TYPED).status_code == 503


def test_a_fault_of_ours_keeps_the_text(client):
    response = client.post("/fel/", {"text": "Lång anteckning", "once": str(uuid.uuid4()), "journal-note": "Mer"})
    assert response.status_code == 500
    page = response.content.decode()
    assert "Något gick fel hos oss" in page
    assert "a fault of ours" not in page
    assert "Lång anteckning" in page
    assert ">Note</label>" in page


# --- The session ---


def test_a_form_sent_after_the_session_ended_is_shown_back(client):
    client.logout()
    response = client.post(NEW, TYPED)
    assert response.status_code == 403
    assert kept_texts(response)["name"] == "Jobbtorg"
    assert 'href="/logga-in/"' in response.content.decode()
    assert response["HX-Trigger"] == "amc:signed-out"
    assert response["Cache-Control"] == "no-store"


def test_a_page_leads_to_the_log_in(client):
    client.logout()
    assert client.get(NEW)["Location"] == "/logga-in/?next=/enheter/ny/"
    fragment = client.get(NEW, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/min-dag/?vecka=3"})
    assert fragment["HX-Redirect"] == "/logga-in/?next=%2Fmin-dag%2F"


@pytest.mark.parametrize(
    ("origin", "kept"), [("http://testserver", True), ("https://evil.example", False), (None, False)]
)
def test_a_form_with_an_old_token_is_shown_back_only_to_our_own_pages(db, origin, kept):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(make_user())
    response = client.post(NEW, TYPED, headers={"Origin": origin} if origin else {})
    assert response.status_code == 403
    assert ("Jobbtorg" in response.content.decode()) is kept
    assert ("Skicka igen" in response.content.decode()) is kept


def test_sending_again_with_the_new_token_works(db):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    page = client.post(NEW, TYPED, headers={"Origin": "http://testserver"}).content.decode()
    [token] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    again = client.post(NEW, TYPED | {"csrfmiddlewaretoken": token}, headers={"Origin": "http://testserver"})
    assert again.status_code == 302


# --- What is kept ---


def post(data, **more):
    request = RequestFactory().post("/x/", data, **more)
    request.resolver_match = None
    return request


@pytest.mark.parametrize("name", ["password", "password1", "login-Password", "otp_code", "losenord_passwd"])
def test_nothing_is_kept_of_a_form_with_a_secret(name):
    assert not keep(post({"login": "anna", name: "hemligt"})).can_resend


def test_files_cannot_be_sent_again():
    from django.core.files.uploadedfile import SimpleUploadedFile

    kept = keep(post({"note": "Text", "file": SimpleUploadedFile("a.csv", b"x")}))
    assert not kept.can_resend
    assert [field.value for field in kept.shown] == ["Text"]
    assert (
        "Filen du valde"
        in csrf_failure(
            post({"note": "Text", "file": SimpleUploadedFile("a.csv", b"x")}, headers={"Origin": "http://testserver"})
        ).content.decode()
    )


def test_unknown_fields_are_shown_and_keys_are_not():
    kept = keep(
        post(
            {
                "note": ["Ett", "Två"],
                "person": str(uuid.uuid4()),
                "draft_tab": "t",
                "empty": "",
                "csrfmiddlewaretoken": "x",
            }
        )
    )
    assert [field.value for field in kept.shown] == ["Ett", "Två"]
    assert {field.name for field in kept.hidden} == {"person", "draft_tab", "empty"}


def test_a_request_that_cannot_be_read_is_answered(db):
    client = Client(raise_request_exception=False)
    client.force_login(make_user())
    data = {f"f{number}": "x" for number in range(2100)}
    response = client.post(NEW, data)
    assert response.status_code == 400
    assert "Det gick inte att läsa" in response.content.decode()
