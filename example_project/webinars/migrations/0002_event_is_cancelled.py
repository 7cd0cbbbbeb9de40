from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("webinars", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="is_cancelled",
            field=models.BooleanField(default=False),
        ),
    ]
