"""That a GET which writes is noticed, and a page that is another to htmx.

The rest of tests/access asks thousands of pages and leans on it.
"""

import re
from typing import Any

import pytest
from django.urls import reverse

from amc.staff.models import Unit
from participants.views.participants import ParticipantListView
from tests.access.crawling import addresses, ask, crawl, kind_of
from tests.access.test_protected import TOKENS
from tests.access.visiting import Visitor
from tests.access.world import World


def test_a_get_that_writes_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = ParticipantListView.get

    def get(self: Any, *args: Any, **kwargs: Any) -> Any:
        Unit.objects.filter(pk=self.user.unit_id).update(name="Omdöpt vid läsning")
        return shown(self, *args, **kwargs)

    visitor = Visitor(world.actors["konsulent"])
    assert visitor.ask("get", "/deltagare/").status_code == 200
    monkeypatch.setattr(ParticipantListView, "get", get)
    with pytest.raises(AssertionError, match="staff_unit"):
        visitor.ask("get", "/deltagare/")


def test_an_answer_without_its_headers_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = ParticipantListView.get

    def get(self: Any, *args: Any, **kwargs: Any) -> Any:
        answer = shown(self, *args, **kwargs)
        answer["Content-Security-Policy"] = "default-src 'self' 'unsafe-inline'"
        return answer

    monkeypatch.setattr(ParticipantListView, "get", get)
    with pytest.raises(AssertionError, match="CSP with unsafe"):
        Visitor(world.actors["konsulent"]).ask("get", "/deltagare/")


# What is new each time: the token against forgery, and those of a form and its draft.
NEW = re.compile(f'{TOKENS.pattern}|name="(once|draft_tab)" value="[^"]*"')


def test_a_list_is_asked_for_its_part_too(world: World) -> None:
    visitor = Visitor(world.actors["konsulent"])
    found = crawl(visitor, [("participant_list", reverse("participant_list"))], files=False)
    assert [page.kind for page in found] == ["page", "part"]


def test_what_never_asks_whom_it_is_for_is_the_same_to_htmx(world: World) -> None:
    visitor, same = Visitor(world.actors["konsulent"]), 0
    for _, url in list(addresses(world, "konsulent"))[::8]:
        page, differs = ask(visitor, url)
        # What is enrolled with is made by chance.
        if kind_of(page) == "page" and not differs and not url.startswith("/konto/"):
            part = visitor.ask("get", url, headers={"HX-Request": "true"})
            assert NEW.sub("", part.text) == NEW.sub("", page.text), url
            same += 1
    assert same > 15
