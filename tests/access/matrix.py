"""Who reaches which address: one row per named route (domain.md section 1 and 5, amc.staff.access).

A row says who reaches the route when it is about something of their own unit, by GET unless it says otherwise.
Everybody else gets the 404 of a page that does not exist; nobody signed in is led to the sign-in page. Something of
another unit answers as something that does not exist, unless the row says that units share it.
"""

from dataclasses import dataclass, field

# "kollega" works at the same unit and not with the case; "insatt kollega" has opened it for a reason.
WORKS = {"konsulent", "kollega", "insatt kollega", "enhetschef"}
# Specialists reach the cases that they work with; for lists, they reach the list.
READS = WORKS | {"specialist"}
SPECIALISTS = {"specialist", "annan specialist"}
SUPERVISES = {"handledare", "annan handledare"}
PLACES = READS | {"ekonom", "hr"}
READS_EMPLOYERS = WORKS | {"ekonom", "hr"}
EMPLOYERS = WORKS | {"hr"}
PAYS = {"ekonom", "enhetschef"}
MANAGES = {"enhetschef"}
ADMINISTERS = {"systemförvaltare"}
ROLES = WORKS | SPECIALISTS | SUPERVISES | PAYS | {"hr"} | ADMINISTERS
SIGNED_IN = ROLES | {"utan roll"}
EVERYBODY = SIGNED_IN | {"utloggad"}


@dataclass(frozen=True)
class Row:
    """`who` gets `status`. `about`: the word of the object in the address (tests.access.world), none for a list.

    `shared`: units share the object, so that a stranger's answers as one's own. `public`: anybody may ask, signed in or
    not. `data`: what is posted. `signed_out`: the status for nobody signed in, where it is neither 302 nor 403.
    `colleague`: the status for the colleague who does not work with the case, where it is not the question why.
    """

    who: set[str]
    about: str = ""
    status: int = 200
    method: str = "get"
    shared: bool = False
    public: bool = False
    signed_out: int | None = None
    colleague: int | None = None
    data: dict[str, str] = field(default_factory=dict)


def page(who: set[str], about: str = "", status: int = 200, *, shared: bool = False) -> Row:
    """A page to open."""
    return Row(who, about, status, shared=shared)


def post(who: set[str], about: str = "", status: int = 302, *, shared: bool = False) -> Row:
    """A button without a page of its own."""
    return Row(who, about, status, "post", shared=shared)


def public(status: int = 200, method: str = "get", who: set[str] = EVERYBODY) -> Row:
    """A page for everybody, signed in or not."""
    return Row(who, status=status, method=method, public=True)


# What the addresses of a person are about: a colleague is asked why before any of them opens.
PERSONAL = {
    *("participant", "area", "contact", "case", "substitute", "part", "entry", "meeting", "undertaking", "closure"),
    *("fresh", "settled", "version", "versions", "party", "goal", "activity", "follow_up", "held_follow_up", "measure"),
    "later",
    *(
        "employment",
        "internship",
        "deviation",
        "wage_support",
        "requisition",
        "next_step",
        "supervision",
        "consent",
        "disclosure",
        "withheld",
        "statement",
    ),
    *("kaa", "kaa_measure", "kaa_attempt", "kaa_occupation", "kaa_row"),
    *("employer_document", "named", "group_member", "used_template"),
    *("requirement", "requirement_week", "requirement_bulk", "board_report"),
}

