"""Runs the reminder sweep once, by hand or from a test."""

import datetime as dt
import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amc.calendar import today
from amc.reminders.actions import sweep


class Command(BaseCommand):
    """`manage.py sweep [--today YYYY-MM-DD] [--json]`."""

    help = "Frågar vad som förfaller och säger till dem det gäller, en gång."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The day to sweep for, and the form of the answer."""
        parser.add_argument("--today", help="dagen som svepet gäller (YYYY-MM-DD), annars i dag")
        parser.add_argument("--json", action="store_true", help="svara i JSON")

    def handle(self, *args: object, **options: str) -> None:
        """Sweep and print what was told."""
        try:
            day = dt.date.fromisoformat(options["today"]) if options["today"] else today()
        except ValueError as error:
            raise CommandError(f"--today är inget datum: {options['today']}. Skriv till exempel 2026-11-24.") from error
        told = sweep(day, now=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps({"today": day.isoformat(), **told.as_json()}, ensure_ascii=False))
            return
        for (rule, stage), count in sorted(told.new.items()):
            self.stdout.write(f"{rule} {stage}: {count}")
        self.stdout.write(f"{told.new.total()} nya notiser, {told.settled} inte längre aktuella.")
