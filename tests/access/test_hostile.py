"""Whatever somebody writes, it is shown as what they wrote: no page, part, file or document takes it for its own.

The corpus (tests.access.hostile) goes three ways: through every text field of every form, one string at a time;
through every form of the product as a post; and, past the forms, into every text field of every row.
"""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from tests.access.crawling import Page, addresses, crawl
from tests.access.filling import fill, fill_imported_rows
from tests.access.hostile import HOSTILE, MARK, STORABLE
from tests.access.markup import Shape
from tests.access.posting import forms_of, text_inputs
from tests.access.side import TODAY
from tests.access.visiting import Visitor
from tests.access.world import World
from tests.factories import at

ACTORS = ("konsulent", "enhetschef", "specialist", "ekonom", "handledare", "systemförvaltare")
Count = Callable[[str, object], None]


def pack(number: int, longest: int | None) -> str:
    """Some strings of the corpus from `number` on, as many as there is room for."""
    room = longest or 2500
    text = ""
    for string in itertools.islice(itertools.cycle(STORABLE), number % len(STORABLE), number % len(STORABLE) + 25):
        if len(text) + len(string) + 1 <= room:
            text += f" {string}" if text else string
    return text or STORABLE[number % len(STORABLE)][:room]


def some(world: World, actor: str, routes: tuple[str, ...]) -> Iterator[Page]:
    """The pages of `routes` that the actor reaches."""
    chosen = (found for found in addresses(world, actor) if found[0] in routes)
    return crawl(Visitor(world.actors[actor]), chosen, variants=False)


@pytest.fixture(scope="module")
def shape(standing: World, django_db_blocker: Any) -> Shape:
    """What the pages are made of when people write words; afterwards every row is full of harm."""
    known, numbers = Shape(), itertools.count()

    def harm(model: Any, field: Any, key: Any) -> str | None:
        if field.name.endswith("email"):
            return f"xq7.{next(numbers)}@kommunen.example"
        text = pack(next(numbers) * 3, field.max_length)
        return f"{key}{text}"[: field.max_length] if field.unique else text

    with django_db_blocker.unblock(), time_machine.travel(at(TODAY), tick=False):
        fill(lambda model, field, key: "9" if field.max_length and field.max_length < 20 else f"Ord{key}.\n\nOch ord.")
        # What a page shows only after something has happened stands in its template.
        for template in (settings.BASE_DIR / "templates").rglob("*.html"):
            known.learn(template.read_text())
        # What is not learnt here stands out there: who meets no route but another's shows no part of ours but theirs.
        met: set[tuple[str, str]] = set()
        for actor in ACTORS:
            new = [one for one in addresses(standing, actor) if one not in met]
            met.update(new)
            for page in crawl(Visitor(standing.actors[actor], strict=False), new, files=False):
                if page.kind in {"page", "part"}:
                    known.learn(page.answer.text)
        # What Django writes at a field that it refuses; which fields are depends on the text that falls to them.
        for field in ("input", "select", "textarea"):
            known.learn(f'<{field} aria-invalid="true" aria-describedby="x">')
        refused = fill(harm)
        fill_imported_rows(lambda key: pack(next(numbers), 300))
    # Too short for harm, or with a constraint that ties them to a decision of another field's.
    assert refused <= {
        "Participant.postcode", "Employment.exception_reason", "Referral.protection_decision", "Undertaking.reason",
        "PlanWording.text", "PlanParty.reference", "PlanParty.reason",
        "InternshipSignature.name", "InternshipSignature.paper_reference", "InternshipSignature.reason",
        "ExtensionRequest.decision_reason", "Offer.tasks", "Offer.reason", "SupervisorTraining.withdrawn_why",
        "PlannedChange.why", "JointVisit.outcome", "Locality.name",
    }, refused  # fmt: skip
    return known


@pytest.mark.parametrize("actor", ACTORS)
def test_what_is_stored_is_shown_as_words(
    shape: Shape, world: World, actor: str, record_property: Count, ear: Any
) -> None:
    strange, shown, count = {}, 0, 0
    for page in crawl(Visitor(world.actors[actor]), addresses(world, actor)):
        count += 1
        assert page.answer.status_code < 500, page.url
        if page.kind in {"page", "part"}:
            shown += MARK in page.answer.text
            if found := shape.strange(page.answer.text):
                strange[page.url] = sorted(set(found))[:5]
    # The addresses of supervisors and contacts are hostile here, and the suite's ear has heard no formula.
    assert not [finding for finding in ear.findings if "formel" in finding]
    record_property("antal: sidor, delar, filer och dokument med elaka texter", count)
    record_property("antal: av dem som visar dem", shown)
    assert not strange
    assert shown > count / 3 or actor in {"handledare", "systemförvaltare"}


