"""What is weighed when a place and a participant are set beside each other, and how a proposal goes on."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from amc.matching.models import Proposal
from amc.matching.rules import openings, proposals
from amc.matching.rules.distance import km_between
from amc.matching.rules.matching import (
    CRITERIA,
    MOST,
    Place,
    Seeker,
    best_places,
    best_seekers,
    points_of,
    reasons,
)
from participants.rules.facts import LEVELS, LICENCES
from tests.matching.room import BAKER, COLD, COOK, NYKOPING, OCCUPATIONS, PAINTER, STIGTOMTA, TROSA, place, seeker

D = dt.date.fromisoformat
TODAY = D("2026-11-24")
NEAR = {"home": NYKOPING, "most_km": 20}
GROW, CLEAN, RESCUE = ("odling", "Odling"), ("stada", "Städa"), ("hlr", "Hjärt- och lungräddning")
LEVEL = [code for code, _ in LEVELS]


def told(name: str, who: Seeker, where: Place):
    return next(reason for reason in reasons(who, where) if reason.name == name)


@pytest.mark.parametrize(
    ("name", "who", "where", "points", "met", "text"),
    [
        # The same occupation, the same unit group of SSYK, one near it, the same field, another.
        ("Yrke", {}, {"occupation": COOK}, 30, True, "Söker kock – platsen är kock"),
        ("Yrke", {}, {"occupation": COLD}, 18, True, "Söker kock – platsen är kallskänka, ett närliggande yrke"),
        ("Yrke", {}, {"occupation": BAKER}, 12, True, "Söker kock – platsen är bagare, samma område"),
        ("Yrke", {}, {"occupation": PAINTER}, 0, False, "Söker kock – platsen är målare"),
        ("Yrke", {"wishes": (PAINTER, COOK)}, {"occupation": COOK}, 30, True, "Söker kock – platsen är kock"),
        ("Yrke", {"wishes": ()}, {"occupation": COOK}, 0, None, "Platsen är kock – inte känt vad deltagaren söker"),
        ("Yrke", {}, {}, 0, None, "Platsens yrke är inte angivet"),
        ("Slag", {}, {}, 15, True, "Söker praktik"),
        ("Slag", {}, {"kind": "resurs", "kind_name": "Resursjobb"}, 0, False, "Söker inte resursjobb"),
        ("Ort", {"towns": ("Oxelösund", " nyköping")}, {"town": "Nyköping"}, 12, True, "Kan arbeta i Nyköping"),
        ("Ort", {"towns": ("Trosa",)}, {"town": "Gnesta"}, 0, False, "Har inte sagt att det går att arbeta i Gnesta"),
        ("Ort", {}, {"town": "Gnesta"}, 0, None, "Platsen är i Gnesta – inte känt var deltagaren kan arbeta"),
        # A town that somebody said yes to counts however far off; else the distance from where they start.
        ("Ort", {"towns": ("NYKO\u0308PING",)}, {"town": "Nyköping"}, 12, True, "Kan arbeta i Nyköping"),
        ("Ort", NEAR, {"town": "Stigtomta", "spot": STIGTOMTA}, 12, True,
         "Stigtomta, 14 km fågelvägen från Nyköping – högst 20 km"),
        ("Ort", NEAR | {"most_km": 14}, {"town": "Stigtomta", "spot": STIGTOMTA}, 12, True,
         "Stigtomta, 14 km fågelvägen från Nyköping – högst 14 km"),
        ("Ort", NEAR, {"town": "Trosa", "spot": TROSA}, 0, False,
         "Trosa, 35 km fågelvägen från Nyköping – högst 20 km"),
        ("Ort", NEAR | {"towns": ("trosa",)}, {"town": "Trosa", "spot": TROSA}, 12, True, "Kan arbeta i Trosa"),
        ("Ort", NEAR, {"town": "Nyköping", "spot": NYKOPING}, 12, True, "Nyköping, samma ort – högst 20 km"),
        ("Ort", {"home": NYKOPING}, {"town": "Trosa", "spot": TROSA}, 12, True,
         "Trosa, 35 km fågelvägen från Nyköping"),
        ("Ort", {"home": NYKOPING, "towns": ("Gnesta",)}, {"town": "Trosa", "spot": TROSA}, 0, False,
         "Har inte sagt att det går att arbeta i Trosa, 35 km fågelvägen från Nyköping"),
        ("Ort", NEAR, {"town": "Lilla Byn"}, 0, None, "Avståndet till Lilla Byn är inte känt"),
        ("Ort", NEAR, {}, 0, None, "Platsens ort är inte angiven"),
        ("Färdigheter", {}, {}, 10, True, "Inga särskilda färdigheter önskas"),
        ("Färdigheter", {"skills": frozenset({"odling", "stada"})}, {"skills": (GROW, CLEAN)}, 10, True,
         "Har Odling, Städa"),
        ("Färdigheter", {"skills": frozenset({"odling"})}, {"skills": (GROW, CLEAN)}, 5, False,
         "Har Odling. Har inte angett Städa, som platsen gärna vill ha"),
        ("Färdigheter", {"skills": frozenset({"odling"})}, {"skills": (CLEAN,)}, 0, False,
         "Har inte angett Städa, som platsen gärna vill ha"),
        ("Färdigheter", {}, {"skills": (GROW, RESCUE)}, 0, None,
         "Platsen vill gärna ha Odling, Hjärt- och lungräddning – inte känt"),
        ("Svenska", {"level": "b1"}, {"level": "a2"}, 10, True, "Svenska B1 – platsen vill ha A2"),
        ("Svenska", {"level": "a2"}, {"level": "b1"}, 0, False, "Svenska A2 – platsen vill ha B1"),
        ("Svenska", {"level": "modersmal"}, {"level": "c2"}, 10, True, "Svenska modersmål – platsen vill ha C2"),
        ("Svenska", {}, {"level": "b1"}, 0, None, "Svenska inte känt – platsen vill ha B1"),
        ("Svenska", {}, {}, 10, True, "Ingen nivå i svenska krävs"),
        ("Timmar", {"hours": Decimal(20)}, {"hours": Decimal(20)}, 8, True, "Kan 20 timmar i veckan – platsen är 20"),
        ("Timmar", {"hours": Decimal("19.5")}, {"hours": Decimal(20)}, 0, False,
         "Kan 19,5 timmar i veckan – platsen är 20"),
        ("Tid", {"from_day": D("2026-12-01")}, {"starts_on": D("2026-12-01")}, 6, True,
         "Kan börja 2026-12-01 – platsen börjar 2026-12-01"),
        ("Tid", {"from_day": D("2026-12-02")}, {"starts_on": D("2026-12-01")}, 3, False,
         "Kan börja 2026-12-02 – platsen börjar 2026-12-01"),
        ("Tid", {"from_day": D("2027-02-01")}, {"ends_on": D("2027-01-31")}, 0, False,
         "Kan börja 2027-02-01 – platsen slutar 2027-01-31"),
        ("Tid", {"from_day": D("2027-01-31")}, {"ends_on": D("2027-01-31")}, 6, True, "Kan börja 2027-01-31"),
        # A firm about to open, with date (domain.md section 3): nobody begins before it opens.
        ("Tid", {}, {"opens_on": D("2027-01-03")}, 6, True,
         "Öppnar den 3 januari 2027 – platsen har inga bestämda dagar"),
        ("Tid", {"from_day": D("2026-12-01")}, {"opens_on": D("2027-01-03")}, 6, True,
         "Öppnar den 3 januari 2027 – kan börja 2026-12-01"),
        ("Tid", {"from_day": D("2027-01-04")}, {"opens_on": D("2027-01-03")}, 6, True,
         "Öppnar den 3 januari 2027 – kan börja 2027-01-04"),
        ("Tid", {"from_day": D("2026-12-20")}, {"starts_on": D("2026-12-01"), "opens_on": D("2027-01-03")}, 6, True,
         "Öppnar den 3 januari 2027 – kan börja 2026-12-20"),
        ("Tid", {"from_day": D("2027-01-04")}, {"starts_on": D("2026-12-01"), "opens_on": D("2027-01-03")}, 3, False,
         "Öppnar den 3 januari 2027 – kan börja 2027-01-04"),
        ("Tid", {}, {"starts_on": D("2026-12-01"), "opens_on": D("2027-01-03")}, 0, None,
         "Öppnar den 3 januari 2027 – inte känt när deltagaren kan börja"),
        ("Tid", {"from_day": D("2026-12-01")}, {"ends_on": D("2027-01-02"), "opens_on": D("2027-01-03")}, 0, False,
         "Öppnar den 3 januari 2027 – platsen slutar 2027-01-02"),
        ("Tid", {"from_day": D("2026-12-01")}, {"ends_on": D("2027-01-03"), "opens_on": D("2027-01-03")}, 6, True,
         "Öppnar den 3 januari 2027 – kan börja 2026-12-01"),
        ("Tid", {"from_day": D("2027-02-01")}, {"ends_on": D("2027-01-31"), "opens_on": D("2027-01-03")}, 0, False,
         "Kan börja 2027-02-01 – platsen slutar 2027-01-31"),
        # The place's own first day comes later, and counts.
        ("Tid", {"from_day": D("2027-02-01")}, {"starts_on": D("2027-02-01"), "opens_on": D("2027-01-03")}, 6, True,
         "Kan börja 2027-02-01 – platsen börjar 2027-02-01"),
        ("Körkort", {"licences": ("B",)}, {"licence": "B"}, 5, True, "Har körkort B"),
        ("Körkort", {"licences": ("CE",)}, {"licence": "B"}, 5, True, "Har körkort B"),
        ("Körkort", {"licences": ("B",)}, {"licence": "C"}, 0, False, "Har inte körkort C, som krävs"),
        ("Körkort", {}, {"licence": "B"}, 0, False, "Har inte körkort B, som krävs"),
        ("Språk", {"languages": ("Dari", "arabiska")}, {"languages": ("Arabiska",)}, 4, True, "Talar Arabiska"),
        ("Språk", {"languages": ("Dari",)}, {"languages": ("Arabiska", "dari")}, 2, False,
         "Talar inte Arabiska, som platsen vill ha"),
        ("Språk", {}, {"languages": ("Arabiska",)}, 0, None, "Platsen vill ha Arabiska – inte känt"),
    ],
)  # fmt: skip
def test_each_thing_that_is_weighed_says_its_points_and_why(name, who, where, points, met, text):
    reason = told(name, seeker(**who), place(**where))
    assert (reason.points, reason.met, reason.text) == (points, met, text)


def test_the_weights_are_out_of_a_hundred_and_all_can_be_had():
    assert MOST == 100
    who = seeker(towns=("Nyköping",))
    assert points_of(reasons(who, place(occupation=COOK, town="Nyköping"))) == 100


def test_nothing_sensitive_has_room_in_the_ranking():
    """domain.md section 3: a criminal record and physical demands are shown and never ranked on."""
    assert {field.name for field in dataclasses.fields(Seeker)} == {
        *("key", "kinds", "wishes", "towns", "hours", "level", "languages", "licences", "from_day", "home", "most_km"),
        "skills",
    }
    assert set(Place._fields) == {
        *("key", "kind", "kind_name", "occupation", "town", "hours", "level", "languages", "licence"),
        *("starts_on", "ends_on", "opens_on", "spot", "skills"),
        "name",  # the place's own, for the order of equals
    }
    assert all(criterion.of(place(name="Kock")) == criterion.of(place(name="Diskare")) for criterion in CRITERIA)


DAYS = some.dates(D("2026-11-01"), D("2027-03-01"))
HOURS = some.sampled_from([Decimal(10), Decimal(20), Decimal("37.5"), Decimal(40)])
WORDS = some.lists(some.sampled_from(["Dari", "Arabiska", "Somaliska"]), unique=True, max_size=3).map(tuple)
TOWNS = {"Nyköping": NYKOPING, "Trosa": TROSA, "Lilla Byn": None}
SKILLS = some.lists(some.sampled_from([GROW, CLEAN, RESCUE]), unique=True, max_size=3).map(tuple)
PLACES = some.builds(
    # A place that ends before the firm opens suits nobody.
    lambda key, first, last, opens, town, **rest: place(
        key,
        town=town,
        spot=TOWNS.get(town),
        starts_on=first,
        ends_on=last,
        opens_on=opens if opens and (last is None or opens <= last) else None,
        **rest,
    ),
    key=some.integers(1, 10_000),
    name=some.sampled_from(["", "diskare", "kock"]),
    opens=some.none() | DAYS,
    first=some.none() | DAYS,
    last=some.none() | DAYS,
    occupation=some.none() | some.sampled_from(OCCUPATIONS),
    town=some.sampled_from(["", *TOWNS]),
    hours=some.none() | HOURS,
    level=some.sampled_from(["", *LEVEL]),
    languages=WORDS,
    skills=SKILLS,
    licence=some.sampled_from(["", *(code for code, _ in LICENCES)]),
)
SEEKERS = some.builds(
    seeker,
    kinds=some.frozensets(some.sampled_from(["praktik", "resurs"])),
    wishes=some.lists(some.sampled_from(OCCUPATIONS), max_size=3).map(tuple),
    towns=some.lists(some.sampled_from(list(TOWNS)), max_size=2).map(tuple),
    hours=some.none() | HOURS,
    level=some.sampled_from(["", *LEVEL]),
    languages=WORDS,
    licences=some.lists(some.sampled_from([code for code, _ in LICENCES]), max_size=2).map(tuple),
    from_day=some.none() | DAYS,
    home=some.none() | some.sampled_from([NYKOPING, STIGTOMTA]),
    most_km=some.none() | some.sampled_from([10, 50]),
    skills=SKILLS.map(lambda rows: frozenset(code for code, _ in rows)),
)


@pytest.mark.parametrize(
    ("opens_on", "shown", "words"),
    [
        (None, None, ""),
        ("2026-11-23", None, ""),
        ("2026-11-24", "2026-11-24", "Öppnar den 24 november 2026"),
        ("2027-01-03", "2027-01-03", "Öppnar den 3 januari 2027"),
    ],
)
def test_a_firm_is_about_to_open_until_its_day_has_passed(opens_on, shown, words):
    found = openings.coming(D(opens_on) if opens_on else None, TODAY)
    assert (found, openings.opens_words(found)) == (D(shown) if shown else None, words)


@pytest.mark.parametrize(
    ("starts_on", "opens_on", "first"),
    [
        (None, None, None),
        ("2026-12-01", None, "2026-12-01"),
        (None, "2027-01-03", "2027-01-03"),
        ("2026-12-01", "2027-01-03", "2027-01-03"),
        ("2027-02-01", "2027-01-03", "2027-02-01"),
    ],
)
def test_nobody_begins_before_the_firm_opens(starts_on, opens_on, first):
    days = (D(day) if day else None for day in (starts_on, opens_on))
    assert openings.first_possible(*days) == (D(first) if first else None)


@given(SEEKERS, PLACES)
def test_fulfilling_one_more_thing_never_lowers_the_points(who: Seeker, where: Place):
    """Each thing by itself: what the place asks for is given, and everything else stays."""
    before = points_of(reasons(who, where))
    assert 0 <= before <= MOST
    better = {
        "kinds": who.kinds | {where.kind},
        "wishes": (*who.wishes, where.occupation) if where.occupation else who.wishes,
        "towns": (*who.towns, where.town) if where.town else who.towns,
        "hours": max(who.hours or Decimal(0), where.hours) if where.hours else who.hours,
        "level": max(who.level, where.level, key=["", *LEVEL].index),
        "languages": (*who.languages, *where.languages),
        "licences": (*who.licences, where.licence) if where.licence else who.licences,
        "skills": who.skills | {code for code, _ in where.skills},
        "from_day": min(filter(None, (who.from_day, where.starts_on, where.ends_on)), default=None),
    }
    for name, value in better.items():
        assert points_of(reasons(dataclasses.replace(who, **{name: value}), where)) >= before, name
    assert all(reason.met is not False for reason in reasons(dataclasses.replace(who, **better), where))


def _far(who: Seeker, where: Place) -> float:
    return km_between(who.home, where.spot) if who.home and where.spot else float("inf")


@given(SEEKERS, some.lists(PLACES, unique_by=lambda one: one.key, max_size=30), some.integers(1, 10))
def test_the_quick_ranking_is_the_plain_one(who: Seeker, places: list[Place], amount: int):
    plain = sorted(
        ((points_of(reasons(who, where)), where) for where in places),
        key=lambda row: (-row[0], _far(who, row[1]), row[1].name, row[1].key),
    )
    assert best_places(who, places, amount) == plain[:amount]
    assert best_places(who, reversed(places), amount) == plain[:amount]


def test_equals_are_told_by_distance_then_by_name_the_swedish_way():
    who = seeker(home=NYKOPING, most_km=50)
    near, far = ({"town": spot.name, "spot": spot} for spot in (NYKOPING, STIGTOMTA))
    rows = [
        place(1, **far, name="Örtagård"),
        place(2, **far, name="Åkeri"),
        place(3, **far, name="Zoo"),
        place(4, **near, name="Österby"),
        place(5, **far, name="Zoo"),
    ]
    expected = [4, 3, 5, 2, 1]
    for amount in range(1, 6):
        assert [one.key for _, one in best_places(who, rows, amount)] == expected[:amount]
        assert [one.key for _, one in best_places(who, reversed(rows), amount)] == expected[:amount]
    homes = {1: STIGTOMTA, 2: None, 3: NYKOPING, 4: NYKOPING}
    people = [seeker(key, towns=("Nyköping",), home=home) for key, home in homes.items()]
    names = {1: "Anna", 2: "Bo", 3: "Östen", 4: "Åke"}
    where = place(town="Nyköping", spot=NYKOPING)
    best = best_seekers(where, people, 4, names)
    assert [one.key for _, one in best] == [4, 3, 1, 2]
    assert [one.key for _, one in best_seekers(where, people[::-1], 2, names)] == [4, 3]


def test_participants_are_ranked_as_the_places_are():
    near, far = seeker(2), seeker(1, wishes=(PAINTER,))
    assert [one.key for _, one in best_seekers(place(occupation=COOK), [far, near, seeker(3)], 2)] == [2, 3]
    assert len(CRITERIA) == 9


# --- Openings and proposals ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({}, []),
        ({"starts_on": TODAY, "ends_on": TODAY}, []),
        ({"starts_on": TODAY, "ends_on": D("2026-11-23")}, ["backwards"]),
        ({"places": 1, "taken": 2}, ["taken"]),
        ({"places": 2, "taken": 2}, []),
    ],
)
def test_an_opening(values, codes):
    given_ = {"starts_on": None, "ends_on": None, "places": 1} | values
    assert [one.code for one in openings.opening_obstacles(**given_)] == codes


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({}, []),
        ({"taken": 1}, ["full"]),
        ({"places": 3, "taken": 2}, []),
        ({"closed": True}, ["opening_closed"]),
        ({"in_use": False}, ["workplace_not_used"]),
        ({"in_use": False, "closed": True}, ["opening_closed"]),
        ({"already": True, "taken": 1}, ["already"]),
        ({"case_closed": True}, ["case_closed"]),
        ({"state": "accepted"}, ["not_first"]),
        ({"answer_by": TODAY}, []),
        ({"answer_by": D("2026-11-23")}, ["passed"]),
    ],
)
def test_proposing(values, codes):
    usual = {"state": "reserved", "answer_by": None, "places": 1, "taken": 0, "closed": False, "already": False}
    given_ = {"case_closed": False, "in_use": True, "today": TODAY}
    found = proposals.proposing_obstacles(**usual | given_ | values)
    assert [one.code for one in found] == codes


@pytest.mark.parametrize(
    ("state", "to", "said", "codes"),
    [
        ("reserved", "offered", {}, []),
        ("reserved", "accepted", {}, []),
        ("offered", "accepted", {}, []),
        ("offered", "reserved", {}, ["not_next"]),
        ("accepted", "ended", {}, []),
        ("declined", "accepted", {}, ["not_next"]),
        ("ended", "accepted", {}, ["not_next"]),
        ("offered", "declined", {}, ["who", "why"]),
        ("offered", "declined", {"declined_by": "platsen", "reason": " "}, ["why"]),
        ("offered", "declined", {"declined_by": "platsen", "reason": "Fick ingen handledare"}, []),
    ],
)
def test_answering(state, to, said, codes):
    usual = {"declined_by": "", "reason": "", "answer_by": None, "today": TODAY}
    assert [one.code for one in proposals.answering_obstacles(state=state, to=to, **usual | said)] == codes


def test_the_states_of_the_rules_are_those_of_the_table():
    assert set(proposals.NEXT) == set(Proposal.State.values)


@pytest.mark.parametrize(
    ("places", "taken", "words"), [(1, 0, "1 ledig plats"), (1, 1, "Fullt"), (3, 1, "2 av 3 lediga"), (3, 3, "Fullt")]
)
def test_what_is_left_in_words(places, taken, words):
    assert proposals.left_words(places, taken) == words
