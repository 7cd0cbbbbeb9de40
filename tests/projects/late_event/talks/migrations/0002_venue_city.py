from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("talks", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="venue",
            name="city",
            field=models.CharField(default="", max_length=100),
            preserve_default=False,
        ),
    ]
