# The first tables.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CodeMiss',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=10, unique=True)),
                ('misses', models.PositiveSmallIntegerField(default=0)),
                ('at', models.DateTimeField(db_index=True)),
                ('locked_until', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': '查询码输错',
                'verbose_name_plural': '查询码输错',
                'ordering': ['-at'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_digest', models.CharField(max_length=64, unique=True)),
                ('ref', models.CharField(max_length=32, unique=True)),
                ('channel', models.CharField(choices=[('web', '网页'), ('kiosk', '大厅一体机'), ('phone', '电话'), ('api', '接口')], max_length=8, verbose_name='渠道')),
                ('kiosk', models.CharField(blank=True, max_length=64, verbose_name='设备')),
                ('context', models.JSONField(default=dict)),
                ('counts', models.JSONField(default=dict)),
                ('offered', models.JSONField(default=list)),
                ('turn', models.PositiveIntegerField(default=0, verbose_name='轮次')),
                ('running_id', models.CharField(blank=True, max_length=32)),
                ('running_until', models.DateTimeField(null=True)),
                ('simple_told', models.BooleanField(default=False)),
                ('opened_at', models.DateTimeField(verbose_name='开始时间')),
                ('expires_at', models.DateTimeField(db_index=True, verbose_name='到期时间')),
            ],
            options={
                'verbose_name': '会话',
                'verbose_name_plural': '会话',
                'ordering': ['-opened_at'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=10, unique=True, verbose_name='编号')),
                ('code_digest', models.CharField(max_length=64)),
                ('kind', models.CharField(choices=[('consult', '咨询'), ('help', '求助'), ('complaint', '投诉'), ('report', '举报'), ('suggestion', '建议'), ('praise', '表扬')], max_length=12, verbose_name='类型')),
                ('state', models.CharField(choices=[('submitted', '已登记')], default='submitted', max_length=20, verbose_name='状态')),
                ('origin', models.CharField(choices=[('form', '表单'), ('conversation', '对话'), ('call', '呼叫人工')], max_length=12, verbose_name='来源')),
                ('channel', models.CharField(choices=[('web', '网页'), ('kiosk', '大厅一体机'), ('phone', '电话'), ('api', '接口')], max_length=8, verbose_name='渠道')),
                ('kiosk', models.CharField(blank=True, max_length=64, verbose_name='设备')),
                ('description', models.TextField(verbose_name='内容')),
                ('place', models.CharField(blank=True, max_length=500, verbose_name='地点')),
                ('item', models.CharField(blank=True, max_length=100, verbose_name='事项')),
                ('window', models.CharField(blank=True, max_length=20, verbose_name='窗口')),
                ('contact', models.BinaryField(null=True, verbose_name='联系方式')),
                ('anonymous', models.BooleanField(default=False, verbose_name='匿名')),
                ('release', models.CharField(blank=True, max_length=100, verbose_name='发布版本')),
                ('opened_at', models.DateTimeField(db_index=True, verbose_name='登记时间')),
                ('expected_at', models.DateTimeField(db_index=True, verbose_name='办理时限')),
                ('conversation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cases', to='cases.conversation', verbose_name='会话')),
            ],
            options={
                'verbose_name': '诉求',
                'verbose_name_plural': '诉求',
                'ordering': ['-opened_at', '-id'],
                'permissions': [('see_contact', '可以查看联系方式')],
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(max_length=64, unique=True)),
                ('body', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('answer', models.BinaryField(null=True)),
                ('running_until', models.DateTimeField()),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('conversation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='cases.conversation')),
            ],
            options={
                'verbose_name': '重复请求',
                'verbose_name_plural': '重复请求',
                'ordering': ['-expires_at'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='CaseEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField(verbose_name='序号')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('actor', models.CharField(max_length=150, verbose_name='经办人')),
                ('action', models.CharField(max_length=40, verbose_name='动作')),
                ('from_state', models.CharField(blank=True, max_length=20, verbose_name='原状态')),
                ('to_state', models.CharField(blank=True, max_length=20, verbose_name='新状态')),
                ('why', models.CharField(blank=True, max_length=500, verbose_name='原因')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='cases.case', verbose_name='诉求')),
            ],
            options={
                'verbose_name': '办理记录',
                'verbose_name_plural': '办理记录',
                'ordering': ['case', 'seq'],
                'default_permissions': ('view',),
                'constraints': [models.UniqueConstraint(fields=('case', 'seq'), name='event_numbered_once')],
            },
        ),
        migrations.CreateModel(
            name='Secret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('placeholder', models.CharField(max_length=32)),
                ('sealed', models.BinaryField()),
                ('ours', models.BooleanField(default=False)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='secrets', to='cases.conversation')),
            ],
            options={
                'verbose_name': '保密内容',
                'verbose_name_plural': '保密内容',
                'ordering': ['conversation', 'id'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('conversation', 'placeholder'), name='placeholder_once')],
            },
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='轮次')),
                ('said', models.TextField(blank=True, verbose_name='说了什么')),
                ('choice', models.CharField(blank=True, max_length=200, verbose_name='选了什么')),
                ('messages', models.JSONField(verbose_name='回答')),
                ('release', models.CharField(blank=True, max_length=100, verbose_name='发布版本')),
                ('simple', models.BooleanField(default=False, verbose_name='简易模式')),
                ('at', models.DateTimeField(db_index=True, verbose_name='时间')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='cases.conversation')),
            ],
            options={
                'verbose_name': '对话',
                'verbose_name_plural': '对话',
                'ordering': ['conversation', 'number'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('conversation', 'number'), name='turn_numbered_once')],
            },
        ),
    ]
