"""Requests that nobody would send in earnest: every route, every role, any method, any parameter and any body.

Seeded, so that a chunk that fails can be asked again. Half of the posts are forms of the product with the fields that
the page has, some of them filled as they should be: nonsense alone would never get past the first check.
"""

import json
import random
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

from tests.access.hostile import HOSTILE, STORABLE
from tests.access.matrix import MATRIX
from tests.access.visiting import address, unknown
from tests.access.world import World

METHODS = ("PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "get")
PARAMETERS = (
    "sida", "antal", "sortera", "export", "visa", "sok", "q", "next", "period", "fran", "till", "ar", "manad", "enhet",
    "team", "konsulent", "remittent", "kalla", "status", "lage", "typ", "datum", "id", "uuid", "page", "format", "fas",
)  # fmt: skip
VALUES = (
    "1",
    "0",
    "-1",
    "2",
    "99999999999999999999",
    "xlsx",
    "2026",
    "2026-11",
    "2026-11-24",
    "alla",
    "on",
    "-name",
    "",
)
_FILE = b'--X\r\nContent-Disposition: form-data; name="file"; filename="\x00"\r\n\r\nPK\r\n--X--'
_INPUT = re.compile(r"<(?:input|textarea|select|button)\b[^>]*\sname=\"([^\"]+)\"[^>]*>")
_VALUE = re.compile(r"\svalue=\"([^\"]*)\"")
_OPTION = re.compile(r"<option\b[^>]*\svalue=\"([^\"]*)\"")
_LINKED = re.compile(r"[?&]([a-z_]+)=")


@dataclass
class Asked:
    """One request."""

    actor: str
    method: str
    url: str
    body: bytes = b""
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.actor}: {self.method} {self.url[:200]} {self.content_type} {self.body[:300]!r} {self.headers}"


