"""The tables of the whole lifecycle. The guards of the history come down until 0005, for its rows change their form."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from bot.store import guards


def take_down(apps: Any, schema_editor: Any) -> None:
    for statement in guards.lowered(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def put_up(apps: Any, schema_editor: Any) -> None:
    for statement in guards.raised(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_final_history'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(take_down, put_up),
        migrations.CreateModel(
            name='Against',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.CharField(choices=[('department', '部门'), ('window', '窗口'), ('person', '人员')], max_length=10, verbose_name='单位')),
                ('key', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['case', 'unit', 'key'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ContactAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('seq', models.PositiveIntegerField()),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('way', models.CharField(choices=[('call', '电话'), ('message', '短信'), ('visit', '当面'), ('village', '村里转告')], max_length=8, verbose_name='方式')),
                ('reached', models.BooleanField(verbose_name='联系上了')),
            ],
            options={
                'ordering': ['case', 'at', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('called', models.BooleanField(default=False, verbose_name='回访时说的')),
                ('contacted', models.BooleanField(null=True, verbose_name='联系过')),
                ('solved', models.CharField(blank=True, choices=[('yes', '解决了'), ('part', '部分解决'), ('no', '没有解决')], max_length=4, verbose_name='解决了')),
                ('satisfied', models.PositiveSmallIntegerField(null=True, verbose_name='满意度')),
            ],
            options={
                'ordering': ['case', 'round'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='EventWords',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='words', serialize=False, to='cases.caseevent')),
                ('salt', models.CharField(blank=True, max_length=32)),
                ('words', models.JSONField(default=dict)),
                ('erased_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['event'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.PositiveSmallIntegerField(verbose_name='工作日')),
                ('asked_at', models.DateTimeField(verbose_name='申请时间')),
                ('why', models.TextField(blank=True, verbose_name='原因')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='决定时间')),
                ('granted', models.BooleanField(null=True, verbose_name='同意')),
            ],
            options={
                'ordering': ['case', 'asked_at'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Handling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(db_index=True, max_length=64, verbose_name='岗位')),
                ('part', models.CharField(choices=[('lead', '主办'), ('helper', '协办')], max_length=6, verbose_name='主办或协办')),
                ('since', models.DateTimeField(verbose_name='开始时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
            ],
            options={
                'ordering': ['case', 'since', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=20)),
                ('key', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['case', 'at'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Point',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('number', models.PositiveSmallIntegerField(verbose_name='序号')),
                ('text', models.TextField(verbose_name='诉求点')),
                ('reply', models.TextField(blank=True, verbose_name='答复或理由')),
                ('refused', models.BooleanField(default=False, verbose_name='不办')),
            ],
            options={
                'ordering': ['case', 'round', 'number'],
                'default_permissions': (),
            },
        ),
        migrations.AddField('case', 'about_unit', models.BooleanField(default=False, verbose_name='反映单位或人员')),
        migrations.AddField('case', 'answer', models.TextField(blank=True, verbose_name='答复')),
        migrations.AddField('case', 'assigned_at', models.DateTimeField(blank=True, null=True, verbose_name='派单时间')),
        migrations.AddField('case', 'assigned_finally', models.BooleanField(default=False, verbose_name='最终派单')),
        migrations.AddField('case', 'claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='接办时间')),
        migrations.AddField('case', 'closed_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
        migrations.AddField('case', 'extended', models.BooleanField(default=False, verbose_name='延过期')),
        migrations.AddField('case', 'first_receiver', models.CharField(blank=True, max_length=64, verbose_name='首接岗位')),
        migrations.AddField('case', 'followed_up_at', models.DateTimeField(blank=True, null=True, verbose_name='跟踪时间')),
        migrations.AddField('case', 'head', models.CharField(blank=True, max_length=64)),
        migrations.AddField('case', 'holder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='承办人')),
        migrations.AddField('case', 'last_seq', models.PositiveIntegerField(default=0)),
        migrations.AddField('case', 'level', models.PositiveSmallIntegerField(choices=[(0, '正常'), (1, '催办'), (2, '督办'), (3, '通报')], default=0, verbose_name='督办级别')),
        migrations.AddField('case', 'limit_basis', models.CharField(blank=True, max_length=200, verbose_name='时限依据')),
        migrations.AddField('case', 'merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duplicates', to='cases.case', verbose_name='并入')),
        migrations.AddField('case', 'no_response', models.BooleanField(default=False, verbose_name='未回应')),
        migrations.AddField('case', 'objected', models.BooleanField(default=False, verbose_name='提过异议')),
        migrations.AddField('case', 'outside_number', models.CharField(blank=True, max_length=60, verbose_name='外部编号')),
        migrations.AddField('case', 'paper_number', models.CharField(blank=True, max_length=60, verbose_name='纸质编号')),
        migrations.AddField('case', 'paused_at', models.DateTimeField(blank=True, null=True, verbose_name='暂停时间')),
        migrations.AddField('case', 'paused_days', models.PositiveSmallIntegerField(default=0, verbose_name='暂停工作日')),
        migrations.AddField('case', 'paused_why', models.TextField(blank=True, verbose_name='暂停原因')),
        migrations.AddField('case', 'post', models.CharField(blank=True, max_length=64, verbose_name='承办岗位')),
        migrations.AddField('case', 'proposed_post', models.CharField(blank=True, max_length=64, verbose_name='建议改派')),
        migrations.AddField('case', 'received_at', models.DateTimeField(null=True, verbose_name='收到时间')),
        migrations.AddField('case', 'recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
        migrations.AddField('case', 'reopen_asked_at', models.DateTimeField(blank=True, null=True, verbose_name='申请重办时间')),
        migrations.AddField('case', 'reopen_refused', models.BooleanField(default=False, verbose_name='不同意重办')),
        migrations.AddField('case', 'reopens', models.PositiveSmallIntegerField(default=0, verbose_name='重办次数')),
        migrations.AddField('case', 'resolved_at', models.DateTimeField(blank=True, null=True, verbose_name='答复时间')),
        migrations.AddField('case', 'returns', models.PositiveSmallIntegerField(default=0, verbose_name='退回次数')),
        migrations.AddField('case', 'self_found', models.BooleanField(default=False, verbose_name='自查问题')),
        migrations.AddField('case', 'shown_why', models.TextField(blank=True, verbose_name='告知的原因')),
        migrations.AddField('case', 'source', models.CharField(blank=True, max_length=40, verbose_name='外部来源')),
        migrations.AddField('case', 'subject', models.CharField(blank=True, max_length=40, verbose_name='分类')),
        migrations.AddField('case', 'transferred_number', models.CharField(blank=True, max_length=60, verbose_name='对方编号')),
        migrations.AddField('case', 'transferred_telephone', models.CharField(blank=True, max_length=40, verbose_name='单位电话')),
        migrations.AddField('case', 'transferred_to', models.CharField(blank=True, max_length=100, verbose_name='转往单位')),
        migrations.AddField('case', 'urgent', models.BooleanField(default=False, verbose_name='紧急')),
        migrations.AddField('case', 'way_back', models.CharField(blank=True, choices=[('call', '电话'), ('message', '短信'), ('window', '来窗口'), ('village', '村里转告')], max_length=8, verbose_name='怎么回复')),
        migrations.AddField('caseevent', 'digest', models.CharField(blank=True, max_length=64)),
        migrations.AddField('caseevent', 'post', models.CharField(blank=True, max_length=64, verbose_name='岗位')),
        migrations.AddField('caseevent', 'previous', models.CharField(blank=True, max_length=64)),
        migrations.AddField('caseevent', 'words_digest', models.CharField(blank=True, max_length=64)),
        migrations.AlterField('case', 'origin', models.CharField(choices=[('form', '表单'), ('conversation', '对话'), ('call', '呼叫人工'), ('counter', '窗口登记'), ('note', '电话记录'), ('paper', '补录'), ('import', '外部工单'), ('area', '巡查发现')], max_length=12, verbose_name='来源')),
        migrations.AlterField('case', 'state', models.CharField(choices=[('submitted', '已登记'), ('assigned', '已派单'), ('in_progress', '办理中'), ('waiting_citizen', '等群众补充'), ('returned', '退回待改派'), ('resolved', '已答复待评价'), ('reopened', '重办待接办'), ('closed', '已办结'), ('transferred', '已转有权单位'), ('rejected', '不予受理'), ('terminated', '已终止'), ('duplicate', '已并案'), ('withdrawn', '已撤回')], default='submitted', max_length=20, verbose_name='状态')),
        migrations.AlterField('case', 'channel', models.CharField(choices=[('web', '网页'), ('kiosk', '大厅一体机'), ('phone', '电话'), ('api', '接口'), ('counter', '窗口')], max_length=8, verbose_name='渠道')),
        migrations.AddIndex('case', models.Index(fields=['post', 'state'], name='case_post_state')),
        migrations.AddIndex('case', models.Index(fields=['state', 'expected_at'], name='case_state_due')),
        migrations.AddIndex('case', models.Index(fields=['state', 'resolved_at'], name='case_state_resolved')),
        migrations.AddConstraint('case', models.UniqueConstraint(condition=models.Q(('outside_number', ''), _negated=True), fields=('source', 'outside_number'), name='outside_order_once')),
        migrations.AddField('against', 'case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='against', to='cases.case')),
        migrations.AddField('contactattempt', 'by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        migrations.AddField('contactattempt', 'case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='cases.case')),
        migrations.AddField('evaluation', 'case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='cases.case')),
        migrations.AddField('extension', 'asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        migrations.AddField('extension', 'case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='cases.case')),
        migrations.AddField('handling', 'case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handlings', to='cases.case')),
        migrations.AddField('handling', 'user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        migrations.AddField('notice', 'case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='cases.case')),
        migrations.AddField('point', 'case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='points', to='cases.case')),
        migrations.AddIndex('against', models.Index(fields=['unit', 'key'], name='against_unit')),
        migrations.AddConstraint('against', models.UniqueConstraint(fields=('case', 'unit', 'key'), name='unit_named_once')),
        migrations.AddConstraint('evaluation', models.UniqueConstraint(fields=('case', 'round'), name='evaluated_once_a_round')),
        migrations.AddConstraint('extension', models.UniqueConstraint(condition=models.Q(('granted__isnull', True)), fields=('case',), name='one_extension_asked_for')),
        migrations.AddConstraint('extension', models.UniqueConstraint(condition=models.Q(('granted', True)), fields=('case',), name='extended_once')),
        migrations.AddConstraint('handling', models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('case', 'post', 'part'), name='part_once_at_a_time')),
        migrations.AddConstraint('notice', models.UniqueConstraint(fields=('case', 'what', 'key'), name='notice_once')),
        migrations.AddConstraint('point', models.UniqueConstraint(fields=('case', 'round', 'number'), name='point_numbered_once')),
    ]
