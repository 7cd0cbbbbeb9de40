from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jitsi_live", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="livesession",
            name="role_mismatch",
            field=models.CharField(
                blank=True,
                choices=[("host", "Host"), ("attendee", "Attendee")],
                default="",
                help_text="Whom the Jitsi server first gave another role than this site.",
                max_length=10,
                verbose_name="role mismatch",
            ),
        ),
    ]
