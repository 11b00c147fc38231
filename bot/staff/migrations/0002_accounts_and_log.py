"""Accounts and the log of what was done about people."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('staff', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='account', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('must_change', models.BooleanField(default=False, verbose_name='下次登录要改密码')),
            ],
            options={
                'verbose_name': '账号',
                'verbose_name_plural': '账号',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='StaffEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, verbose_name='时间')),
                ('by', models.CharField(max_length=150, verbose_name='谁做的')),
                ('what', models.CharField(choices=[('created', '建立账号'), ('given', '任岗'), ('taken', '离岗'), ('handed', '交出'), ('received', '接手'), ('administrator', '设为管理员'), ('no_admin', '取消管理员'), ('password', '重置密码'), ('own_password', '本人改密码'), ('closed', '停用账号'), ('reopened', '恢复账号')], max_length=16, verbose_name='做了什么')),
                ('detail', models.CharField(blank=True, max_length=300, verbose_name='内容')),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='原因')),
                ('about', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff_events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '人员变动记录',
                'verbose_name_plural': '人员变动记录',
                'ordering': ['-pk'],
                'default_permissions': (),
            },
        ),
    ]
