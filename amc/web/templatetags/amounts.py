"""Amounts with their unit, for the few pages that show them: {% load amounts %}."""

from decimal import Decimal

from django import template

from amc.web import display

register = template.Library()


@register.filter
def hours(value: Decimal | None) -> str:
    """ "37,5 tim"; empty for None."""
    return "" if value is None else display.hours(value)
