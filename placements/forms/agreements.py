"""The forms that sign an agreement about an internship, and the text that they were shown with."""

from typing import Any

from django import forms
from django.core import signing

from amc.web.forms import ActionForm, form_helper
from amc.web.widgets import DateInput
from amc.web.words import Piece, word_diff
from placements.models import InternshipAgreement, InternshipSignature
from placements.rules.agreement import BEHALF, CONSULTANT, EMPLOYER, PAPER, PARTICIPANT, SCREEN, AgreementText, Signing

# Another shape of the text takes another number, so that a page from before is not read as one of after.
_SALT = "placements.agreement.1:"


def carry(agreement: InternshipAgreement) -> str:
    """The words of the version, for a hidden field, signed by us: an open text is changed in place, so what an old tab
    shows is nowhere else."""
    return signing.dumps(agreement.text, salt=_salt(agreement), compress=True)


def carried(text: str, agreement: InternshipAgreement) -> AgreementText | None:
    """What `carry` made `text` of; None unless it is of the same internship."""
    try:
        return AgreementText.from_data(signing.loads(text, salt=_salt(agreement)))
    except signing.BadSignature:
        return None


def changed_lines(old: AgreementText, new: AgreementText) -> list[tuple[str, list[Piece]]]:
    """What differs, line by line, word by word."""
    before, after = dict(old.lines), dict(new.lines)
    labels = [*after, *(label for label in before if label not in after)]
    pairs = [(label, before.get(label, ""), after.get(label, "")) for label in labels]
    return [(label, word_diff(was, now)) for label, was, now in pairs if was != now]


def _salt(agreement: InternshipAgreement) -> str:
    return f"{_SALT}{agreement.internship.uuid}"


class ReadText(ActionForm):
    """A form that knows which text was shown with it."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    text = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, agreement: InternshipAgreement, **kwargs: Any) -> None:
        self.agreement = agreement
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = AgreementText.from_data(agreement.text).fingerprint
        self.fields["text"].initial = carry(agreement)

    # What was ticked for a text is not ticked for another.
    ticks: tuple[str, ...] = ()

    def changed(self) -> list[tuple[str, list[Piece]]]:
        """What differs between the text that was shown and the one that stands, which the form then asks about."""
        now = AgreementText.from_data(self.agreement.text)
        if not self.is_bound or self["seen"].value() == now.fingerprint:
            return []
        was = carried(self["text"].value() or "", self.agreement)
        self.replace_posted(seen=now.fingerprint, text=carry(self.agreement), **dict.fromkeys(self.ticks))
        return changed_lines(was, now) if was else []


class SignForm(ReadText):
    """Who signs, and how."""

    ticks = ("parties",)

    parties = forms.MultipleChoiceField(
        label="Vem skriver under nu?",
        choices=[
            (PARTICIPANT, "Deltagaren har läst texten och skriver under"),
            (EMPLOYER, "Arbetsgivaren har läst texten och skriver under"),
            (CONSULTANT, "Jag skriver under för enheten, sist"),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    name = forms.CharField(label="Vem skriver under för arbetsgivaren?", max_length=100, required=False)
    how = forms.ChoiceField(
        label="Hur?",
        choices=[
            (SCREEN, "Här på skärmen, vi läser tillsammans"),
            (PAPER, "På papper, med underskrift"),
            (BEHALF, "Jag skriver under för partens räkning"),
        ],
        initial=SCREEN,
        widget=forms.RadioSelect,
    )
    paper_date = forms.DateField(label="Datum på papperet", widget=DateInput, required=False)
    paper_reference = forms.CharField(
        label="Var papperet finns",
        help_text="Skanningens diarienummer eller platsen i arkivet, till exempel: Pärm 12, 2026:114.",
        max_length=100,
        required=False,
    )
    behalf_reason = forms.CharField(label="Skäl att skriva under för partens räkning", max_length=300, required=False)

    def __init__(self, *args: Any, signed: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties: Any = self.fields["parties"]
        parties.widget.choices = [one for one in parties.choices if one[0] not in signed]
        self.fields["name"].initial = AgreementText.from_data(self.agreement.text).supervisor
        if {PARTICIPANT, EMPLOYER} <= signed:
            for name in ("how", "paper_date", "paper_reference", "behalf_reason"):
                del self.fields[name]
        if EMPLOYER in signed:
            del self.fields["name"]
        order = ("parties", "name", "how", "paper_date", "paper_reference", "behalf_reason")
        self.helper = form_helper(*(name for name in order if name in self.fields))

    def signing(self) -> Signing:
        """What `sign_agreement` takes."""
        given = self.cleaned_data
        return Signing(
            parties=given["parties"],
            how=given.get("how") or SCREEN,
            name=given.get("name", ""),
            paper_date=given.get("paper_date"),
            paper_reference=given.get("paper_reference", ""),
            reason=given.get("behalf_reason", ""),
        )


class SupervisorSignForm(ReadText):
    """The employer's signature, by the supervisor on their own screen."""

    ticks = ("agrees",)

    agrees = forms.BooleanField(
        label="Jag har läst överenskommelsen och skriver under för arbetsgivaren",
        error_messages={"required": "Kryssa i att du har läst överenskommelsen."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("agrees")


def shown_signatures(agreement: InternshipAgreement) -> list[InternshipSignature]:
    """The standing ones, and of a party that has none the last that a change took; in the order of the parties."""
    latest: dict[str, InternshipSignature] = {}
    for row in agreement.signatures.select_related("by", "lost_by"):
        latest[row.party] = row
    order = (PARTICIPANT, EMPLOYER, CONSULTANT)
    return [latest[party] for party in order if party in latest]