# --- Signing in and one's own account -----------------------------------------------------------
ACCOUNT = {
    "home": page(ROLES, status=302),
    "account_login": Row(SIGNED_IN, status=302, public=True, signed_out=200),
    "account_logout": page(SIGNED_IN),
    "account_change_password": page(SIGNED_IN),
    "account_set_password": page(SIGNED_IN, status=302),  # for those who have none yet
    "account_reauthenticate": page(SIGNED_IN),
    "mfa_index": page(SIGNED_IN),
    "mfa_enrol": page(SIGNED_IN, status=302),  # for those who have shown one step only
    "mfa_add_webauthn": page(SIGNED_IN),
    "mfa_edit_webauthn": Row(set(), "passkey"),  # nobody here has one: tests/staff/test_second_factor.py
    "mfa_remove_webauthn": Row(set(), "passkey"),
    "mfa_activate_totp": page(SIGNED_IN),
    "mfa_deactivate_totp": Row(set()),
    "mfa_view_recovery_codes": Row(set()),
    "mfa_generate_recovery_codes": page(SIGNED_IN),
    "mfa_reauthenticate": page(SIGNED_IN, status=302),  # to the password, which is what they have
    "mfa_reauthenticate_webauthn": page(SIGNED_IN, status=302),
    "mfa_login_webauthn": public(302),
    "mfa_authenticate": public(302),
    # Where there is no tenant there is nothing: tests/staff/test_tenant.py has one.
    "tenant_login": Row(set(), public=True),
    "tenant_callback": Row(set(), public=True),
    "tenant_confirm": Row(set()),
    "tenant_confirmed": Row(set()),
    "invitation": Row(EVERYBODY, "invitation", public=True),
    "calendar_link": page(WORKS | SPECIALISTS),
    "calendar_link_end": page(WORKS | SPECIALISTS),
    "calendar_feed": Row(set(), "calendar", public=True),  # a secret that nobody has made
    "usersessions_list": page(SIGNED_IN),
    "session_time": Row(SIGNED_IN, public=True, signed_out=401),
    "file_ready": Row(set()),  # without an address of ours there is no file
    "account_reset_password": public(),
    "account_reset_password_done": public(),
    "account_reset_password_from_key": Row(EVERYBODY, "mailed", public=True),
    "account_reset_password_from_key_done": public(),
    "account_inactive": public(),
    "styleguide": public(),
}

# --- The mechanics: a draft's key is signed for its owner -----------------------------------------
MECHANICS = {
    "draft_save": Row(set(), method="post", signed_out=401),
    "draft_discard": Row(set(), method="post"),
    "draft_swap": Row(set(), method="post"),
    "csp_report": public(204, "post"),
}

# --- Referrals and their import -------------------------------------------------------------------
REFERRALS = {
    "referral_list": page(WORKS),
    "referral_create": page(WORKS),
    "registration_create": page(WORKS),
    "import_start": page(WORKS),
    "import_detail": page(WORKS, "file"),
    "import_columns": page(WORKS, "file"),
    "import_discard": page(WORKS, "file"),
    "import_failed": page(WORKS, "file"),
    "referral_detail": page(WORKS, "referral"),
    "referral_seen": post(WORKS, "referral"),
    "referral_edit": page(WORKS, "referral"),
    "referral_accept": page(WORKS, "referral"),
    "referral_return": page(WORKS, "referral"),
    "referral_supplement": page(WORKS, "referral"),
    "referral_decline": page(WORKS, "referral"),
}

