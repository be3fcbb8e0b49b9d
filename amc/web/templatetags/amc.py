"""The tags and filters of every template (a builtin library: no {% load %} needed). Usage: docs/look.md."""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.http import QueryDict
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from amc.calendar import day_in_words, due_in_words, swedish_plural
from amc.staff.models import Role
from amc.web import charts, display

register = template.Library()

TONES = {
    "overdue": "exclamation-octagon-fill",
    "soon": "clock-fill",
    "done": "check-circle-fill",
    "info": "circle-fill",
    "neutral": "circle",
}
SAID = {
    "success": "check-circle-fill",
    "info": "info-circle-fill",
    "warning": "exclamation-triangle-fill",
    "error": "exclamation-octagon-fill",
}
PER_PAGE = (25, 50, 100)
SOON_DAYS = 7


def _local_date(value: dt.date | dt.datetime) -> dt.date:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


# --- Dates and numbers ------------------------------------------------------------------------
@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """ "tisdag 24 november"; empty for None."""
    return day_in_words(_local_date(value), timezone.localdate()) if value else ""


@register.filter
def iso(value: dt.date | dt.datetime | None) -> str:
    """ "2026-11-24" for a date, "2026-11-24 14:02" for a point in time; empty for None."""
    if isinstance(value, dt.datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{local:%Y-%m-%d %H:%M}"
    return value.isoformat() if value else ""


@register.filter
def clock(value: dt.datetime | dt.time | None) -> str:
    """ "14:02"; empty for None."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value:%H:%M}" if value else ""


@register.filter
def month(value: dt.date | None) -> str:
    """ "oktober 2026"; empty for None."""
    return display.month(value) if value else ""


@register.filter
def week(value: dt.date | None) -> str:
    """ "vecka 48"; empty for None."""
    return display.week(value) if value else ""


@register.simple_tag
def period(start: dt.date, end: dt.date | None = None) -> str:
    """ "2026-01-01 – 2026-06-30", both days included."""
    return display.period(start, end)


@register.filter
def due_words(value: dt.date | None) -> str:
    """ "4 dagar sent", "i dag", "i morgon", "om 3 dagar"; empty for None."""
    return due_in_words(_local_date(value), timezone.localdate()) if value else ""


@register.filter
def number(value: int | float | None, decimals: int = 0) -> str:
    """ "1 500"; with an argument that many decimals: "37,5"; empty for None."""
    return "" if value is None else display.number(value, decimals)


@register.filter
def percent(value: float | None, decimals: int = 0) -> str:
    """A share 0–1 as "66 %"; an en dash for None, which is "no share", not zero."""
    return display.EN_DASH if value is None else display.percent(value, decimals)


@register.filter
def kr(value: int | None) -> str:
    """ "1 500 kr"; empty for None."""
    return "" if value is None else display.kronor(value)


@register.simple_tag
def plural(amount: int, one: str, many: str) -> str:
    """ "1 dag", "3 dagar"."""
    return swedish_plural(amount, one, many)


@register.filter
def identity(value: str | None) -> str:
    """ "19810101-1234"; empty for None."""
    return display.identity(value) if value else ""


# --- Small parts ------------------------------------------------------------------------------
@register.simple_tag
@lru_cache(maxsize=1024)
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of the sprite; silent for screen readers unless it has a `label`."""
    href = f"{static('vendor/icons.svg')}#{name}"
    css = f"icon {css}".strip()
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', css, href)


@register.simple_tag
def chip(text: str, tone: str = "neutral", shape: str = "") -> SafeString:
    """A state as word and shape; `tone` is overdue, soon, done, info or neutral, `shape` another icon."""
    return format_html('<span class="chip chip--{}">{}{}</span>', tone, icon(shape or TONES[tone]), text)


def due_tone(value: dt.date, today: dt.date) -> str:
    """overdue before today, soon within a week, else neutral."""
    left = (value - today).days
    if left < 0:
        return "overdue"
    return "soon" if left <= SOON_DAYS else "neutral"


@register.simple_tag
def due(value: dt.date | None, done: bool = False) -> SafeString | str:
    """When something is due, in words with shape and colour; the date itself is in the title."""
    if not value:
        return ""
    return _due(_local_date(value), done, timezone.localdate())


@lru_cache(maxsize=1024)
def _due(value: dt.date, done: bool, today: dt.date) -> SafeString:
    tone = "done" if done else due_tone(value, today)
    mark = "" if tone == "neutral" else icon(TONES[tone])
    words = '<time class="due due--{}" datetime="{}" title="{}">{}{}</time>'
    return format_html(words, tone, value.isoformat(), day_in_words(value, today), mark, due_in_words(value, today))


@register.simple_tag
def crumbs(*pairs: str) -> SafeString:
    """The way here: word, address, word, address …; the page itself is not among them."""
    items = format_html_join("", '<li><a href="{1}">{0}</a></li>', zip(pairs[::2], pairs[1::2], strict=True))
    return format_html('<nav aria-label="Du är här"><ol class="crumbs">{}</ol></nav>', items)


@register.simple_tag
def person(name: str, url: str = "", *facts: Any) -> SafeString:
    """A person in one line: the name, as a link where there is one, and a few facts; empty facts are left out."""
    shown = format_html('<a class="person__name" href="{}">{}</a>', url, name) if url else name
    if not url:
        shown = format_html('<span class="person__name">{}</span>', name)
    rest = format_html_join("", "<span>{}</span>", ((fact,) for fact in facts if fact not in (None, "")))
    return format_html(
        '<span class="person">{}{}</span>',
        shown,
        format_html('<span class="person__facts">{}</span>', rest) if rest else "",
    )


@register.simple_tag
def facts(pairs: Iterable[tuple[str, Any]]) -> SafeString:
    """A definition list of (word, value); a value that is None or empty is shown as "–"."""
    rows = format_html_join(
        "",
        "<dt>{}</dt><dd>{}</dd>",
        ((word, display.EN_DASH if value in (None, "") else value) for word, value in pairs),
    )
    return format_html('<dl class="facts">{}</dl>', rows)


@register.simple_tag
def said_icon(level: str) -> SafeString:
    """The shape of a message by its level tag."""
    return icon(SAID.get(level, SAID["info"]))


@register.filter
def role_words(roles: Iterable[str]) -> str:
    """The roles of a user in words: "Enhetschef, Arbetsmarknadskonsulent"."""
    return ", ".join(Role(role).label for role in roles)


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Any], label: str) -> dict[str, Any]:
    """Tabs (amc.web.navigation.Tab), each with its own address; `label` names the row."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "", shape: str = "inbox", url: str = "", verb: str = "") -> dict[str, str]:
    """What to say, and what to do, where there is nothing."""
    return {"title": title, "text": text, "shape": shape, "url": url, "verb": verb}


@register.inclusion_tag("components/said.html")
def said(text: str, level: str = "success", url: str = "", verb: str = "") -> dict[str, str]:
    """One quiet line that tells what happened, with a way on (undo) where there is one."""
    return {"text": text, "level": level, "url": url, "verb": verb}


@register.inclusion_tag("components/confirm.html")
def confirm(key: str, title: str, text: str, action: str, verb: str, danger: bool = False) -> dict[str, Any]:
    """A question before a deed: a native dialog with a POST form, opened by `data-opens="<key>"` on a link.

    Without scripts the link leads on to its own address, a page that asks the same.
    """
    return {"key": key, "title": title, "text": text, "action": action, "verb": verb, "danger": danger}


@register.inclusion_tag("components/saved.html")
def saved(at: dt.datetime | None = None) -> dict[str, Any]:
    """The state of autosave, "Sparat 14:02"; the drafts script writes into it."""
    return {"at": at}


@register.inclusion_tag("components/undo_row.html")
def undo_row(text: str, url: str, key: str) -> dict[str, str]:
    """What a row of work is swapped for when it is done: the deed, and "Ångra"; `key` is the id of the row."""
    return {"text": text, "url": url, "key": key}


# --- Forms and lists --------------------------------------------------------------------------
@register.inclusion_tag("components/form_actions.html")
def form_actions(verb: str, cancel_url: str = "", cancel: str = "Avbryt", autosave: bool = False) -> dict[str, Any]:
    """The end of a form: the primary button says the verb, the way out is a link."""
    return {"verb": verb, "cancel_url": cancel_url, "cancel": cancel, "autosave": autosave}


@register.filter
def without_placeholders(form: BaseForm) -> BaseForm:
    """The same form without placeholders, for forms of libraries: a placeholder only repeats the label, faintly."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return form


