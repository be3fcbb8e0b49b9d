from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "amc.workspace"
    verbose_name = "Arbetsyta"

    def ready(self) -> None:
        """Add the summary of a closed case to the person's documents."""
        from amc.workspace.closed_paper import closing_documents
        from participants import page

        page.register_documents(closing_documents)
