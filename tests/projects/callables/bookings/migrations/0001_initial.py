from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("doctor", models.CharField(max_length=150)),
                ("patient", models.CharField(max_length=150)),
                ("interpreter", models.CharField(max_length=150)),
                ("day", models.DateField()),
            ],
        ),
    ]
