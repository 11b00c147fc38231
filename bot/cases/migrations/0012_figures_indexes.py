"""Indexes for what the figures look up: what came in, and who gave back, within a period."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_joined")]
    operations = [
        migrations.AddIndex("caseevent", models.Index(fields=["action", "at"], name="event_action_at")),
        migrations.AddIndex("case", models.Index(fields=["received_at"], name="case_received")),
    ]