# --- Participants and cases -----------------------------------------------------------------------
CASES = {
    "my_day": page(WORKS | SPECIALISTS),
    "meeting_list": page(WORKS | SPECIALISTS),
    "search": Row(WORKS | SPECIALISTS, method="post"),
    "phrase_list": page(WORKS | SPECIALISTS),
    "phrase_pick": page(WORKS | SPECIALISTS),
    "phrase_create": page(WORKS | SPECIALISTS),
    "phrase_edit": page(MANAGES, "phrase"),
    "phrase_remove": page(MANAGES, "phrase"),
    "participant_list": page(WORKS | SPECIALISTS),
    "participant_detail": page(READS, "participant"),
    "participant_open": Row(WORKS, "participant", 302, colleague=200),
    "participant_close": Row(WORKS, "participant", 302, "post", colleague=302),
    "participant_edit": page(WORKS, "participant"),
    "participant_identity": page(READS, "participant"),
    "participant_identity_change": page(WORKS, "participant"),
    "participant_history": page(READS, "participant"),
    "protection": page(READS, "participant"),
    "protection_give": page(WORKS, "participant"),
    # Nobody here is protected: tests/participants/test_protection.py.
    "protection_lift": page(WORKS, "participant", 404),
    "protection_name": page(WORKS, "participant"),
    "protection_unname": page(WORKS, "named"),
    "outside_contact_create": page(WORKS, "participant"),
    "outside_contact_edit": page(WORKS, "contact"),
    "outside_contact_end": page(WORKS, "contact"),
    "case_hand_over_all": page(MANAGES),
    "handover_create": page(MANAGES, "user"),
    "handover_list": page(MANAGES),
    "handover_detail": page(MANAGES, "handover"),
    "handover_undo": page(MANAGES, "handover"),
    # To whoever took the cases over, and the enhetschef.
    "handover_letter": page({"konsulent"} | MANAGES, "handover_letter"),
    "case_staff": page(READS, "case"),
    "enrolment_assign": page(WORKS, "case"),
    "case_take_part": page(WORKS, "substitute"),
    "case_end_part": page(WORKS, "part"),
    "kartlaggning": page(READS, "participant"),
    "kartlaggning_area": page(READS, "area"),
    "kartlaggning_changes": page(READS, "participant"),
    "journal": page(READS, "participant"),
    "journal_print": page(READS, "participant"),
    "journal_correct": page(READS, "entry"),
    "meeting_create": page(WORKS, "participant"),
    "meeting_hold": page(WORKS, "meeting"),
    "meeting_move": page(WORKS, "meeting"),
    "meeting_interpreter": page(WORKS, "meeting"),
    "meeting_clashes": page(WORKS),
    "undertaking_settle": page(WORKS, "undertaking"),
    "closure_create": page(WORKS, "participant"),
    "work_lasted": page(WORKS, "closure"),
    "closure_detail": page(READS, "closure"),
    "closure_pdf": page(READS, "closure"),
    "later_follow_up": page(WORKS, "later"),
    "sharing": page(READS, "participant"),
    "statements": page(READS, "participant"),
    "statement_create": page(WORKS, "participant"),
    "statement_send": page(WORKS, "participant"),
    "statement_change": page(WORKS, "statement"),
    "consent_create": page(WORKS, "participant"),
    "consent_withdraw": page(WORKS, "consent"),
    "disclosure_create": page(WORKS, "participant"),
    "disclosure_detail": page(READS, "disclosure"),
    "disclosure_document": page(READS, "disclosure"),
    "pictures": page(READS, "participant"),
    "register_extract": page(WORKS, "participant"),
    "withheld": post(WORKS, "withheld"),
    "referrer_document": page(WORKS, "participant"),
    "employer_document": page(WORKS, "employer_document"),
    "kaa_register": page(READS, "kaa"),
    "kaa_measure_add": page(WORKS, "kaa"),
    "kaa_attempt_add": page(WORKS, "kaa"),
    "kaa_occupation_add": page(WORKS, "kaa"),
    "kaa_exit": page(WORKS, "kaa"),
    "kaa_measure_edit": page(WORKS, "kaa_measure"),
    "kaa_attempt_edit": page(WORKS, "kaa_attempt"),
    "kaa_occupation_edit": page(WORKS, "kaa_occupation"),
    "kaa_remove": page(WORKS, "kaa_row"),
    "kaa_half_year": page(WORKS),
    "group_list": page(WORKS),
    "group_create": page(WORKS),
    "group_detail": page(WORKS, "group"),
    "group_edit": page(WORKS, "group"),
    "group_members": page(WORKS, "group"),
    "group_sessions": page(WORKS, "group"),
    "session_attendance": page(WORKS, "group_session"),
    "session_cancel": page(WORKS, "group_session"),
    "group_leave": page(WORKS, "group_member"),
    "participant_groups": page(READS, "participant"),
    "participant_requirement": page(READS, "participant"),
    "requirement_create": page(WORKS, "case"),
    "requirement_edit": page(WORKS, "requirement"),
    "requirement_week": page(WORKS, "requirement_week"),
    "requirement_week_undo": page(WORKS, "requirement_bulk"),
    "board_report_create": page(WORKS, "case"),
    "board_report_correct": page(WORKS, "board_report"),
}

