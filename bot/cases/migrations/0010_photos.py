"""Photos of requests."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_final_round_ends")]
    operations = [
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=43, unique=True)),
                ("number", models.PositiveSmallIntegerField(default=0, verbose_name="序号")),
                ("sealed", models.BinaryField(verbose_name="内容")),
                ("digest", models.CharField(max_length=64)),
                ("width", models.PositiveSmallIntegerField(verbose_name="宽")),
                ("height", models.PositiveSmallIntegerField(verbose_name="高")),
                ("sent_at", models.DateTimeField(db_index=True, verbose_name="收到时间")),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="cases.case",
                        verbose_name="诉求",
                    ),
                ),
            ],
            options={
                "verbose_name": "照片",
                "verbose_name_plural": "照片",
                "ordering": ["case", "number", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.UniqueConstraint(
                condition=models.Q(("case__isnull", False)), fields=("case", "number"), name="photo_numbered_once"
            ),
        ),
    ]
