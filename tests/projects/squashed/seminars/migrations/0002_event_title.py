from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("seminars", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="title",
            field=models.CharField(default="", max_length=100),
            preserve_default=False,
        ),
    ]
