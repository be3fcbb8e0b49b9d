"""Nothing that is sent makes the product fall over: no unhandled exception, and no answer that takes two seconds.

8,000 requests with every change; `AMC_FUZZ=100000 make test ARGS=tests/access/test_fuzz.py` asks more.
"""

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.access.fuzzing import Asked, Fuzzer
from tests.access.matrix import MATRIX
from tests.access.visiting import Visitor
from tests.access.world import World
from tests.leaks import Ear

TOTAL = int(os.environ.get("AMC_FUZZ", "8000"))
CHUNKS = 4
LONGEST_SECONDS = 2.0


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """The exceptions that nobody handled."""
    found: list[str] = []

    def note(sender: Any, request: Any, **kwargs: Any) -> None:
        import traceback

        found.append("".join(traceback.format_exc(limit=-4)[-900:]))

    got_request_exception.connect(note)
    yield found
    got_request_exception.disconnect(note)


class Sender:
    """Sends requests as anybody; what they write is undone."""

    def __init__(self, world: World) -> None:
        self.cookies = {word: Visitor(user).cookies for word, user in world.actors.items()}
        self.client = Client(raise_request_exception=False)

    def send(self, asked: Asked) -> tuple[HttpResponse, float]:
        """The answer, and how long it took in seconds."""
        self.client.cookies.clear()
        for name, value in self.cookies[asked.actor].items():
            self.client.cookies[name] = value
        began = time.perf_counter()
        with transaction.atomic():
            answer: Any = self.client.generic(
                asked.method,
                asked.url,
                asked.body,
                asked.content_type or "application/octet-stream",
                headers=asked.headers,
            )
            transaction.set_rollback(True)
        return answer, time.perf_counter() - began


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_nothing_sent_makes_it_fall(
    world: World, faults: list[str], ear: Ear, record_property: Callable[[str, object], None], chunk: int
) -> None:
    fuzzer, sender = Fuzzer(world, chunk), Sender(world)
    fell, slow, count = [], [], 0
    answered: dict[int, int] = {}
    for route, asked in fuzzer.requests(TOTAL // CHUNKS):
        answer, seconds = sender.send(asked)
        count += 1
        answered[answer.status_code] = answered.get(answer.status_code, 0) + 1
        if answer.status_code >= 500:
            fell.append(f"{answer.status_code} {asked}\n{faults[-1] if faults else ''}")
        elif answer.status_code == 200 and asked.method == "GET" and "html" in answer.headers.get("Content-Type", ""):
            fuzzer.page(route).read(answer.text)
        # A busy machine is slow now and then; what is slow by itself is slow again.
        if seconds > LONGEST_SECONDS and sender.send(asked)[1] > LONGEST_SECONDS:
            slow.append(f"{seconds:.1f} s {asked}")
    # The links of a list carry on what its address asked for, and here that is anything.
    ear.findings[:] = [finding for finding in ear.findings if not finding.startswith(("länk", "Location"))]
    record_property("antal: frågor i fuzz", count)
    record_property("antal: fel i fuzz", len(fell))
    assert not fell, f"{len(fell)} av {count}, {answered}\n" + "\n".join(fell[:8])
    assert not slow, "\n".join(slow[:8])
    # The fuzz would prove nothing if every door were closed to it.
    assert answered.get(200, 0) > count // 10
    assert answered.get(302, 0) > count // 50


def test_every_route_is_among_those_asked() -> None:
    assert 2 * len(MATRIX) < TOTAL // CHUNKS
