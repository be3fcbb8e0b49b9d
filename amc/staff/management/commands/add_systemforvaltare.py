"""Makes an account that can make all others; how a new installation gets its first."""

import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from amc.staff.models import Role, User


class Command(BaseCommand):
    """`manage.py add_systemforvaltare asa@kommunen.example Åsa Öberg`; the password is asked for."""

    help = "Lägger upp en systemförvaltare. Lösenordet frågas efter, eller läses från standard in."

    def add_arguments(self, parser: CommandParser) -> None:
        """E-mail and name."""
        for name in ("email", "first_name", "last_name"):
            parser.add_argument(name)

    def handle(self, *args: object, **options: str) -> None:
        """Validate and create. Raises CommandError with what is wrong."""
        user = User(
            email=User.objects.normalize_email(options["email"]).lower(),
            first_name=options["first_name"],
            last_name=options["last_name"],
            roles=[Role.SYSTEMFORVALTARE],
        )
        password = getpass.getpass("Lösenord: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password, user)
            user.set_password(password)
            user.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        user.save()
        self.stdout.write(f"{user.full_name} ({user.email}) är systemförvaltare.")
