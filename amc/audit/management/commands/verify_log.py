"""Whether the read log and the journal are as they were written."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from amc.audit.chain import Broken, broken
from amc.audit.models import Link

WORDS = {
    "changed": "är ändrad",
    "deleted": "är borttagen",
    "inserted": "är tillagd vid sidan av",
    "twice": "är länkad två gånger",
    "seal": "har ett sigill som inte stämmer",
    "head": "saknas i kedjan, men står i filen med huvuden",
}


class Command(BaseCommand):
    """Names the first row that is not as it was written, and how many there are."""

    help = "Kontrollerar läsloggens och journalens kedja. Körs som owner (AMC_DB_ROLE=owner)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the heads are."""
        parser.add_argument("--heads", help="filen med huvuden, om en annan än AUDIT_HEADS_FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, and fail when anything is broken."""
        name = options["heads"] or settings.AUDIT_HEADS_FILE
        path = Path(name) if name else None
        found = broken(path if path and path.exists() else None)
        if found:
            raise CommandError(f"{_told(found[0])} Fel: {len(found)}.")
        links = Link.objects.count()
        disposed = Counter(Link.objects.filter(disposed=True).values_list("source", flat=True))
        unsealed = Link.objects.filter(seal__isnull=True).count()
        self.stdout.write(f"Kedjan är hel: {links} länkar, {_gone(disposed)}, {unsealed} ännu utan sigill.")


def _gone(disposed: Counter[str]) -> str:
    """How much was lawfully disposed of, by table."""
    by_table = ", ".join(f"{amount} i {table}" for table, amount in sorted(disposed.items()))
    return f"{disposed.total()} för lagligt gallrade rader" + (f" ({by_table})" if by_table else "")


def _told(first: Broken) -> str:
    if first.wrong == "head":
        return f"Sigill {first.seal} {WORDS['head']}."
    where = f"Rad {first.row} i {first.source}" if first.row is not None else f"Länk {first.link}"
    seal = f" (sigill {first.seal})" if first.seal else ""
    return f"{where}{seal} {WORDS[first.wrong]}."
