"""What each phrase is said for, and what stands in its slots, in words a clerk knows."""

from __future__ import annotations

_TALK = {
    "greet": "问好", "about": "问小豹是谁", "thanks": "群众道谢时", "goodbye": "群众说再见时", "chitchat": "闲聊时",
    "abuse": "被骂时", "silence": "什么也没说时", "nonsense": "听不懂乱字时", "deny": "群众说“不是”时",
    "affirm": "群众说“是”时", "nothing_to_repeat": "没有上一句可以重复时", "nothing_to_cancel": "没有什么可以取消时",
    "wait": "群众说“等一下”时", "which_one": "不知道说的是哪一个时", "back": "退回上一步时", "restart": "重新开始时",
    "shorter": "要说短一点时", "corrected": "改正以后", "other_case": "问别人的诉求时",
}  # fmt: skip
_GUIDE = {
    "overview": "介绍一个事项", "materials": "说要带什么材料", "no_materials": "资料里没有写材料时",
    "missing_material": "说材料不齐怎么办", "missing_unknown": "不知道材料不齐怎么办时", "where": "说在哪里办",
    "fee": "说要多少钱", "time_limit": "说多久办好", "process": "说办理步骤", "condition": "说受理条件",
    "cross_area": "说能不能异地办", "hours": "说什么时间办", "appointment": "说要不要预约", "online": "说能不能网上办",
    "self_service": "说能不能自助办", "proxy": "说能不能代办", "legal_basis": "说依据", "result": "说办完拿到什么",
    "validity": "说有效期", "form": "说表格在哪里", "contact": "说电话", "progress": "说到哪里查进度",
    "absent": "资料里没有写这一方面时", "silent": "资料过期不能说时", "question": "回答常见问题", "bundle": "介绍一件事",
    "speech": "念出来的一句话",
}  # fmt: skip
_DO = {
    "ticket": "第一步：取号", "window": "第一步：到窗口", "elsewhere": "第一步：到别的单位", "station": "第一步：到服务站",
    "online": "第一步：网上办", "ask": "第一步：打电话问",
}  # fmt: skip
_TRUTH = {
    "due": "资料到了复核期",
    "unverified": "资料没有核对过",
    "unverified_example": "资料是示例",
    "valid": "资料核对过",
}
_FACT = {
    "free": "不收费", "open": "正在开放", "last_intake": "快要停止取号", "lunch": "中午休息", "before": "还没到上班时间",
    "closed": "已经下班", "closed_long": "长时间不开放", "paused": "窗口暂停", "paused_instead": "窗口暂停，有别的窗口接替",
    "paused_until": "暂停到什么时候", "paused_open_end": "暂停，不知道到什么时候", "others_open": "同组还有窗口开着",
    "nobody_open": "没有窗口开着",
}  # fmt: skip
_FORM = {
    "wrong": "填得不对时", "kept": "先记下时", "cancelled": "取消以后", "what": "问是什么事", "where": "问在哪里",
    "phone": "问电话", "phone_help": "求助时问电话", "village": "请村里转告时问哪个村", "kind": "请群众选类型",
    "subject": "请群众选分类", "phone_said": "问是不是用刚才的电话", "confirm": "提交前请群众核对",
}  # fmt: skip
_OPTION = {
    "fix_description": "按钮：改事情", "fix_place": "按钮：改地点", "fix_phone": "按钮：改电话",
    "fix_kind": "按钮：改类型", "fix_subject": "按钮：改分类", "village": "按钮：请村里转告",
    "confirm_anyway": "按钮：还是要登记", "human": "按钮：找人工",
    "case": "按钮：提交诉求", "none": "按钮：都不是", "skip": "按钮：跳过", "cancel": "按钮：取消", "confirm": "按钮：确认提交",
    "evaluate": "按钮：评价诉求", "supplement": "按钮：补充情况", "withdraw": "按钮：撤回诉求", "withdraw_not": "按钮：不撤回",
    "contacted_yes": "按钮：联系过", "contacted_no": "按钮：没有联系过",
    "call_stop": "按钮：不等人了", "call_end": "按钮：结束和人的交谈",
}  # fmt: skip
_CALL = {
    "quick": "工作人员常用的话，点一下填进输入框",
    "ringing": "正在叫人", "still_ringing": "叫人时又要找人", "walking": "请人走到一体机", "coming": "有人正走过来",
    "arrived": "人到了一体机", "joined": "有人来打字交谈", "taken_over": "换了一位同事", "delivered": "话已送到",
    "ended": "工作人员结束交谈", "ended_by_you": "群众结束交谈", "quiet": "群众好一会儿没说话", "missed": "没有人接",
    "unanswered": "工作人员没有回话", "stopped": "群众不等了", "opened": "交谈中登记了诉求",
    "closed": "不是上班时间", "nobody": "没有人值班", "number_instead": "改为登记",
}  # fmt: skip
_EMERGENCY = {
    "life": "有生命危险", "suicide": "有人轻生", "fire": "着火", "medical": "急病受伤", "crime": "正在发生的犯罪",
    "traffic": "交通事故", "violence": "家庭暴力", "gas": "燃气泄漏", "fraud": "遇到诈骗", "fraud_paid": "被骗已转钱",
    "child": "孩子走失",
}  # fmt: skip
_WAY = {
    "door": "从大门出发", "kiosk_ahead": "从一体机往前", "kiosk_left": "从一体机往左", "kiosk_right": "从一体机往右",
    "kiosk_around": "从一体机往后", "ahead": "往前走", "left": "左转", "right": "右转", "around": "往回走",
    "left_at": "到什么地方左转", "right_at": "到什么地方右转", "around_at": "到什么地方往回走", "past": "经过什么地方",
    "lift": "坐电梯", "escalator": "坐扶梯", "stairs": "走楼梯", "out_lift": "出电梯以后", "out_escalator": "下扶梯以后",
    "out_stairs": "走完楼梯以后", "zone": "到了区域", "goal": "要找的地方", "goal_here": "要找的地方就在这里",
    "goal_ahead": "要找的地方在前面", "goal_left": "要找的地方在左边", "goal_right": "要找的地方在右边",
    "only_stairs": "只有走楼梯的路",
}  # fmt: skip
_GROUPS: dict[str, tuple[str, dict[str, str]]] = {
    "talk": ("对话", _TALK),
    "guide": ("办事", _GUIDE),
    "do": ("办事", _DO),
    "truth": ("资料状态", _TRUTH),
    "fact": ("时间和窗口", _FACT),
    "hall": ("大厅", {"telephone": "说大厅电话", "complaint": "说投诉电话", "open": "说开放时间", "window": "说窗口在哪里",
                      "address": "说大厅地址"}),
    "way": ("指路", _WAY),
    "clarify": ("追问", {"items": "有几件事都像时", "which": "问是哪一件", "situation": "问是哪种情形"}),
    "refuse": ("不能办", {"unknown": "没听懂时", "signpost": "不在本大厅办", "signpost_phone": "不在本大厅办（有电话）",
                          "again": "第二次没听懂时"}),
    "handoff": ("找人工", {"desk": "请到导办台"}),
    "call": ("找人工", _CALL),
    "form": ("填诉求", _FORM),
    "option": ("填诉求", _OPTION),
    "case": ("诉求", {"created": "诉求提交以后", "created_speech": "诉求提交以后（念的短句）", "status": "说诉求的进度",
                      "urgent": "说急事多久处理", "opened_before": "同一件事又登记时",
                      "refused_anyway": "说不归这里管，还想登记时", "refused_litigation": "事情正在打官司", "refused_arbitration": "事情正在仲裁",
                      "refused_petition": "信访正在办理", "refused_decided": "已经有最后的答复",
                      "refused_secret": "涉及秘密", "ask_contacted": "评价：问联系过没有", "ask_solved": "评价：问解决没有",
                      "ask_satisfied": "评价：问满意吗", "rated": "评价以后", "rated_again": "评价不满意，重新办理",
                      "rated_decided": "再次不满意，先核实", "ask_withdraw": "撤回前问一次", "withdrawn": "撤回以后",
                      "kept": "不撤回、不补充了", "status_over": "说进度，没有期限了",
                      "answer": "念答复", "pause": "说要补充什么", "ask_words": "请群众说要补充的", "words_added": "补充以后"}),
    "notice": ("提示", {"simple": "助手忙，用简单方式回答", "status_ask": "请群众报编号", "status_not_found": "没有这个编号",
                        "form_paused": "没填完的诉求还留着"}),
    "emergency": ("紧急", _EMERGENCY),
}  # fmt: skip
PHRASES: dict[str, str] = {
    f"{group}.{key}": f"{title}：{words}" for group, (title, held) in _GROUPS.items() for key, words in held.items()
}
"""Phrase key → when it is said."""

SLOTS: dict[str, str] = {
    "name": "事项或单位的名称", "where": "地点", "telephone": "电话", "guide_desk": "导办台在哪里", "hall": "大厅名称",
    "list": "逐条列出的内容", "text": "资料里写的话", "count": "几样", "materials": "材料", "fee": "收费", "limit": "时限",
    "ticket": "取号的按键", "label": "选项的字", "date": "日期", "until": "到什么时候", "number": "号码", "numbers": "窗口号",
    "reason": "原因", "instead": "接替的窗口", "ask": "要问的话", "office": "单位", "how": "怎么去", "hours": "开放时间",
    "open": "现在开不开", "address": "地址", "phone": "群众的电话", "kind": "类型", "subject": "分类", "description": "事情", "place": "地点",
    "code": "查询码", "state": "进度", "aspect": "问的方面", "post": "岗位", "when": "什么时候", "complaint": "投诉电话",
    "machine": "取号机和它在哪里", "floor": "几楼", "zone": "区域的名称", "mark": "路上看得见的东西", "turn": "往哪边转",
}  # fmt: skip
"""Slot → what stands there when it is said."""
