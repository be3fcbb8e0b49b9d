"""Loads the demo municipality once."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from amc import calendar
from amc.demo.agreements import write_agreements
from amc.demo.employer_log import write_employer_log
from amc.demo.generate import Size, generate, is_loaded
from amc.demo.groups import write_groups
from amc.demo.handing import write_handovers
from amc.demo.history import write_history
from amc.demo.kaa import write_register
from amc.demo.notices import tell
from amc.demo.offers import write_offers
from amc.demo.openings import write_openings
from amc.demo.payroll import send_to_payroll
from amc.demo.phrasing import write_phrases
from amc.demo.protecting import protect
from amc.demo.requirements import write_requirements
from amc.demo.sharing import tell_others
from amc.demo.skills import write_skills
from amc.demo.steps import choose_steps
from amc.demo.supervisors import rove, train_again
from amc.demo.verify import verify

SEED = 2016


class Command(BaseCommand):
    """Nothing happens where there are participants already."""

    requires_system_checks = ()
    help = "Läser in demokommunen om databasen är tom. Körs som rollen owner."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--today` is for tests."""
        parser.add_argument("--today", type=dt.date.fromisoformat, default=None, help="dagen som demon utgår från")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it whole or not at all."""
        if settings.PRODUCTION:
            raise CommandError("Demokommunen har kända lösenord och läses aldrig in i produktion.")
        if is_loaded():
            self.stdout.write("Demokommunen finns redan.")
            return
        today = options["today"] or calendar.today()
        with transaction.atomic():
            generate(Size.demo(), SEED, today)
            write_history()
            tell_others(today)
            send_to_payroll(today)
            write_phrases()
            write_register(today)
            choose_steps(today)
            write_groups(today)
            write_requirements(today)
            write_skills(today)
            write_handovers(today)
            write_employer_log(today)
            train_again(today)
            rove(today)
            write_agreements(today)
            write_openings(today)
            write_offers(today)
            protect(today, dt.datetime.combine(today, dt.time(8), calendar.MUNICIPAL_ZONE))
            verify(today)
            tell(today)
