"""The ends of rounds, for the figures."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_outgoing'),
    ]

    operations = [
        migrations.CreateModel(
            name='RoundEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('action', models.CharField(max_length=40, verbose_name='动作')),
                ('since', models.DateTimeField(verbose_name='开始时间')),
                ('at', models.DateTimeField(db_index=True, verbose_name='结束时间')),
                ('due_at', models.DateTimeField(db_index=True, verbose_name='时限')),
                ('minutes', models.PositiveIntegerField(verbose_name='用时（分钟）')),
                ('post', models.CharField(blank=True, max_length=64, verbose_name='岗位')),
                ('contactable', models.BooleanField(default=False, verbose_name='能联系')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='round_ends', to='cases.case')),
            ],
            options={
                'ordering': ['case', 'at', 'pk'],
                'default_permissions': (),
            },
        ),
    ]