# --- Plans and follow-ups -------------------------------------------------------------------------
PLANS = {
    "plan": page(READS, "participant"),
    "plan_create": page(WORKS, "fresh"),
    "plan_revise": page(WORKS, "settled"),
    "plan_agree": page(WORKS, "participant"),
    "plan_party_ask": page(WORKS, "participant"),
    "plan_party_settle": page(WORKS, "party"),
    "plan_discard": page(WORKS, "participant"),
    "plan_pdf": page(READS, "participant"),
    "plan_version": page(READS, "version"),
    "plan_compare": page(READS, "versions"),
    "plan_summary": page(WORKS, "participant"),
    "plan_template_choose": page(WORKS, "participant"),
    "plan_template_use": page(WORKS, "used_template"),
    "plan_templates": page(WORKS),
    "plan_template_create": page(WORKS),
    "plan_template_edit": page(WORKS, "plan_template"),
    "goal_create": page(WORKS, "participant"),
    "goal_edit": page(WORKS, "goal"),
    "goal_move": post(WORKS, "goal"),
    "goal_remove": page(WORKS, "goal"),
    "activity_create": page(WORKS, "participant"),
    "activity_edit": page(WORKS, "activity"),
    "activity_move": post(WORKS, "activity"),
    "activity_remove": page(WORKS, "activity"),
    "activity_state": page(READS, "activity"),
    "follow_ups": page(READS, "participant"),
    "follow_up_create": page(WORKS, "participant"),
    "follow_up_list": page(WORKS | SPECIALISTS),
    "follow_up_detail": page(READS, "follow_up"),
    "follow_up_book": page(WORKS, "follow_up"),
    "follow_up_cancel": page(WORKS, "follow_up"),
    "progress": page(READS, "participant"),
    "measure": page(WORKS, "measure"),
    "follow_up_copy": page(WORKS, "held_follow_up"),
    "follow_up_pdf": page(WORKS, "held_follow_up"),
}

