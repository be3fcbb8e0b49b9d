from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connection

from amc.wall.build import MissingRole, build
from amc.wall.migrating import Executor

# Django's command asks for its executor by this name and in no other way.
migrate.MigrationExecutor = Executor  # type: ignore[attr-defined]


class Command(migrate.Command):
    """Django's, and then the wall: every table of a person gets its policy in the same step as it is made."""

    help = "Migrerar databasen och bygger behörigheten i den (docs/wall.md)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, and build the wall once everything is applied."""
        super().handle(*args, **options)
        if options["check_unapplied"] or options["plan"]:
            return
        executor = Executor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Fler migreringar återstår; behörigheten byggs när alla är körda.")
            return
        try:
            build()
        except MissingRole as missing:
            raise CommandError(
                f"Rollen {missing} saknas i databasservern. Kör deploy/roles.sql som superuser och migrera igen."
            ) from missing
