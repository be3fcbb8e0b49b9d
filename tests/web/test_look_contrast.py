"""Contrast of the tokens in both themes: text 4.5:1, what carries meaning without text 3:1 (WCAG 1.4.3, 1.4.11)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
PAIRS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", TOKENS)
}
GROUNDS = ("paper", "surface", "sunken", "hover")
TEXT = [
    *[("ink", ground) for ground in (*GROUNDS, "primary-pale", "overdue-pale", "soon-pale", "done-pale")],
    *[("quiet", ground) for ground in (*GROUNDS, "primary-pale")],
    *[(tone, ground) for tone in ("primary", "overdue", "soon", "done") for ground in GROUNDS],
    *[(tone, f"{tone}-pale") for tone in ("primary", "overdue", "soon", "done")],
    ("primary-strong", "primary-pale"),
    ("primary-strong", "surface"),
    ("on-primary", "primary"),
    ("on-primary", "primary-strong"),
    ("on-meaning", "overdue"),
    ("paper", "ink"),
]
SHAPES = [
    *[("line-strong", ground) for ground in ("paper", "surface", "sunken")],
    *[(f"series-{number}", ground) for number in (3, 4, 5) for ground in ("paper", "surface")],
    *[("primary", ground) for ground in (*GROUNDS, "overdue-pale")],
]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_is_legible(text, ground, theme):
    assert contrast(PAIRS[text][theme], PAIRS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_that_carry_meaning_are_visible(shape, ground, theme):
    assert contrast(PAIRS[shape][theme], PAIRS[ground][theme]) >= 3


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_the_first_two_series_are_apart_without_hue(theme):
    assert contrast(PAIRS["primary"][theme], PAIRS["series-2"][theme]) >= 2


@pytest.mark.parametrize(
    ("name", "light", "dark"),
    [
        ("ink", "#1b2529", "#e6eef0"),
        ("paper", "#fbfaf7", "#0f1719"),
        ("surface", "#ffffff", "#162124"),
        ("line", "#d9dedc", "#2a383c"),
        ("quiet", "#55646a", "#9db0b6"),
        ("primary", "#0b5563", "#7cc4d0"),
        ("primary-pale", "#e3f0f2", "#12333a"),
        ("overdue", "#b42318", "#ff9b8f"),
        ("soon", "#92500a", "#f2b866"),
        ("done", "#1f6b3a", "#7fd29a"),
    ],
)
def test_the_palette_is_the_agreed_one(name, light, dark):
    assert PAIRS[name] == (light, dark)


def test_no_colour_stands_outside_the_tokens():
    """A colour elsewhere would miss one of the themes; print is black on white, pictures in url() have no variables."""
    for path in (Path(settings.BASE_DIR) / "static/css").glob("*.css"):
        if path.name in {"tokens.css", "print.css"}:
            continue
        text = re.sub(r"url\(.*?\)\s*;", "", path.read_text())
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsl", text), path.name
