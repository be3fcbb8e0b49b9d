"""Fills an empty database with as many participants as one likes."""

import datetime as dt
import json
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from amc import calendar
from amc.demo.generate import Size, generate, is_loaded
from amc.demo.history import write_history
from amc.demo.verify import verify

_REGISTERS = ("employers", "employments", "openings")


class Command(BaseCommand):
    """The same arguments give the same data."""

    help = "Fyller en tom databas med påhittade deltagare. Körs som rollen owner (AMC_DB_ROLE=owner)."
    # Nothing of the web is needed, and its checks read every URL.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, and from which seed and day."""
        parser.add_argument("--participants", type=int, required=True, metavar="N", help="hur många deltagare")
        parser.add_argument("--employers", type=int, default=0, metavar="N", help="minst så många arbetsgivare")
        parser.add_argument(
            "--employments", type=int, default=0, metavar="N", help="minst ungefär så många anställningar"
        )
        parser.add_argument("--openings", type=int, default=0, metavar="N", help="så många lediga platser")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="samma frö ger samma uppgifter")
        parser.add_argument("--today", type=dt.date.fromisoformat, help="dagen som allt utgår från (i dag)")
        parser.add_argument("--history", action="store_true", help="skriv också historik, en händelse per rad")
        parser.add_argument("--json", action="store_true", help="svara med JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them in one transaction, and say what was made."""
        if settings.PRODUCTION:
            raise CommandError("Påhittade konton har kända lösenord och skapas aldrig i produktion.")
        if options["participants"] < 1:
            raise CommandError("Det blir minst en deltagare.")
        if is_loaded():
            raise CommandError("Databasen har redan deltagare. Generera i en tom databas.")
        started = time.monotonic()
        today = options["today"] or calendar.today()
        size = Size.of(options["participants"], **{name: options[name] for name in _REGISTERS})
        with transaction.atomic():
            counts = generate(size, options["seed"], today)
            if options["history"]:
                write_history()
            verify(today)
        # Without a visibility map every count by index would look into the table.
        if not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM (ANALYZE)")
        seconds = round(time.monotonic() - started, 1)
        if options["json"]:
            told = {"participants": size.participants, "open": size.opened, "seconds": seconds, "rows": dict(counts)}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(f"{size.participants} deltagare, {counts.total()} rader på {seconds} sekunder.")
