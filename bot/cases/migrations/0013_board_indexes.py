"""Indexes for the board and the figures: who had a part in a request, and which requests figures may count."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_figures_indexes")]
    operations = [
        migrations.AddIndex("handling", models.Index(fields=["case", "user"], name="handling_case_user")),
        migrations.AddIndex("handling", models.Index(fields=["case", "post"], name="handling_case_post")),
        migrations.AddIndex(
            "contactattempt", models.Index(fields=["case", "round", "reached", "at"], name="contact_of_round")
        ),
        migrations.AddIndex("case", models.Index(fields=["about_unit", "self_found"], name="case_known")),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["received_at", "self_found", "about_unit", "post", "subject", "kind", "channel"],
                name="case_received_as",
            ),
        ),
        migrations.RemoveIndex("case", "case_received"),
    ]
