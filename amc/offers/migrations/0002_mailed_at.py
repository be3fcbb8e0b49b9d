from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("offers", "0001_offers")]

    operations = [
        migrations.AddField(
            model_name="offer",
            name="mailed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="berättat med e-post"),
        ),
    ]
