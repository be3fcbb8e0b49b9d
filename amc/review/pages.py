"""What a page of the log is called, for those who did not build it."""

WORDS = {
    "participant_detail": "Översikt",
    "participant_list": "Listan Deltagare",
    "participant_open": "Frågan varför ärendet öppnas",
    "participant_identity": "Personnummer",
    "participant_history": "Dokument och historik",
    "participant_edit": "Ändra uppgifter",
    "kartlaggning": "Kartläggning",
    "kartlaggning_area": "Kartläggning",
    "kartlaggning_changes": "Kartläggning",
    "journal": "Journal",
    "journal_print": "Journal, utskrift",
    "journal_correct": "Journal",
    "case_staff": "Vilka arbetar med ärendet",
    "plan": "Handlingsplan",
    "plan_pdf": "Handlingsplan, dokument",
    "follow_ups": "Uppföljningar",
    "follow_up_detail": "Uppföljning",
    "follow_up_list": "Listan Uppföljningar",
    "placements": "Placering",
    "employment_detail": "Anställning",
    "internship_detail": "Praktik",
    "placement_list": "Listan Placeringar",
    "internship_list": "Listan Praktik",
    "supervision": "Handledning",
    "my_day": "Min dag",
    "meeting_list": "Möteslistan",
    "search": "Sök",
    "notices": "Notiser",
    "figure_list": "Lista ur Översikt",
    "referral_list": "Listan Anvisningar",
    "referral_detail": "Anvisning",
    "referral_accept": "Ta emot anvisning",
    "import_detail": "Import av anvisningar",
    "sharing": "Samtycken och utlämnanden",
    "register_extract": "Registerutdrag",
    "readers_pdf": "Vilka har läst om mig",
}
_BEGINNINGS = (
    ("plan_", "Handlingsplan"),
    ("goal_", "Handlingsplan"),
    ("activity_", "Handlingsplan"),
    ("follow_up_", "Uppföljning"),
    ("employment_", "Anställning"),
    ("internship_", "Praktik"),
    ("placement_", "Placering"),
    ("supervision_", "Handledning"),
    ("meeting_", "Möte"),
    ("referral_", "Anvisning"),
    ("import_", "Import av anvisningar"),
    ("outside_contact_", "Kontakter"),
    ("consent_", "Samtycken och utlämnanden"),
    ("disclosure_", "Samtycken och utlämnanden"),
    ("closure_", "Avslut"),
    ("employer_", "Arbetsgivare"),
    ("supervisor_", "Handledare"),
    ("review_", "Loggranskning"),
    ("legal_hold_", "Gallringsstopp"),
    ("disposal", "Gallring"),
)


def page_words(route: str) -> str:
    """The page of the route in words; "Annan sida" for one that nobody has named."""
    if route in WORDS:
        return WORDS[route]
    return next((words for begins, words in _BEGINNINGS if route.startswith(begins)), "Annan sida")