def every_form() -> list[type[forms.BaseForm]]:
    """The forms of the product."""
    found, waiting = set(), [forms.BaseForm]
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            if one.__module__.startswith(("amc.", "participants.", "handlingsplan.", "placements.")):
                found.add(one)
    return sorted(found, key=lambda one: (one.__module__, one.__qualname__))


def cleaned(field: forms.Field, text: str) -> tuple[str, list[str]]:
    """What becomes of `text`, and the words of the refusal."""
    try:
        return str(field.clean(text)), []
    except ValidationError as refusal:
        return "", refusal.messages


def test_every_field_takes_every_string_or_says_why_not(record_property: Count) -> None:
    """One string at a time: a value without NUL and half pairs, no longer than it may be, or a message."""
    tried = 0
    for form in every_form():
        for name, field in form.base_fields.items():
            if not isinstance(field, forms.CharField):
                continue
            for text in HOSTILE:
                tried += 1
                value, words = cleaned(field, text)
                assert words or value is not None, (form, name)
                assert "\x00" not in value, (form, name)
                assert field.max_length is None or len(value) <= field.max_length, (form, name)
    record_property("antal: elaka texter genom formulärfält", tried)
    assert tried > 200 * 50


def test_the_corpus_is_large_and_marked() -> None:
    assert len(set(HOSTILE)) >= 200
    assert sum(MARK in text for text in HOSTILE) >= 100


@pytest.mark.parametrize("actor", ["konsulent", "enhetschef", "hr", "systemförvaltare"])
def test_what_is_posted_is_shown_as_words(shape: Shape, world: World, actor: str, record_property: Count) -> None:
    """Each form with harm in its text fields: shown again with it, or saved and shown where the answer leads."""
    visitor = Visitor(world.actors[actor])
    strange, posted, saved, fell = {}, 0, 0, []
    # What all may do is tried once, by the konsulent.
    mine = [
        one for one in addresses(world, actor) if actor == "konsulent" or one not in set(addresses(world, "konsulent"))
    ]
    for number, (route, url) in enumerate(mine):
        page = visitor.ask("get", url)
        if page.status_code != 200 or not page.headers["Content-Type"].startswith("text/html"):
            continue
        for target, fields in forms_of(page.text, url):
            texts = text_inputs(page.text)
            if not texts & set(fields) or route.startswith("account"):
                continue
            for turn in range(2):
                harm = {name: pack(number * 7 + turn * 31 + place, 90) for place, name in enumerate(sorted(texts))}
                answers = visitor.send(target, fields | {n: t for n, t in harm.items() if n in fields})
                posted += 1
                saved += answers[0].status_code == 302
                for answer in answers:
                    if answer.status_code >= 500:
                        fell.append(f"{answer.status_code} {target} {harm}"[:600])
                    elif "html" in answer.headers.get("Content-Type", "") and (found := shape.strange(answer.text)):
                        strange[target] = sorted(set(found))[:5]
    record_property("antal: formulär skickade med elaka texter", posted)
    assert not fell
    assert not strange
    assert actor != "konsulent" or (posted > 40 and saved > 5), (posted, saved)


def answering(body: str) -> Callable[[Any], None]:
    """Answers the browser's own request with `body`, and refuses what the page asks for besides.

    Of one argument: Playwright gives a second one to whatever takes it.
    """

    def answer(asked: Any) -> None:
        if asked.request.is_navigation_request():
            asked.fulfill(body=body, content_type="text/html; charset=utf-8")
        else:
            asked.abort()

    return answer


@pytest.mark.browser
def test_no_page_of_them_runs_anything(shape: Shape, world: World, chromium: Path, record_property: Count) -> None:
    """In a browser, without the content policy that would stop it anyway: no dialog, and nobody calls."""
    from playwright.sync_api import sync_playwright

    chosen = ("participant_detail", "journal", "kartlaggning", "plan", "placements", "referral_detail", "referral_list",
              "participant_list", "employer_list", "meeting_create", "goal_edit", "employer_change")  # fmt: skip
    bodies = {page.route: page.answer.text for page in some(world, "konsulent", chosen) if page.kind == "page"}
    fired: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium))
        tab = browser.new_page()
        tab.on("dialog", lambda dialog: (fired.append(dialog.message), dialog.dismiss()))
        tab.expose_function(MARK, lambda *args: fired.append("called"))
        for route, body in bodies.items():
            tab.unroute_all()
            tab.route("**/*", answering(body))
            tab.goto(f"http://localhost/{route}/", wait_until="domcontentloaded", timeout=120_000)
            tab.mouse.move(200, 200)
            tab.keyboard.press("Tab")
            assert tab.evaluate("window.top.xq7 !== 1")
        browser.close()
    record_property("antal: elaka sidor i webbläsare", len(bodies))
    assert not fired
    assert len(bodies) >= 8