@register.filter
def error_links(form: BaseForm) -> list[tuple[str, str]]:
    """(anchor, message) for each error of a form, in the order of its fields; anchor empty for the form's own."""
    found = [("", str(message)) for message in form.non_field_errors()]
    for field in (*form.hidden_fields(), *form.visible_fields()):
        anchor = field.id_for_label or f"{field.auto_id}_0"
        for message in field.errors:
            lead = field.label if str(field.label).endswith("?") else f"{field.label}:"
            found.append(("", str(message)) if field.is_hidden else (anchor, f"{lead} {message}"))
    return found


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(
    context: Context,
    page: Page,
    one: str = "rad",
    many: str = "rader",
    page_field: str = "page",
    per_page_field: str = "per_page",
) -> dict[str, Any]:
    """Under a list: "Visar 1–25 av 312 deltagare", the pages, and the choice of 25, 50 or 100 rows."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)

    def link(**fields: Any) -> str:
        asked = query.copy()
        for name, value in fields.items():
            asked[name] = str(value)
        return f"?{asked.urlencode()}"

    paginator = page.paginator
    numbers = paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "pages": [
            (number, "" if number == paginator.ELLIPSIS else link(**{page_field: number}))
            for number in (numbers if page.has_other_pages() else ())
        ],
        "before": link(**{page_field: page.previous_page_number()}) if page.has_previous() else "",
        "after": link(**{page_field: page.next_page_number()}) if page.has_next() else "",
        "words": ("fler än " if getattr(paginator, "capped", False) else "")
        + swedish_plural(paginator.count, one, many),
        "sizes": [(size, link(**{page_field: 1, per_page_field: size})) for size in PER_PAGE]
        if paginator.count > PER_PAGE[0]
        else [],
    }


# --- Charts -----------------------------------------------------------------------------------
def _chart(title: str, lead: str, what: str, unit: str = "") -> dict[str, str]:
    return {"title": title, "lead": lead, "what": what, "unit": unit}


@register.inclusion_tag("components/charts/limit.html")
def limit_bar(used: float, limit: float, one: str = "månad", many: str = "månader", label: str = "") -> dict[str, Any]:
    """How much of a time limit is used: "14 av 24 månader använda, 10 kvar"."""
    length, tone = charts.limit(used, limit)
    left = limit - used
    rest = f"{display.number(left)} kvar" if left >= 0 else f"{display.number(-left)} för mycket"
    words = f"{display.number(used)} av {swedish_plural(int(limit), one, many)} använda, {rest}"
    return {"words": words, "length": length, "tone": tone, "label": label}


@register.inclusion_tag("components/charts/bars.html")
def bar_chart(points: Iterable[charts.Point], title: str, lead: str = "") -> dict[str, Any]:
    """Horizontal bars, one per point with its label and value in text, each a link to its list."""
    return {"marks": charts.bars(list(points)), "title": title, "lead": lead}


@register.inclusion_tag("components/charts/columns.html")
def histogram(
    points: Iterable[charts.Point], title: str, lead: str = "", what: str = "", unit: str = ""
) -> dict[str, Any]:
    """Columns, one per point (months left, age bands)."""
    rows = charts.grouped([(point.label, [point]) for point in points], labels=24)
    return {**_chart(title, lead, what, unit), "rows": rows, "series": ()}


@register.inclusion_tag("components/charts/columns.html")
def column_chart(
    rows: Iterable[tuple[str, list[charts.Point]]],
    series: Iterable[tuple[str, str]],
    title: str,
    lead: str = "",
    what: str = "",
) -> dict[str, Any]:
    """Columns in groups: `rows` of (label, points), `series` of (name, tone) in the order of the points."""
    return {
        "rows": charts.grouped(list(rows)),
        "series": list(series),
        "title": title,
        "lead": lead,
        "what": what,
        "unit": "",
    }


@register.inclusion_tag("components/charts/stacked.html")
def stacked_chart(
    rows: Iterable[tuple[str, str, list[charts.Point]]],
    series: Iterable[tuple[str, str]],
    title: str,
    lead: str = "",
    what: str = "",
) -> dict[str, Any]:
    """One bar per (label, url, points) with its parts after one another; `series` of (name, tone)."""
    return {
        "rows": charts.stacked(list(rows)),
        "series": list(series),
        "title": title,
        "lead": lead,
        "what": what,
        "unit": "",
    }


@register.inclusion_tag("components/charts/funnel.html")
def funnel_chart(points: Iterable[charts.Point], title: str, lead: str = "") -> dict[str, Any]:
    """Steps that narrow, each with its share of the one before."""
    return {"marks": charts.funnel(list(points)), "title": title, "lead": lead}


@register.inclusion_tag("components/charts/flow.html")
def flow_chart(flow: charts.Flow, title: str, lead: str = "", what: str = "", to: str = "") -> dict[str, Any]:
    """A flow from source to outcome (amc.web.charts.flow); `what` and `to` name the sides."""
    return {"flow": flow, "title": title, "lead": lead, "what": what, "to": to}


@register.inclusion_tag("components/charts/sparkline.html")
def sparkline(values: Iterable[float], label: str) -> dict[str, Any]:
    """A small trend line; `label` says of what."""
    return {"spark": charts.sparkline(list(values)), "label": label}
