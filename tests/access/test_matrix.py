"""Every named route as every role: about one's own, about a stranger's, and about nothing (tests.access.matrix)."""

import re
import uuid
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from django.http import HttpResponse
from django.urls import Resolver404, resolve

from tests.access.matrix import MATRIX, PERSONAL
from tests.access.rows import EVERYBODY, Row
from tests.access.visiting import Visitor, address, named_routes, same, unknown
from tests.access.world import World

pytestmark = pytest.mark.django_db
LOGIN = "/logga-in/"
Count = Callable[[str, object], None]


def test_the_table_covers_the_urlconf() -> None:
    assert set(named_routes()) == set(MATRIX)


def test_every_name_in_the_table_is_an_actor(world: World) -> None:
    assert set(world.actors) == EVERYBODY
    assert not {who for row in MATRIX.values() for who in row.who} - EVERYBODY


def expected(row: Row, actor: str) -> int:
    """What `actor` is answered about something of the own unit."""
    if actor == "utloggad" and (row.signed_out or not row.public):
        return row.signed_out or (302 if row.method == "get" else 403)
    if actor not in row.who:
        return 404
    if actor == "kollega" and row.about in PERSONAL:
        return row.colleague or (302 if row.method == "get" else 403)
    return row.status


ACTORS = sorted(EVERYBODY)
ROLES = {"konsulent", "enhetschef", "specialist", "handledare", "ekonom", "hr", "systemförvaltare"}
LINK = re.compile(r'(?:href|hx-get)="(/[^"#?]*)')


def shut(answer: HttpResponse, actor: str) -> Iterator[str]:
    """The routes that the page links to and `actor` may not open: a button that leads to "finns inte"."""
    if answer.streaming or "html" not in answer["Content-Type"]:
        return
    for link in LINK.findall(answer.content.decode()):
        try:
            route = resolve(unescape(link)).url_name or ""
        except Resolver404:
            continue
        row = MATRIX.get(route)
        if row and not row.public and actor not in row.who:
            yield route


@pytest.mark.parametrize("actor", ACTORS)
def test_own(world: World, actor: str, record_property: Count) -> None:
    visitor, objects, wrong = Visitor(world.actors[actor]), world.own_objects(actor), {}
    record_property("antal: fall i matrisen", len(MATRIX))
    for name, row in MATRIX.items():
        answer = visitor.ask(row.method, address(name, objects[row.about] if row.about else {}), row.data)
        if answer.status_code != expected(row, actor):
            wrong[name] = f"{answer.status_code}, expected {expected(row, actor)}"
        if answer.status_code == 302 and actor == "utloggad":
            assert answer["Location"].startswith(LOGIN), name
        if actor in ROLES and row.method == "get" and answer.status_code == 200:
            wrong |= {f"{name} → {route}": "a link to what is not theirs" for route in shut(answer, actor)}
    assert not wrong


@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor != "utloggad"])
def test_a_strangers_and_nothing_are_the_same_bytes(world: World, actor: str, record_property: Count) -> None:
    visitor, wrong, count = Visitor(world.actors[actor]), {}, 0
    for name, row in MATRIX.items():
        if not row.about or row.public:
            continue
        arguments = world.foreign.objects[row.about]
        methods = {row.method, "post"}
        count += len(methods)
        for method in methods:
            foreign, nothing = (visitor.ask(method, address(name, of)) for of in (arguments, unknown(arguments)))
            if row.shared and actor in row.who:
                if nothing.status_code not in {404, 405}:
                    wrong[name, method] = f"nothing: {nothing.status_code}"
            elif foreign.status_code not in {404, 405} or not same(foreign, nothing):
                wrong[name, method] = f"a stranger's: {foreign.status_code}, nothing: {nothing.status_code}"
            elif foreign.status_code == 405 and row.method == method:
                wrong[name, method] = "405"
    record_property("antal: fall i matrisen", count)
    record_property("antal: fel i matrisen", len(wrong))
    assert not wrong


# A colleague is asked why before the second key is read.
@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor not in {"utloggad", "kollega"}])
def test_own_above_a_strangers_below(world: World, actor: str, record_property: Count) -> None:
    """An address with two keys: the second must belong to the first."""
    visitor, own, wrong, count = Visitor(world.actors[actor]), world.own_objects(actor), {}, 0
    for name, row in MATRIX.items():
        arguments = own.get(row.about, {})
        inner = [key for key, value in arguments.items() if isinstance(value, uuid.UUID) and key != "uuid"]
        if not inner:
            continue
        mixed = arguments | {key: world.foreign.objects[row.about][key] for key in inner}
        nothing = arguments | {key: uuid.uuid4() for key in inner}
        for method in {row.method, "post"}:
            count += 1
            answers = [visitor.ask(method, address(name, of)) for of in (mixed, nothing)]
            if answers[0].status_code != 404 or not same(*answers):
                wrong[name, method] = [answer.status_code for answer in answers]
    record_property("antal: fall i matrisen", count)
    assert not wrong
