from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Loggranskning."""

    name = "amc.review"
    label = "review"
    verbose_name = "Loggranskning"

    def ready(self) -> None:
        """List the extract of the read log among a person's documents."""
        from amc.review.documents import readers_document
        from participants.page import register_documents

        register_documents(readers_document)
