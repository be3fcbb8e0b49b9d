"""How values are written in Swedish: dates, numbers, plural. Pure functions, used by pages, mail and documents."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)


def month(value: dt.date) -> str:
    """The month of a day: "oktober 2026"."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def date(value: dt.date) -> str:
    """A day in words, always with its year: "3 januari 2027"."""
    return f"{value.day} {month(value)}"


def week(value: dt.date) -> str:
    """The ISO week of a day: "vecka 48"."""
    return f"vecka {value.isocalendar().week}"


def period(start: dt.date, end: dt.date | None) -> str:
    """A period with both days included: "2026-01-01 – 2026-06-30"; without an end "från 2026-01-01"."""
    if end is None:
        return f"från{NBSP}{start.isoformat()}"
    return f"{start.isoformat()}{NBSP}{EN_DASH} {end.isoformat()}"


def number(value: int | float | Decimal, decimals: int = 0) -> str:
    """A number with a no-break space between thousands and a decimal comma: "1 500", "37,5"."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(exact):,.{decimals}f}".replace(",", NBSP).replace(".", ",")
    return f"{MINUS}{text}" if exact < 0 else text


def hours(value: int | float | Decimal) -> str:
    """A number of hours, with the decimals that it has: "40 tim", "7,5 tim"."""
    text = number(value, 2)
    return f"{text.rstrip('0').removesuffix(',')}{NBSP}tim"


def percent(value: float | Decimal, decimals: int = 0) -> str:
    """A share 0–1 in per cent: "66 %"; the sign stands after a no-break space."""
    return f"{number(Decimal(str(value)) * 100, decimals)}{NBSP}%"


def kronor(value: int | Decimal) -> str:
    """Whole kronor: "1 500 kr"."""
    return f"{number(value)}{NBSP}kr"


def identity(value: str) -> str:
    """Twelve digits as "19810101-1234"; anything else (reserve numbers) unchanged."""
    return f"{value[:8]}-{value[8:]}" if len(value) == 12 and value.isdigit() else value


def change(now: float, before: float) -> str:
    """The difference with its sign: "+3", "−2", "oförändrat"."""
    difference = now - before
    if difference == 0:
        return "oförändrat"
    decimals = 0 if float(difference).is_integer() else 1
    return f"+{number(difference, decimals)}" if difference > 0 else number(difference, decimals)
