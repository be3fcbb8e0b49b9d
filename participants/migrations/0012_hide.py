from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Referrals with the numbers of protected persons are theirs, and land with the named staff."""

    dependencies = [("participants", "0011_opening")]
    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "hide.sql").read_text(),
            """
            DROP TRIGGER referral_lands ON participants_referral;
            DROP FUNCTION participants_land_referral();
            DROP FUNCTION participants_hide_person(bigint);
            DROP FUNCTION participants_hand_on(bigint, bigint);
            DROP FUNCTION participants_keep_somebody_named(date);
            DROP FUNCTION participants_hidden_numbers(bigint, text[]);
            DROP FUNCTION participants_hidden_counts(bigint, bigint, date, date);
            """,
        )
    ]
