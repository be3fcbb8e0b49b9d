"""What the switched-off triggers would have refused, asked of the finished data; and that totals add up.

Each question answers the keys of rows that break a promise: none may.
"""

import datetime as dt

from django.core.management.base import CommandError
from django.db import connection

QUESTIONS: dict[str, str] = {
    "an employment belongs to the person of its enrolment": """
        SELECT p.id FROM placements_employment p JOIN participants_enrolment e ON e.id = p.enrolment_id
         WHERE e.participant_id <> p.participant_id""",
    "a scheme's longest time": """
        SELECT p.id FROM placements_employment p JOIN placements_scheme s ON s.code = p.scheme
         WHERE s.breach_refuses AND NOT amc_within_months(p.period, s.max_months)""",
    "a scheme in force on the first day": """
        SELECT p.id FROM placements_employment p JOIN placements_scheme s ON s.code = p.scheme
         WHERE NOT daterange(s.valid_from, s.valid_to, '[]') @> lower(p.period)""",
    "no overlap of schemes that may not overlap": """
        SELECT p.id FROM placements_employment p JOIN placements_scheme s ON s.code = p.scheme AND s.exclusive
          JOIN placements_employment o ON o.participant_id = p.participant_id AND o.id > p.id AND o.period && p.period
          JOIN placements_scheme t ON t.code = o.scheme AND t.exclusive""",
    "a plan agreed before the first day, or an exception": """
        SELECT p.id FROM placements_employment p JOIN placements_scheme s ON s.code = p.scheme
         WHERE s.requires_plan
           AND NOT EXISTS (SELECT FROM handlingsplan_planversion v JOIN handlingsplan_plan h ON h.id = v.plan_id
                            WHERE h.enrolment_id = p.enrolment_id AND v.state <> 'draft'
                              AND v.agreed_on < lower(p.period))
           AND (p.exception_by_id IS NULL OR p.scheme = 'ami'
                AND (p.exception_paper_date IS NULL OR p.exception_paper_date >= lower(p.period)))""",
    "an agreed plan waits for nobody": """
        SELECT a.id FROM handlingsplan_planparty a JOIN handlingsplan_planversion v ON v.id = a.version_id
         WHERE v.state <> 'draft' AND a.agreed_on IS NULL AND a.dropped_at IS NULL""",
    "a kartläggning before the first day": """
        SELECT p.id FROM placements_employment p JOIN placements_scheme s ON s.code = p.scheme
         WHERE s.requires_kartlaggning AND p.exception_by_id IS NULL
           AND NOT EXISTS (SELECT FROM participants_kartlaggningentry k
                            WHERE k.participant_id = p.participant_id
                              AND amc_local_date(k.created_at) < lower(p.period))""",
    "an internship before the first day": """
        SELECT p.id FROM placements_employment p JOIN placements_scheme s ON s.code = p.scheme
         WHERE s.requires_internship AND p.exception_by_id IS NULL
           AND NOT EXISTS (SELECT FROM placements_internship i JOIN participants_enrolment e ON e.id = i.enrolment_id
                             JOIN placements_internshipkind k ON k.id = i.kind_id AND k.precedes_job
                            WHERE e.participant_id = p.participant_id AND lower(i.period) < lower(p.period))""",
    "a supervisor of an employment from day one": """
        SELECT p.id FROM placements_employment p JOIN placements_scheme s ON s.code = p.scheme
         WHERE s.requires_supervisor AND NOT EXISTS (SELECT FROM placements_supervision v
                                                      WHERE v.employment_id = p.id AND v.period @> lower(p.period))""",
    "a supervisor of an internship from day one": """
        SELECT p.id FROM placements_internship p
         WHERE NOT EXISTS (SELECT FROM placements_supervision v
                            WHERE v.internship_id = p.id AND v.period @> lower(p.period))""",
    "an answer about steps within the scale of its set": """
        SELECT a.id FROM handlingsplan_progressanswer a
          JOIN handlingsplan_progressmeasure m ON m.id = a.measure_id
          JOIN handlingsplan_progressquestion q ON q.id = a.question_id
         WHERE q.version_id <> m.version_id OR a.value NOT BETWEEN q.lowest AND q.highest""",
    "AMI in all at most 24 months, and the totals kept": """
        SELECT coalesce(t.participant_id, p.participant_id)
          FROM (SELECT participant_id, sum(amc_period_days(period)) AS days
                  FROM placements_employment WHERE scheme = 'ami' GROUP BY 1) p
          FULL JOIN placements_amitotal t ON t.participant_id = p.participant_id
         WHERE t.days IS DISTINCT FROM p.days OR p.days > 24 * 30""",
    "no supervision outside its placement": """
        SELECT v.id FROM placements_supervision v
          LEFT JOIN placements_employment e ON e.id = v.employment_id
          LEFT JOIN placements_internship i ON i.id = v.internship_id
         WHERE NOT v.period <@ coalesce(e.period, i.period)""",
    "no month confirmed before it can be": """
        SELECT m.id FROM placements_supervisionmonth m JOIN placements_supervision v ON v.id = m.supervision_id
         WHERE amc_local_date(m.confirmed_at)
             < least((m.month + interval '1 month')::date, upper(v.period))""",
    "pay only for the municipality's own employees, as confirmed": """
        SELECT p.id FROM placements_supervisorpayment p
          JOIN placements_supervisor s ON s.id = p.supervisor_id
          JOIN placements_supervisionmonth m ON m.id = p.proof_id
          JOIN placements_supervision v ON v.id = m.supervision_id
         WHERE NOT s.municipal_employee OR m.month <> p.month OR v.supervisor_id <> s.id OR NOT m.took_place""",
    "one closure for each closed enrolment": """
        SELECT e.id FROM participants_enrolment e LEFT JOIN participants_closure c ON c.enrolment_id = e.id
         WHERE (e.closed_on IS NULL) <> (c.id IS NULL)""",
    "no stays of one person that overlap": """
        SELECT a.id FROM participants_enrolment a JOIN participants_enrolment b
            ON b.participant_id = a.participant_id AND b.id > a.id
         WHERE daterange(a.opened_on, a.closed_on, '[]') && daterange(b.opened_on, b.closed_on, '[]')""",
    "no note of what happened before the first day or after it was written": """
        SELECT j.id FROM participants_journalentry j JOIN participants_enrolment e ON e.id = j.enrolment_id
         WHERE amc_local_date(j.occurred_at) < e.opened_on OR j.created_at < j.occurred_at""",
    "the day of the latest contact stands in the enrolment": """
        SELECT e.id FROM participants_enrolment e
          LEFT JOIN (SELECT enrolment_id, max(amc_local_date(occurred_at)) AS day FROM participants_journalentry n
                      WHERE kind IN ('samtal', 'telefon', 'besok', 'trepart', 'uppfoljning')
                        AND NOT EXISTS (SELECT FROM participants_journalentry later
                                         WHERE later.corrects_id = coalesce(n.corrects_id, n.id) AND later.id > n.id)
                      GROUP BY 1) j
            ON j.enrolment_id = e.id
         WHERE e.last_contact_on IS DISTINCT FROM j.day""",
    "no late note in a closed case but its own people's": """
        SELECT j.id FROM participants_journalentry j JOIN participants_enrolment e ON e.id = j.enrolment_id
         WHERE amc_local_date(j.created_at) > e.closed_on AND j.author_id <> e.consultant_id
           AND NOT EXISTS (SELECT FROM participants_journalentry own
                            WHERE own.id = j.corrects_id AND own.author_id = j.author_id)""",
    "a kartläggning is replaced by a later one of the same person and area": """
        SELECT k.id FROM participants_kartlaggningentry k JOIN participants_kartlaggningentry o ON o.id = k.supersedes_id
         WHERE k.participant_id <> o.participant_id OR k.area_id <> o.area_id OR k.created_at < o.created_at""",
    "the source's ages": """
        SELECT e.id FROM participants_enrolment e JOIN participants_participant p ON p.id = e.participant_id
          JOIN participants_source s ON s.id = e.source_id
         WHERE p.birth_date + make_interval(years => s.below_age) <= e.opened_on
            OR p.birth_date + make_interval(years => s.min_age) > e.opened_on""",
    "a referral with a protected person's number is that person's": """
        SELECT r.id FROM participants_referral r JOIN participants_identitynumber i ON i.number = r.identity_number
          JOIN participants_participant p ON p.id = i.participant_id
         WHERE p.is_protected AND r.participant_id IS DISTINCT FROM p.id""",
    "nothing written later than yesterday": """
        SELECT id FROM participants_journalentry WHERE amc_local_date(created_at) >= %(today)s
        UNION ALL SELECT id FROM participants_referral WHERE amc_local_date(registered_at) >= %(today)s
        UNION ALL SELECT id FROM participants_kartlaggningentry WHERE amc_local_date(created_at) >= %(today)s
        UNION ALL SELECT id FROM handlingsplan_planversion
                   WHERE amc_local_date(created_at) >= %(today)s OR agreed_on >= %(today)s
        UNION ALL SELECT id FROM handlingsplan_followup WHERE held_on >= %(today)s
        UNION ALL SELECT id FROM participants_closure WHERE amc_local_date(closed_at) >= %(today)s
        UNION ALL SELECT id FROM placements_employment WHERE amc_local_date(created_at) >= %(today)s
        UNION ALL SELECT id FROM placements_internship WHERE amc_local_date(created_at) >= %(today)s
        UNION ALL SELECT id FROM placements_supervisorpayment WHERE amc_local_date(settled_at) >= %(today)s
        UNION ALL SELECT id FROM placements_supervisionmonth WHERE amc_local_date(confirmed_at) >= %(today)s""",
    "nothing written in a case before it was opened": """
        SELECT k.id FROM participants_kartlaggningentry k JOIN participants_enrolment e ON e.id = k.enrolment_id
         WHERE amc_local_date(k.created_at) < e.opened_on
        UNION ALL SELECT v.id FROM handlingsplan_planversion v JOIN handlingsplan_plan p ON p.id = v.plan_id
          JOIN participants_enrolment e ON e.id = p.enrolment_id WHERE v.agreed_on < e.opened_on
        UNION ALL SELECT i.id FROM placements_internship i JOIN participants_enrolment e ON e.id = i.enrolment_id
                   WHERE lower(i.period) < e.opened_on
        UNION ALL SELECT i.id FROM placements_employment i JOIN participants_enrolment e ON e.id = i.enrolment_id
                   WHERE lower(i.period) < e.opened_on""",
    "no meeting held in the future, none waiting in the past": """
        SELECT id FROM participants_meeting
         WHERE state IN ('held', 'no_show', 'excused') AND amc_local_date(starts_at) >= %(today)s
            OR state = 'planned' AND amc_local_date(starts_at) < %(today)s""",
}


def broken_promises(today: dt.date) -> dict[str, list[int]]:
    """The promises that do not hold as of `today`, each with at most ten keys of rows that break it."""
    found = {}
    with connection.cursor() as cursor:
        for promise, question in QUESTIONS.items():
            cursor.execute(f"SELECT * FROM ({question}) broken LIMIT 10", {"today": today})  # noqa: S608 - the questions above
            if rows := cursor.fetchall():
                found[promise] = [row[0] for row in rows]
    return found


def verify(today: dt.date) -> None:
    """Raise CommandError unless every promise holds."""
    if broken := broken_promises(today):
        lines = "\n".join(f"- {promise}: {keys}" for promise, keys in broken.items())
        raise CommandError(f"De påhittade uppgifterna bryter mot reglerna:\n{lines}")