# --- Placements, employers and supervisors --------------------------------------------------------
PLACEMENTS = {
    "placements": page(READS, "participant"),
    "employment_create": page(WORKS, "participant"),
    "employment_limits": page(WORKS, "participant"),
    "internship_create": page(WORKS, "participant"),
    "placement_list": page(PLACES | SPECIALISTS),
    "internship_list": page(PLACES | SPECIALISTS),
    **{f"{kind}_detail": page(PLACES, kind) for kind in ("employment", "internship")},
    **{
        f"{kind}_{verb}": page(WORKS, kind)
        for kind in ("employment", "internship")
        for verb in ("extend", "end", "supervisor", "deviation")
    },
    "deviation_mend": page(WORKS, "deviation"),
    "next_step_create": page(WORKS, "next_step"),
    "wage_support_list": page(PLACES | SPECIALISTS),
    "wage_support_detail": page(PLACES, "wage_support"),
    "wage_support_create": page(WORKS, "employment"),
    "wage_support_change": page(WORKS, "wage_support"),
    "wage_support_no_renewal": page(WORKS, "wage_support"),
    "requisition_withdraw": post(PAYS, "requisition"),
    "employer_list": page(READS_EMPLOYERS),
    "employer_create": page(EMPLOYERS),
    "employer_lookup": Row(EMPLOYERS, method="post"),
    "employer_detail": page(READS_EMPLOYERS, "employer", shared=True),
    "employer_change": page(EMPLOYERS, "employer", shared=True),
    "workplace_create": page(EMPLOYERS, "employer", shared=True),
    "contact_create": page(EMPLOYERS, "employer", shared=True),
    "workplace_lookup": Row(EMPLOYERS, method="post"),
    "workplace_change": page(EMPLOYERS, "workplace", shared=True),
    "contact_change": page(EMPLOYERS, "contact_person", shared=True),
    "employer_contact_create": page(EMPLOYERS, "employer", shared=True),
    "employer_contact_change": page(EMPLOYERS, "employer_note", shared=True),
    "employer_contact_done": page(EMPLOYERS, "employer_note", shared=True),
    "employer_duplicates": page(EMPLOYERS),
    "employer_any_lookup": Row(EMPLOYERS, method="post"),
    "employer_merge": page(EMPLOYERS, "employer", shared=True),
    "agreement_create": page(EMPLOYERS, "employer", shared=True),
    "agreement_change": page(EMPLOYERS, "agreement", shared=True),
    "employer_warning_create": page(EMPLOYERS, "employer", shared=True),
    "employer_warning_lift": page(EMPLOYERS, "employer_warning", shared=True),
    "supervisor_list": page(READS_EMPLOYERS),
    "supervisor_create": page(EMPLOYERS),
    "supervisor_lookup": Row(EMPLOYERS, method="post"),
    "supervisor_detail": page(READS_EMPLOYERS, "supervisor", shared=True),
    "supervisor_change": page(EMPLOYERS, "supervisor", shared=True),
    "supervisor_invite": post(EMPLOYERS, "uninvited", shared=True),
    "supervision": page(SUPERVISES),
    "supervision_confirm": Row({"handledare"}, "supervision", method="post"),
    "supervision_next_on_behalf": page(WORKS, "supervised", status=302),
    "supervision_on_behalf": page(WORKS, "supervision"),
    "supervisor_pay": page(PAYS),
    "supervisor_pay_settle": post({"ekonom"}),
}

# --- Notices, overview, administration ------------------------------------------------------------
ABOVE = {
    "notices": page(ROLES),
    "notices_read": post(ROLES),
    "notice_open": post(ROLES, "notice"),
    "dashboard": page(MANAGES),
    "board_report": page(MANAGES),
    "moving": page(MANAGES),
    "review_queue": page(MANAGES),
    "review_protocol": page(MANAGES),
    "review_flag": page(MANAGES, "flag"),
    "readers_pdf": page(WORKS, "participant"),
    "disposal": page(MANAGES),
    "disposal_approve": page(MANAGES),
    "disposal_log": page(MANAGES),
    "disposal_run": page(MANAGES, "disposal_run"),
    "legal_hold_create": page(MANAGES, "participant"),
    "legal_hold_lift": page(MANAGES, "legal_hold"),
    "figure_list": page(MANAGES, "figure", shared=True),
    "administration": page(ADMINISTERS),
    "user_list": page(ADMINISTERS),
    "user_create": page(ADMINISTERS),
    "user_detail": page(ADMINISTERS, "user", shared=True),
    "user_reset": page(ADMINISTERS, "user", shared=True),
    "user_home_address": page(ADMINISTERS, "user", shared=True),
    "user_invite": page(ADMINISTERS, "user", shared=True),
    "user_renew": page(ADMINISTERS, "user", shared=True),
    "account_renew": page({"konsulent", "enhetschef"}, "user"),  # the owner, and who leads the unit
    "code_list": page(ADMINISTERS, "codes", shared=True),
    "code_create": page(ADMINISTERS, "codes", shared=True),
    "code_edit": page(ADMINISTERS, "code", shared=True),
}

MATRIX: dict[str, Row] = ACCOUNT | MECHANICS | REFERRALS | CASES | PLANS | PLACEMENTS | ABOVE
