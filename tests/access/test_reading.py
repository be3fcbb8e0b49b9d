"""That a GET which writes is noticed: the rest of tests/access asks thousands of pages and leans on it."""

from typing import Any

import pytest

from amc.staff.models import Unit
from participants.views.participants import ParticipantListView
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
