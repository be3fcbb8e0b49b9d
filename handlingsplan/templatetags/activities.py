"""Activities as rows: {% load activities %}.

A plan may hold 200, and a row has some thirty places to fill: a template takes half a millisecond for each, and a
string filled at once a tenth of it. The rows have no space of their own either, and what htmx needs stands on the list.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django import template
from django.template import Context
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from amc.web.templatetags.amc import chip, due, icon
from handlingsplan.models import Activity, PlanVersion
from handlingsplan.pages import ShownActivity

register = template.Library()
NOTHING = SafeString("")

_ROW = """<li class="step{finished}" id="a-{key}">
<div class="step__state">{state}</div>
<div class="step__what"><span class="step__name">{what}</span><span class="step__kind">{facts}</span>{more}</div>
<div class="step__who"><span class="visually-hidden">Vem: </span>{who}</div>
<div class="step__due">{due}</div>
{acts}</li>
"""
_OPENS = """<a class="state-menu__open" href="{url}" hx-boost="true" hx-target="closest .step__state" \
hx-select=".state-menu">{mark}{more}<span class="visually-hidden">, ändra läget för {what}</span></a>"""
# All moves of a page share the form `flytta`; each button says what it moves.
_ACTS = """<div class="step__acts"><span class="moves"><button class="btn btn-icon" type="submit" form="flytta" \
formaction="{move}" name="steg" value="upp"{first}>{up}<span class="visually-hidden">Flytta upp {what}</span></button>\
<button class="btn btn-icon" type="submit" form="flytta" formaction="{move}" name="steg" value="ner"{last}>{down}\
<span class="visually-hidden">Flytta ned {what}</span></button></span>
<a class="act" href="{edit}" hx-boost="true">Ändra<span class="visually-hidden"> {what}</span></a>
<a class="act" href="{remove}">Ta bort<span class="visually-hidden"> {what}</span></a></div>
"""


@lru_cache(maxsize=64)
def _chip(words: str, tone: str, shape: str) -> SafeString:
    return chip(words, tone, shape)


@register.simple_tag(takes_context=True)
def activity_state(context: Context, item: ShownActivity) -> SafeString:
    """How far an activity has come; where it may be changed (`opening`), the way to its menu, which leads back to the
    plan as it is `shown_as`."""
    opening, shown_as = bool(context.get("opening")), context.get("shown_as") or ""
    return SafeString(_state(item, escape(item.row.what), opening=opening, shown_as=shown_as))


def _state(item: ShownActivity, what: str, *, opening: bool, shown_as: str = "") -> str:
    mark = _chip(item.row.state_in_words, item.tone, item.shape)
    if not (opening and item.may_move):
        return mark
    url = escape(f"{item.state_url}?{shown_as}") if shown_as else item.state_url
    return _OPENS.format(url=url, mark=mark, more=icon("chevron-down"), what=what)


@register.simple_tag
def activity_tie(item: ShownActivity) -> SafeString:
    """The group that an activity belongs to, where it does."""
    if item.tie is None:
        return NOTHING
    words = '<span class="step__kind">{} I gruppen <a href="{}">{}</a></span>'
    return format_html(words, icon("people"), item.tie.url, item.tie.words)


@dataclass(frozen=True)
class _Look:
    """How the page shows its rows. `dated`: days are told in words, as they may still be kept; `days` are those
    that have been."""

    editing: bool
    opening: bool
    dated: bool
    withheld: frozenset[uuid.UUID]
    days: dict[dt.date, str] = field(default_factory=dict)

    def due(self, day: dt.date) -> str:
        """When something is due, in words."""
        if day not in self.days:
            self.days[day] = f"{due(day)}" if self.dated else f"{day}"
        return self.days[day]


@register.simple_tag(takes_context=True)
def activity_rows(context: Context, rows: Iterable[ShownActivity]) -> SafeString:
    """The rows of a goal in the plan's list."""
    look = _Look(
        editing=context["editing"],
        opening=bool(context.get("opening")),
        dated=context["version"].state != PlanVersion.State.REPLACED and context["enrolment"].is_open,
        withheld=context["shown"].withheld,
    )
    return SafeString("".join(_row(item, look) for item in rows))


def _row(item: ShownActivity, look: _Look) -> str:
    """The row as HTML. What somebody has written is escaped here and nowhere else; addresses and keys are our own."""
    what = escape(item.row.what)
    return _ROW.format(
        finished=" step--finished" if item.is_finished else "",
        key=item.key,
        state=_state(item, what, opening=look.opening),
        what=what,
        facts=_facts(item),
        more=_more(item, look),
        who=escape(item.who),
        due=_day(item, look),
        acts=_acts(item, what) if look.editing else "",
    )


def _facts(item: ShownActivity) -> str:
    """Of which kind it is, its hours, and its first day."""
    hours = f" · {item.hours} tim/v" if item.hours else ""
    first = item.row.starts_on
    return escape(item.row.kind.name) + hours + (f' · <span class="num-left">från {first}</span>' if first else "")


def _more(item: ShownActivity, look: _Look) -> SafeString:
    """The result, that it is not told, and its group."""
    row = item.row
    if not row.result and item.tie is None and row.origin not in look.withheld:
        return NOTHING
    told = "Avbruten" if row.state == Activity.State.STOPPED else "Resultat"
    result = format_html('<span class="step__result">{}: {}</span>', told, row.result) if row.result else NOTHING
    mark = _chip("Inte till remittenten", "neutral", "lock") if row.origin in look.withheld else NOTHING
    return format_html("{}{}{}", result, mark, activity_tie(item))


def _day(item: ShownActivity, look: _Look) -> str:
    """When it is due, or was finished."""
    row = item.row
    if item.is_finished:
        return f'<time class="quiet" datetime="{row.done_on}">{row.done_on}</time>' if row.done_on else ""
    if row.due_on is None:
        return '<span class="quiet">Datum saknas</span>'
    return f'<span class="visually-hidden">Senast: </span>{look.due(row.due_on)}'


def _acts(item: ShownActivity, what: str) -> str:
    return _ACTS.format(
        what=what,
        move=item.move_url,
        first=" disabled" if item.is_first else "",
        last=" disabled" if item.is_last else "",
        up=icon("arrow-up"),
        down=icon("arrow-down"),
        edit=item.edit_url,
        remove=item.remove_url,
    )
