"""The style page: each part of the interface in each of its states, on invented values. No rows are read."""

import datetime as dt
from typing import Any

import django_tables2 as tables
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.paginator import Paginator
from django.utils import timezone
from django.views.generic import TemplateView

from amc.web import charts
from amc.web.charts import Point
from amc.web.layout import Actions, Group, More, Pair
from amc.web.navigation import Tab
from amc.web.tables import Table
from amc.web.widgets import DateInput

LIST = "#listan"


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Namn", max_length=100)
    identity = forms.CharField(
        label="Personnummer eller samordningsnummer", help_text="Skriv 10 eller 12 siffror, med eller utan bindestreck."
    )
    source = forms.ChoiceField(
        label="Remittent",
        widget=forms.RadioSelect,
        choices=[("af", "Arbetsförmedlingen"), ("soc", "Socialtjänsten"), ("kaa", "KAA")],
    )
    start = forms.DateField(label="Första dag", widget=DateInput)
    end = forms.DateField(label="Sista dag", widget=DateInput)
    team = forms.ChoiceField(label="Team", choices=[("", "Välj team"), *((str(n), f"Team {n}") for n in range(1, 8))])
    areas = forms.MultipleChoiceField(
        label="Områden",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("u", "Utbildning"), ("s", "Språk"), ("d", "Digital vana")],
    )
    consent = forms.BooleanField(label="Personen har fått information om hur vi behandlar uppgifterna")
    note = forms.CharField(label="Anteckning", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    contact = forms.CharField(label="Kontaktperson hos remittenten", required=False)
    paper = forms.FileField(label="Underlag", required=False, help_text="PDF, högst 10 MB.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Group("Personen", "name", "identity"),
            Group("Anvisningen", "source", Pair("start", "end"), "team", "areas", "consent"),
            More("Fler uppgifter", "note", "contact", "paper"),
            Actions("Lägg in anvisningen", LIST, autosave=True),
        )


class SampleFilter(forms.Form):
    """Filters above a list."""

    team = forms.ChoiceField(label="Team", required=False, choices=[("", "Alla"), ("v", "Vuxen"), ("u", "Ungdom")])
    state = forms.ChoiceField(label="Läge", required=False, choices=[("", "Alla"), ("o", "Öppna"), ("a", "Avslutade")])
    since = forms.DateField(label="Inskriven från", required=False, widget=DateInput)


class SampleTable(Table):
    """A list with a link, words, a chip, a day in words and a figure."""

    name = tables.TemplateColumn('<a href="#listan">{{ value }}</a>', verbose_name="Namn")
    case = tables.Column(verbose_name="Ärende", attrs={"td": {"class": "nowrap"}})
    state = tables.TemplateColumn("{% chip record.state record.tone %}", verbose_name="Läge")
    step = tables.Column(verbose_name="Nästa steg", orderable=False)
    due = tables.TemplateColumn("{% due value %}", verbose_name="När")
    months = tables.Column(verbose_name="Månader", attrs={"th": {"class": "num"}, "td": {"class": "num"}})

    class Meta:
        order_by = "due"
        row_attrs = {"data-href": LIST}
        empty_text = "Inga deltagare passar urvalet. Rensa filtren för att se alla."

    one, many = "deltagare", "deltagare"


def sample_rows(today: dt.date) -> list[dict[str, Any]]:
    """The rows of the sample table."""
    return [
        {"name": name, "case": case, "state": state, "tone": tone, "step": step, "months": months}
        | {"due": today + dt.timedelta(days=days)}
        for name, case, state, tone, step, days, months in (
            ("Amina Ali", "2026-0412", "Försenad", "overdue", "Årlig uppföljning", -4, 14),
            ("Björn Åkerlund", "2026-0398", "I dag", "soon", "Trepartssamtal hos Tekniska kontoret", 0, 3),
            ("Dawit Haile", "2026-0377", "Pågår", "info", "Boka studiebesök", 3, 8),
            ("Eva-Lena Östergren", "2025-0291", "Klar", "done", "Avslutssamtal", 12, 22),
            ("Yusuf Özdemir", "2025-0266", "Vilar", "neutral", "Vänta på besked från Arbetsförmedlingen", 40, 1),
        )
    ]


def sample_charts() -> dict[str, Any]:
    """Values for each kind of chart."""
    months = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
    ins = (14, 11, 18, 12, 9, 7, 3, 16, 21, 15, 13, 8)
    outs = (9, 12, 10, 14, 13, 16, 2, 8, 11, 17, 12, 10)
    return {
        "caseload": [
            Point(name, value, LIST, "overdue" if value > 50 else "series-1")
            for name, value in (("Karin Ek", 52), ("Mohammed Nasser", 47), ("Lena Sjöö", 41), ("Per Ängmo", 18))
        ],
        "in_out": [
            (month, [Point("In", coming, LIST), Point("Ut", leaving, LIST, "series-2")])
            for month, coming, leaving in zip(months, ins, outs, strict=True)
        ],
        "in_out_series": [("In", "series-1"), ("Ut", "series-2")],
        "months_left": [
            Point(str(left), value, LIST, "overdue" if left < 1 else "soon" if left < 4 else "series-1")
            for left, value in enumerate((2, 5, 4, 3, 6, 8, 4, 7, 9, 3, 2, 5, 6))
        ],
        "education": [
            (source, LIST, [Point(part, value, LIST, tone) for part, value, tone in parts])
            for source, parts in (
                ("Arbetsförmedlingen", (("Icke fullgjord grundskola", 24, "series-1"), ("Gymnasial", 11, "series-2"))),
                ("Socialtjänsten", (("Icke fullgjord grundskola", 15, "series-1"), ("Gymnasial", 9, "series-2"))),
            )
        ],
        "education_series": [("Icke fullgjord grundskola", "series-1"), ("Gymnasial", "series-2")],
        "steps": [
            Point("Anvisade", 120, LIST),
            Point("Inskrivna", 104, LIST),
            Point("Plan", 88, LIST),
            Point("Praktik", 51, LIST),
            Point("Anställning", 32, LIST),
        ],
        "flow": charts.flow(
            [
                ("Arbetsförmedlingen", "Arbete", 31, LIST, "done"),
                ("Arbetsförmedlingen", "Studier", 6, LIST, "series-2"),
                ("Arbetsförmedlingen", "Åter till remittent", 9, LIST, "neutral"),
                ("Socialtjänsten", "Arbete", 12, LIST, "done"),
                ("Socialtjänsten", "Åter till remittent", 5, LIST, "neutral"),
                ("KAA", "Arbete", 4, LIST, "done"),
                ("KAA", "Studier", 4, LIST, "series-2"),
            ],
            urls={"Arbetsförmedlingen": LIST, "Arbete": LIST},
        ),
        "trend": [38, 41, 40, 44, 43, 47],
    }


class StyleView(TemplateView):
    """Shows everything in every state."""

    template_name = "web/styleguide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The samples; a form is shown both empty and refused."""
        today = timezone.localdate()
        table = SampleTable(sample_rows(today), orderable=True)
        table.paginate(page=1, per_page=25)
        typed = {"name": "Amina Ali", "identity": "123", "source": "af", "start": "2026-13-01", "consent": "on"}
        refused = SampleForm({f"fel-{name}": value for name, value in typed.items()}, prefix="fel")
        refused.add_error("identity", "Numret är inte giltigt: sista siffran stämmer inte. Kontrollera mot underlaget.")
        refused.add_error(None, "Planen behöver vara överenskommen senast 2026-11-30, anställningens första dag.")
        return super().get_context_data(**kwargs) | {
            "today": today,
            "now": timezone.now(),
            "days": [today + dt.timedelta(days=days) for days in (-4, -1, 0, 1, 5, 30)],
            "tabs": [
                Tab("Översikt", LIST, current=True),
                Tab("Kartläggning", LIST),
                Tab("Plan", LIST, amount=3),
                Tab("Journal", LIST, amount=48),
                Tab("Placering", LIST),
                Tab("Uppföljning", LIST),
                Tab("Dokument och historik", LIST),
            ],
            "table": table,
            "nothing": SampleTable([]),
            "form": SampleForm(),
            "refused": refused,
            "filters": SampleFilter({"team": "v"}),
            "page": Paginator(range(312), 25).page(3),
            "facts": [("Ärende", "2026-0412"), ("Remittent", "Arbetsförmedlingen"), ("Tolk", "dari"), ("Telefon", "")],
            **sample_charts(),
        }
