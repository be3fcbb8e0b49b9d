"""Nobody meets what they should not: a canary in every text field, and a crawl of all that each role reaches.

Twice: with the product as it is, and with `visible_to` out of order, so that PostgreSQL's policies stand alone.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from django.db import transaction

from amc.web.logs import NUMBER
from tests.access.canaries import NOBODYS, TOKEN, Aviary
from tests.access.crawling import Page, addresses, crawl, kind_of
from tests.access.matrix import MATRIX
from tests.access.rows import EVERYBODY
from tests.access.side import TODAY
from tests.access.sides import Sides, add_sides, settle
from tests.access.visiting import Visitor, address
from tests.access.world import World
from tests.factories import at

Count = Callable[[str, object], None]
ACTORS = sorted(EVERYBODY)
MOST_LINKS = 90
_HREF = re.compile(r'\shref="([^"#]+)"')
_LEADS_OUT = re.compile(r"logga-ut|/static/|^mailto:|^tel:")


@pytest.fixture(scope="module")
def aviary(standing: World, django_db_blocker: Any) -> Aviary:
    """The world with two more sides, and a canary wherever somebody can have written."""
    with django_db_blocker.unblock(), time_machine.travel(at(TODAY), tick=False):
        with transaction.atomic():
            sides = add_sides(standing)
        settle(sides)
        aviary = Aviary(sides)
        aviary.release()
    return aviary


def all_addresses(sides: Sides, actor: str) -> Iterator[tuple[str, str]]:
    """What the actor may ask about the own, and every address about what is not theirs."""
    yield from addresses(sides.world, actor)
    for word in ("foreign", "ended", "protected"):
        objects = sides.all()[word].objects
        for name, row in MATRIX.items():
            if row.about in objects and row.method == "get" and not row.public:
                yield name, address(name, objects[row.about])


def follow(visitor: Visitor, pages: list[Page]) -> Iterator[Page]:
    """Where the links of `pages` lead, as far as there is time."""
    asked = {page.url for page in pages}
    waiting = deque(page for page in pages if page.kind == "page")
    followed = 0
    while waiting and followed < MOST_LINKS:
        page = waiting.popleft()
        for link in _HREF.findall(page.answer.text):
            url = urljoin(page.url, link.replace("&amp;", "&"))
            if url in asked or urlsplit(url).netloc or _LEADS_OUT.search(url) or followed >= MOST_LINKS:
                continue
            asked.add(url)
            followed += 1
            answer = visitor.ask("get", url)
            found = Page("link", url, kind_of(answer), answer)
            yield found
            if found.kind == "page" and answer.status_code == 200:
                waiting.append(found)


@pytest.mark.parametrize("actor", ACTORS)
def test_nobody_meets_what_they_should_not(
    aviary: Aviary, world: World, actor: str, record_property: Count, ear: Any
) -> None:
    visitor = Visitor(world.actors[actor])
    pages = list(crawl(visitor, all_addresses(aviary.sides, actor)))
    pages += follow(visitor, [page for page in pages if page.answer.status_code == 200])
    met, astray = set(), {}
    for page in pages:
        text = page.text
        met |= set(TOKEN.findall(text))
        if found := aviary.out_of_scope(actor, text):
            astray[page.url] = sorted(set(found.values()))
        if actor == "handledare" and not page.url.startswith("/stil/"):
            assert not NUMBER.search(re.sub(r"[0-9a-f-]{36}|tel:\S+", "", text)), page.url
    record_property("antal: kanariefåglar utsatta", len(aviary.by_token) if actor == ACTORS[0] else 0)
    record_property("antal: sidor, delar, filer och dokument genomsökta efter kanariefåglar", len(pages))
    record_property("antal: kanariefåglar mötta av den som får", len(met))
    record_property("antal: kanariefåglar på fel ställe", sum(len(found) for found in astray.values()))
    assert not astray
    assert actor != "konsulent" or sum(page.kind == "part" for page in pages) > 10
    assert len(met) > {"konsulent": 60, "enhetschef": 60, "ekonom": 10, "handledare": 4}.get(actor, -1), len(met)


def test_reminders_carry_no_canary(aviary: Aviary, world: World, ear: Any, record_property: Count) -> None:
    """What is due is told, in the system and by mail, without a word of what anybody wrote."""
    from django.core import mail

    from amc.reminders.models import Notification
    from amc.reminders.tasks import send_mail, sweep

    sweep()
    send_mail()
    told = Notification._base_manager.count()
    assert told
    assert mail.outbox
    for message in mail.outbox:
        assert not TOKEN.search(f"{message.subject} {message.body}")
    ear.mailed()
    assert not ear.findings
    record_property("antal: e-postmeddelanden genomsökta efter kanariefåglar", len(mail.outbox))


def test_the_oracle_lets_somebody_meet_each_and_nobody_all(aviary: Aviary) -> None:
    """An oracle that said yes or no to everything would prove nothing."""
    # The municipality's own words, which everybody meets, would hide a yes to everything about persons.
    somebodys = [token for token, canary in aviary.by_token.items() if canary.table not in NOBODYS]
    for actor in ACTORS:
        share = sum(aviary.may_meet(actor, token) for token in somebodys) / len(somebodys)
        # The colleague who is named meets three sides of four.
        assert share < 0.9, actor
    sides = {canary.side for canary in aviary.by_token.values()}
    assert sides == {"own", "foreign", "ended", "protected", ""}
    personal = {c.table for c in aviary.by_token.values() if c.side in {"own", "foreign"}}
    assert len(personal) >= 20


def test_an_astray_canary_is_seen(aviary: Aviary) -> None:
    token = next(token for token, canary in aviary.by_token.items() if canary.where == "JournalEntry.text")
    assert aviary.out_of_scope("ekonom", f"<p>{token}</p>")
