"""The list of open problems and the log of exports, which is final."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_final_round_ends'),
        ('reports', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, verbose_name='时间')),
                ('what', models.CharField(choices=[('ledger', '台账'), ('figures', '数字'), ('problems', '问题清单')], max_length=20, verbose_name='什么')),
                ('about', models.CharField(max_length=500, verbose_name='范围')),
                ('rows', models.PositiveIntegerField(verbose_name='行数')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '导出记录',
                'verbose_name_plural': '导出记录',
                'ordering': ['-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reach', models.CharField(choices=[('department', '部门级'), ('hall', '大厅级')], default='department', max_length=10, verbose_name='级别')),
                ('listed_at', models.DateTimeField(verbose_name='列入时间')),
                ('why', models.CharField(max_length=500, verbose_name='为什么列入')),
                ('struck_at', models.DateTimeField(blank=True, null=True, verbose_name='销号时间')),
                ('proof', models.TextField(blank=True, verbose_name='验收依据')),
                ('rule', models.TextField(blank=True, verbose_name='改了什么规定')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='listing', to='cases.case')),
                ('listed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('struck_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '问题清单',
                'verbose_name_plural': '问题清单',
                'ordering': ['-listed_at', '-pk'],
                'default_permissions': (),
            },
        ),
    ]
