"""What the plan on paper says in other languages than Swedish."""

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from handlingsplan.paper import Language, same_places


@pghistory.track()
class PlanWording(models.Model):
    """One fixed text of the plan in one language.

    `text` is its key in `PaperText`, `swedish` what it is a translation of: one of other words than the document has
    now is not printed.
    """

    code = models.SlugField("kod", max_length=30, unique=True)
    language = models.CharField("språk", max_length=2, choices=Language)
    # No choices: a text that is added or taken away is no change of the table.
    text = models.SlugField("text", max_length=20)
    swedish = models.CharField("svensk text", max_length=200)
    words = models.CharField("översättning", max_length=400)
    is_approved = models.BooleanField(
        "granskad",
        default=False,
        help_text="Bocka i när någon som kan språket har läst översättningen och den är rätt. "
        "Tills dess står det i planen att den är maskinöversatt.",
    )

    class Meta:
        verbose_name = "fast text i planen"
        verbose_name_plural = "fasta texter i planen"
        ordering = ["language", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["language", "text"], name="wording_once_per_language"),
            models.CheckConstraint(condition=~Q(words=""), name="wording_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.swedish} ({self.get_language_display()})"

    def clean(self) -> None:
        """What is filled in, as {dag}, has its place in the translation too. Raises ValidationError."""
        if not same_places(self.swedish, self.words):
            message = f"Orden inom klamrar fylls i på papperet. Skriv dem som i den svenska texten: {self.swedish}"
            raise ValidationError({"words": message})
