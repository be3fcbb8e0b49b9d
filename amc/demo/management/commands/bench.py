"""Measures the pages on the data that is loaded."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from amc.demo.bench import bench


class Command(BaseCommand):
    """Signs in as suitable people and asks for each page again and again."""

    help = "Mäter sidorna: SQL-frågor, servertid (p50, p95) och storlek, bredvid en tom sida."

    def add_arguments(self, parser: CommandParser) -> None:
        """How often, and which."""
        parser.add_argument("--requests", type=int, default=30, help="antal mätta anrop per sida (30)")
        parser.add_argument("--pages", default="", help="bara dessa sidor, åtskilda med komma")
        parser.add_argument("--json", action="store_true", help="svara med JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure and print."""
        if options["requests"] < 1:
            raise CommandError("Det blir minst ett anrop.")
        try:
            told = bench(options["requests"], [name for name in options["pages"].split(",") if name])
        except ValueError as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        self.stdout.write(
            f"{told['participants']} deltagare, {told['open_cases']} inskrivna, {told['requests']} anrop per sida"
        )
        times = {"p50": "p50 ms", "p95": "p95 ms", "sql": "sql ms", "cpu": "cpu ms", "sql_cpu": "sql cpu"}
        heads = "".join(f"{head:>9}" for head in times.values())
        self.stdout.write(f"{'sida':24}{'frågor':>8}{heads}{'byte':>10}{'× tom':>8}")
        for row in told["pages"].values():
            if row["missing"]:
                self.stdout.write(f"{row['label']:24}  {row['missing']}")
            else:
                mark = "  över målet" if row["slow"] else ""
                spent = "".join(f"{'–' if row[name] is None else row[name]:>9}" for name in times)
                numbers = f"{row['queries']:8}{spent}{row['bytes']:10}{row['of_floor']:8}"
                self.stdout.write(f"{row['label']:24}{numbers}{mark}")
