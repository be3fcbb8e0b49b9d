"""What a page is made of, so that a text which became part of it stands out."""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.access.hostile import MARK

# Attributes in which somebody's own words stand as words.
WORDED = {"value", "title", "aria-label", "placeholder", "alt", "data-label", "data-name", "data-text", "content"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href", "hx-get", "hx-post"}

OWN = ("/", "?", "#", "mailto:", "tel:", "http://testserver/", ".")
# The code for an authenticator app; a picture runs no script.
PICTURES = ("data:image/png", "data:image/svg+xml;base64,")
# Made by chance, of letters that can happen to be anything.
TOKEN = re.compile(r'"X-CSRFToken": "\w+"')


@dataclass
class Shape:
    """The kinds of elements and attributes of some pages."""

    parts: set[tuple[str, str]] = field(default_factory=set)

    def learn(self, page: str) -> None:
        """Take in a page that is as it should be."""
        for node in nodes(page):
            self.parts.update(parts_of(node))

    def strange(self, page: str) -> list[str]:
        """What is in `page` and in no page that is as it should be, and what should be in none."""
        found = []
        for node in nodes(page):
            found += [f"<{tag} {name}>" for tag, name in parts_of(node) - self.parts]
            found += dangers(node)
        return found


def nodes(page: str) -> list[LexborNode]:
    """The elements of a page or a part of one, as a browser builds them."""
    root = LexborHTMLParser(page).root
    return [] if root is None else [node for node in root.traverse(include_text=False) if not node.tag.startswith("-")]


def parts_of(node: LexborNode) -> set[tuple[str, str]]:
    """The element by itself and with each of its attributes."""
    return {(node.tag, ""), *((node.tag, name) for name in node.attributes)}


def dangers(node: LexborNode) -> list[str]:
    """What no page of ours has: code inside it, frames, addresses that are code, words where no words belong."""
    found = []
    if node.tag in {"iframe", "object", "embed", "base", "style", "template", "noscript"}:
        found.append(f"<{node.tag}>")
    # Values for a script of ours are no code, and the browser runs none of them.
    if node.tag == "script" and not node.attributes.get("src") and node.attributes.get("type") != "application/json":
        found.append("<script> utan src")
    for name, value in node.attributes.items():
        value = value or ""
        if name.startswith("on") or name in {"style", "srcdoc"}:
            found.append(f"{node.tag} {name}={value[:40]!r}")
        picture = node.tag == "img" and value.startswith(PICTURES)
        if name in ADDRESSES and value and not picture and not value.startswith(OWN):
            found.append(f"{node.tag} {name}={value[:60]!r}")
        if MARK in TOKEN.sub("", value) and name not in WORDED and not value.startswith(("mailto:", "tel:")):
            found.append(f"{MARK} i {node.tag} {name}={value[:60]!r}")
    return found