@dataclass
class Learned:
    """What a page of a route has shown: its fields with values they have had, and its parameters."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    parameters: set[str] = field(default_factory=set)

    def read(self, page: str) -> None:
        """Take in a page."""
        options = [unescape(value) for value in _OPTION.findall(page)[:60]]
        for match in _INPUT.finditer(page):
            value = _VALUE.search(match[0])
            known = self.fields.setdefault(unescape(match[1]), [])
            if value and len(known) < 8:
                known.append(unescape(value[1]))
            elif match[0].startswith("<select"):
                known.extend(options[:8])
        self.parameters.update(_LINKED.findall(page))


class Fuzzer:
    """Makes requests out of chance and what was learned."""

    def __init__(self, world: World, seed: int) -> None:
        self.chance = random.Random(seed)
        self.world = world
        self.learned: dict[str, Learned] = {}
        self.actors = sorted(world.actors)
        self.routes = [name for name in MATRIX if name != "account_logout"]
        self.chance.shuffle(self.routes)

    def requests(self, count: int) -> Iterator[tuple[str, Asked]]:
        """`count` requests with the route they are about, every route by turns."""
        for number in range(count):
            route = self.routes[number % len(self.routes)]
            yield route, self.one(route)

    def one(self, route: str) -> Asked:
        """A request about `route`, half of the times by somebody who gets past its door."""
        chance, row = self.chance, MATRIX[route]
        actor = chance.choice(sorted(row.who) if row.who and chance.random() < 0.3 else self.actors)
        url = self.path(route, actor)
        query = self.query(route) if chance.random() < 0.5 else ""
        asked = Asked(actor, "GET", url + query, headers=self.headers())
        if chance.random() < 0.5:
            asked.method = "POST"
            asked.body, asked.content_type = self.body(route)
        elif chance.random() < 0.15:
            asked.method = chance.choice(METHODS)
        return asked

    def path(self, route: str, actor: str) -> str:
        """The address: mostly of something of the own unit, sometimes of nothing, a stranger's or of no form at all."""
        row, dice = MATRIX[route], self.chance.random()
        arguments: dict[str, Any] = {}
        if row.about:
            mine = self.world.own if dice < 0.5 else self.world.foreign
            arguments = mine.objects[row.about]
            if 0.8 < dice < 0.9:
                arguments = unknown(arguments)
        url = address(route, arguments)
        if dice < 0.9:
            return url
        parts = url.split("/")
        parts[self.chance.randrange(1, max(2, len(parts) - 1))] = quote(self.text()[:300].replace("/", ""), safe="")
        return "/".join(parts)

    def text(self) -> str:
        """Something that somebody might write, or that nobody should."""
        dice = self.chance.random()
        if dice < 0.6:
            return self.chance.choice(STORABLE)
        if dice < 0.7:
            return str(uuid.UUID(int=self.chance.getrandbits(128)))
        if dice < 0.85:
            return self.chance.choice(VALUES)
        return "".join(
            chr(self.chance.choice((9, 10, 32, 65, 0xE5, 0x3042, 0x1F600)) + self.chance.randrange(9))
            for _ in range(12)
        )

    def query(self, route: str) -> str:
        """Parameters, those that the pages of the route link to among them."""
        known = [*PARAMETERS, *sorted(self.page(route).parameters), *sorted(self.page(route).fields)]
        pairs = [(self.chance.choice(known), self.text()[:200]) for _ in range(self.chance.randint(1, 4))]
        if self.chance.random() < 0.1:
            return "?" + self.chance.choice(
                ("%", "%ff%fe", "a=%00", "&&&==", "a" * 3000, "sida=1;antal=2", "%ED%A0%80=1")
            )
        return "?" + urlencode([(name, value.replace("\ud800", "")) for name, value in pairs], errors="replace")

    def page(self, route: str) -> Learned:
        """What is known of the route."""
        return self.learned.setdefault(route, Learned())

    def body(self, route: str) -> tuple[bytes, str]:
        """A body and its type: a form of the page with some fields wrong, or something that is no form."""
        dice, fields = self.chance.random(), self.page(route).fields
        if dice < 0.85:
            wrong = self.chance.random()
            pairs: list[tuple[str, str]] = []
            for name, values in fields.items():
                if self.chance.random() < 0.92 and name not in {"once", "csrfmiddlewaretoken"}:
                    right = values and self.chance.random() > wrong
                    pairs.append((name, self.chance.choice(values) if right else self.text()))
            if not pairs or self.chance.random() < 0.1:
                pairs += [(self.chance.choice((*PARAMETERS, *fields)), self.chance.choice(HOSTILE)) for _ in range(3)]
            encoded = urlencode([(name, value) for name, value in pairs], errors="surrogatepass").encode()
            return encoded, "application/x-www-form-urlencoded"
        return self.chance.choice(
            (
                (b"", ""),
                (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
                (b"a=1&a=2&a=%00", "application/x-www-form-urlencoded; charset=utf-7"),
                (b"a=1", "application/x-www-form-urlencoded; charset=nonsense"),
                (json.dumps({"a": self.chance.choice(STORABLE)}).encode(), "application/json"),
                (b"[" * 5000, "application/json"),
                (b"--X\r\nContent-Disposition: form-data", "multipart/form-data; boundary=X"),
                (b"", "multipart/form-data"),
                (b"x", "multipart/form-data; boundary=" + "y" * 300),
                (_FILE, "multipart/form-data; boundary=X"),
                (b"&".join(b"a%d=1" % number for number in range(2500)), "application/x-www-form-urlencoded"),
                (b"x" * 20_000, "text/plain"),
            )
        )  # fmt: skip

    def headers(self) -> dict[str, str]:
        """Headers, sometimes htmx's, sometimes of no sense."""
        found = {}
        if self.chance.random() < 0.25:
            found["HX-Request"] = "true"
        if self.chance.random() < 0.2:
            name = self.chance.choice(
                ("Referer", "HX-Current-URL", "HX-Target", "User-Agent", "X-Forwarded-For", "Accept-Language", "Origin",
                 "Cookie", "If-Modified-Since", "If-None-Match", "Range", "X-CSRFToken", "HX-Prompt", "Accept")
            )  # fmt: skip
            found[name] = re.sub(r"[^\x20-\x7e]", "?", self.text())[:500]
        return found
