"""Conversations in which a person answers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_photos")]
    operations = [
        migrations.AddField("conversation", "joined", models.BooleanField(default=False)),
    ]
