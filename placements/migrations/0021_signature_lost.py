from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("placements", "0020_supervisor_register")]
    operations = [
        migrations.AddIndex(
            model_name="internshipsignature",
            index=models.Index(
                condition=models.Q(("lost_at__isnull", False)), fields=["agreement"], name="signature_lost"
            ),
        )
    ]
