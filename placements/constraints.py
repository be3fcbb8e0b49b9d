"""What a broken promise of the database means to the user: the same codes as the rules, for races that pass them."""

from amc.obstacles import Obstacle
from placements.rules.verdict import REASON_MISSING

_PLAN = "Planen behöver vara överenskommen senast dagen före anställningens första dag. Öppna planen."
_KARTLAGGNING = (
    "Kartläggningen behöver vara påbörjad senast dagen före anställningens första dag. Öppna kartläggningen."
)
_INTERNSHIP = "En praktik behöver ha börjat före anställningens första dag. Lägg in praktiken."
_TOTAL = "Deltagaren får ha AMI i högst 24 månader sammanlagt. Välj en tidigare sista dag."
_SUPERVISOR = "Välj en handledare som finns på plats från första dagen."
_OVERLAP = "Deltagaren har redan en AMI- eller arbetsmarknadsanställning under den tiden. Välj en annan första dag."
_ALONE = "Deltagaren har redan en anställning under den tiden som inte får överlappa. Välj en annan första dag."
_STAND_IN = Obstacle("first_day", "Någon annan står redan in de dagarna. Välj andra dagar.", "stand_in_overlap")

CONSTRAINTS = {
    "ami_at_most_24_months": Obstacle(
        "last_day", "En AMI-anställning får vara högst 24 månader. Välj en tidigare sista dag.", "too_long"
    ),
    "employment_within_scheme": Obstacle(
        "last_day", "Anställningen är längre än anställningsformen tillåter. Välj en tidigare sista dag.", "too_long"
    ),
    "ami_in_all_at_most": Obstacle("last_day", _TOTAL, "total_too_long"),
    "no_overlapping_time_limited": Obstacle("first_day", _OVERLAP, "overlap"),
    "exclusive_alone": Obstacle("first_day", _ALONE, "overlap"),
    "plan_agreed_before_first_day": Obstacle("first_day", _PLAN, "plan_missing"),
    "kartlaggning_before_first_day": Obstacle("first_day", _KARTLAGGNING, "kartlaggning_missing"),
    "internship_before_first_day": Obstacle("first_day", _INTERNSHIP, "internship_missing"),
    "supervisor_from_day_one": Obstacle("supervisor", _SUPERVISOR, "supervisor_missing"),
    "warning_has_its_reason": REASON_MISSING,
    "one_pending_extension_request": Obstacle(
        None, "Det finns redan en begäran om förlängning som väntar på beslut.", "request_pending"
    ),
    "one_suspension_at_a_time": Obstacle(
        "first_day", "Det finns redan ett uppehåll under den tiden. Välj andra dagar.", "suspension_overlap"
    ),
    "one_stand_in_employment_at_a_time": _STAND_IN,
    "one_stand_in_internship_at_a_time": _STAND_IN,
    "supervisor_serves_a_place_once_at_a_time": Obstacle(
        "first_day", "Handledaren finns redan på arbetsplatsen då. Ändra den tiden i stället.", "place_overlap"
    ),
    "supervision_holds_its_months": Obstacle(
        "last_day", "En senare månad är redan bekräftad. Välj en senare dag.", "month_confirmed"
    ),
    "employment_of_the_enrolled": Obstacle(
        None, "Inskrivningen hör till en annan person. Öppna deltagaren på nytt.", "other_enrolment"
    ),
    "employer_once": Obstacle("name", "Arbetsgivaren finns redan i registret. Öppna den i stället.", "employer_once"),
    "workplace_once_per_employer": Obstacle(
        "name", "Arbetsgivaren har redan en arbetsplats med det namnet.", "workplace_once"
    ),
    "one_wage_support_at_a_time": Obstacle(
        "first_day", "Anställningen har redan ett beslut om lönestöd under den tiden.", "support_at_once"
    ),
    "month_requested_once": Obstacle("month", "Månaden är redan rekvirerad. Ladda om sidan.", "month_requested"),
    "signed_once": Obstacle("parties", "Parten har redan skrivit under. Ladda om sidan.", "already_signed"),
    "one_open_agreement": Obstacle(None, "Någon annan har just skrivit texten. Ladda om sidan.", "text_changed"),
    "training_once": Obstacle("held_on", "Den utbildningen finns redan. Ladda om sidan.", "training_once"),
}
