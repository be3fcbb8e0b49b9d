import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("staff", "0016_lock_in_and_outcome")]

    operations = [
        migrations.AddField(
            model_name="municipality",
            name="offers_per_hour",
            field=models.PositiveSmallIntegerField(
                db_default=60,
                default=60,
                help_text="Alla avsändare tillsammans. Därefter ombeds den som skickar att vänta.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(1000),
                ],
                verbose_name="så många erbjudanden utan konto tas emot på en timme",
            ),
        ),
    ]
