"""Prints one log-in per role."""

from django.core.management.base import BaseCommand

from amc.staff.demo import DEMO_PASSWORD, demo_people
from amc.staff.models import Role


class Command(BaseCommand):
    """One line per role: role, e-mail, password, separated by tabs."""

    help = "Skriver en inloggning per roll i demon: roll, e-post och lösenord, åtskilda av tabb."

    def handle(self, *args: object, **options: object) -> None:
        """Print them."""
        for person in demo_people():
            self.stdout.write(f"{Role(person.roles[0]).label}\t{person.email}\t{DEMO_PASSWORD}")
