"""The fields of everything besides items in words: the hall, its windows, places, people, plan and phrases."""

from __future__ import annotations

from bot.knowledge.label import Label, local, shared
from bot.knowledge.model import (
    Calendar,
    Category,
    Cues,
    Day,
    Department,
    Facility,
    Floor,
    Hall,
    Hours,
    Information,
    Phrase,
    Place,
    Plan,
    Point,
    Post,
    Signpost,
    Start,
    Stretch,
    Subject,
    Way,
    Window,
    Zone,
)

_ID = "系统用的编号，建好后不要改。只用小写英文字母、数字和下划线。"
_TRUTH = local("来源和核对", "资料从哪里来、哪天核对过、用到哪天为止。")
_AT = local("在平面图上的位置", "楼层和坐标，用来在图上画出来；不知道就空着。")
_HOURS = local("开放时间", "和大厅时间不一样时才写。空着就按大厅的时间。")

INFORMATION: dict[str, Label] = {
    "id": local("编号", _ID),
    "name": local("大厅名称", "挂在门口的全名，每次问好都会说。例如：示例县政务服务中心。"),
    "example": local("示例大厅", "打勾表示这是演示用的，页面上要写明“示例”。正式使用时不要打勾。"),
    "banner": local("页面上方的话", "每一页最上面的一行字。示例大厅要写明“示例”。"),
    "address": local("大厅地址", "照着念就能找到。例如：示例县人民路1号。"),
    "telephone": local("咨询电话", "没有别的电话时，就说这个。例如：12345。"),
    "complaint_telephone": local("投诉电话", "投诉打哪个电话，不能和咨询电话相同。"),
    "guide_desk": local("导办台在哪里", "一句话，告诉群众到哪里找人。例如：导办台在一楼大门正对面。"),
    "ticket_machine": local("取号机怎么说", "取号机前面加上它在哪里。要短。例如：进门右手边的取号机。"),
    "hours": local("开放时间", "大厅平时几点到几点开门；没有单独写时间的窗口都按它。"),
    "review_days": local("多少天核对一次", "资料没有单独规定时，隔多少天要核对一次。例如：365。"),
    "towns": local("乡镇和街道", "本县的乡镇、街道，一个一行。用来找最近的服务站。"),
    "truth": _TRUTH,
}

WINDOW: dict[str, Label] = {
    "number": local("窗口号", "窗口上方写的号，只写号码。例如：24。小豹会说“24号窗口”。"),
    "name": local("窗口名称", "窗口办什么，写短一点。例如：营业执照窗口。"),
    "department": local("所属部门", "窗口是哪个部门的，从列表中选。"),
    "unit": local("进驻单位", "坐在窗口的不是这个部门时，写真正的单位。例如：公积金中心。"),
    "zone": local("所在区域", "窗口在哪个厅、哪个区，从列表中选。"),
    "at": _AT,
    "hours": _HOURS,
    "languages": local("语言服务", "窗口能说的话，一个一行。例如：普通话、手语。"),
    "notes": local("窗口提醒", "要告诉群众的话，一句一行。例如：可以请工作人员帮忙填表。"),
    "truth": _TRUTH,
}

PLACE: dict[str, Label] = {
    "id": local("编号", _ID),
    "kind": local("是哪一种", "窗口组、自助机、服务站、别的单位或者网上，从列表中选。"),
    "name": local("名称", "群众看得见的名字。例如：综合窗口。"),
    "short": local("简称", "群众平时怎么叫，一个一行。例如：综窗。"),
    "in_hall": local("在大厅里", "就在本大厅里的打勾。"),
    "windows": local("包含的窗口", "这一组有哪几个窗口，写窗口号。例如：21、22、23。"),
    "zone": local("所在区域", "在哪个厅、哪个区，从列表中选。不在大厅里就空着。"),
    "at": _AT,
    "group": local("属于哪类站点", "服务站属于哪一类，从列表中选。例如：邮政服务站。"),
    "town": local("所在乡镇", "服务站在哪个乡镇或街道，从列表中选。"),
    "address": local("地址", "照着念就能找到。不知道就空着，小豹会让群众打电话问。"),
    "telephone": local("电话", "打这个电话能问到。不知道就空着。"),
    "how_to_get_there": local("怎么走", "坐几路车、在哪里下，写一句话。"),
    "url": local("网址", "网上办理的网页地址。"),
    "hours": _HOURS,
    "notes": local("提醒", "要告诉群众的话，一句一行。"),
    "truth": _TRUTH,
}

FACILITY: dict[str, Label] = {
    "id": local("编号", _ID),
    "name": local("设施名称", "例如：卫生间、复印、打印和照相。"),
    "words": local("群众的说法", "群众会怎么问，一个一行。例如：厕所、洗手间。"),
    "text": local("回答", "告诉群众在哪里、怎么用，一两句话。"),
    "speech": local("念出来的话", "念的时候用的短句；空着就念上面的回答。"),
    "at": _AT,
    "truth": _TRUTH,
}

SIGNPOST: dict[str, Label] = {
    "id": local("编号", _ID),
    "name": local("什么事", "本大厅不办、但群众常来问的事。例如：法律援助。"),
    "words": local("群众的说法", "群众会怎么问，一个一行。例如：请律师、打官司没钱。"),
    "office": local("该去哪里", "办这件事的单位。例如：县司法局法律援助中心。"),
    "telephone": local("电话", "打这个电话能问到。不知道就空着。"),
    "how": local("告诉群众的话", "到哪里去、怎么去、电话多少，写完整的一两句话。"),
    "truth": _TRUTH,
}

DEPARTMENT: dict[str, Label] = {
    "id": local("编号", _ID),
    "name": local("部门名称", "全称。例如：县公安局。"),
    "short": local("简称", "群众平时怎么叫，一个一行。例如：公安局。"),
    "telephone": local("咨询电话", "事项没有单独写电话时，就说这个。"),
    "complaint_telephone": local("投诉电话", "投诉这个部门打哪个电话，不能和咨询电话相同。没有就空着。"),
}

POST: dict[str, Label] = {
    "id": local("编号", _ID),
    "name": local("岗位名称", "写岗位，不写人名；人换了，岗位不变。例如：公安窗口编辑岗。"),
    "department": local("所属部门", "岗位是哪个部门的，从列表中选。"),
    "role": local("角色", "这个岗位做什么，从列表中选。角色决定能看什么、改什么。"),
    "windows": local("负责的窗口", "管哪几个窗口，写窗口号。"),
}

CATEGORY: dict[str, Label] = {
    "id": local("编号", _ID),
    "name": local("类别名称", "首页上的字，四个字左右。例如：户籍身份。"),
    "icon": local("图标", "首页上的小图，从列表中选。"),
}

SUBJECT: dict[str, Label] = {
    "id": local("编号", _ID),
    "name": local("分类名称", "四个字左右。例如：物业供热。"),
    "group": local("所属组别", "这类诉求归哪一组统计，从列表中选。"),
    "class_name": local("对照类别", "只在测评时和公开数据对照用，不影响派单。"),
    "post": local("承办岗位", "这类诉求先派给谁，从列表中选。"),
    "limit_days": local("答复期限（工作日）", "法规规定的期限和平时不同才写数字，群众看得到。平时空着。"),
    "limit_basis": local("期限依据", "写了期限，就要写是哪个规定，群众看得到。"),
    "words": local("群众的说法", "群众会怎么说，一个一行。例如：暖气不热、电梯坏了。"),
}

HOURS: dict[str, Label] = {
    "weekdays": local("星期几开放", "从周一到周日里选。"),
    "spans": local("开放时段", "几点到几点，一段一行，从早到晚。例如：08:30-12:00。"),
    "last_intake": local("停止取号时间", "每一段什么时候不再取号，和时段一样多。例如：11:40。没有就空着。"),
    "note": local("时间说明", "还要补充的话。例如：每月最后一个周五下午学习，不办理。"),
}

POINT: dict[str, Label] = {
    "floor": local("楼层", "写数字。例如：1。"),
    "x": local("离左边多远", "平面图上从左边量，写数字。"),
    "y": local("离上边多远", "平面图上从上边量，写数字。"),
}

ZONE: dict[str, Label] = {
    "id": local("编号", _ID),
    "name": local("区域名称", "挂在上面的名字。例如：A厅。"),
    "floor": local("楼层", "写数字。例如：1。"),
    "way": local("从导办台怎么走", "一句话。例如：A厅在一楼左手边。"),
    "x": local("离左边多远", "平面图上从左边量，写数字。"),
    "y": local("离上边多远", "平面图上从上边量，写数字。"),
    "width": local("宽", "平面图上的宽，写数字。"),
    "height": local("高", "平面图上的高，写数字。"),
}

FLOOR: dict[str, Label] = {
    "floor": local("楼层", "写数字。例如：1。"),
    "name": local("楼层名称", "例如：一楼。"),
    "width": local("宽", "平面图的宽，写数字。"),
    "height": local("高", "平面图的高，写数字。"),
}

PLAN: dict[str, Label] = {
    "floors": local("楼层", "大厅有几层，一层一条。"),
    "zones": local("区域", "每一层分成哪几个厅或区。"),
    "guide_desk": local("导办台的位置", "导办台在平面图上的哪里。"),
    "starts": local("从哪里出发", "大门和每台一体机，一处一条，大门写在第一条；再在里面画出到每个区域的走法。"),
}

START: dict[str, Label] = {
    "id": local("编号", "一体机写设备编号，大门可以写 door。建好后不要改。"),
    "name": local("名称", "群众认得的名字。例如：大门、大门口的一体机。"),
    "at": local("在平面图上的位置", "楼层和坐标，路线从这里画起。"),
    "facing": local("面朝哪边", "人站在一体机前，脸朝图上的哪一边；大门不选。"),
    "ways": local("走法", "从这里到每个区域怎么走，一条一条画；也可以单独画到某个窗口，或者卫生间这样的设施。"),
}

WAY: dict[str, Label] = {
    "to": local("走到哪里", "区域、窗口或者设施，从列表中选。"),
    "barrier_free": local("轮椅能走", "没有台阶，轮椅和推车能过，就打勾。"),
    "points": local("拐弯的地方", "从出发点往下数，每拐一次弯、上一层楼写一条，最后一条写在区域里面，或者设施旁边。"),
}

STRETCH: dict[str, Label] = {
    "floor": local("楼层", "写数字。例如：1。"),
    "x": local("离左边多远", "平面图上从左边量，写数字。"),
    "y": local("离上边多远", "平面图上从上边量，写数字。"),
    "by": local("怎么到这里", "平时选“走”；换楼层就选坐什么。出电梯先写一条正对着电梯门的。"),
    "past": local("这里有什么", "说路的时候会提到的东西，没有就空着。例如：导办台。"),
}

CALENDAR: dict[str, Label] = {
    "years": local("已录入的年份", "哪几年的放假安排已经录全。例如：2026。"),
    "days": local("特别的日子", "放假的日子，和周末上班的日子，一天一条。"),
    "source": local("来源", "照哪个通知录的。例如：国务院办公厅2026年放假通知。"),
}

DAY: dict[str, Label] = {
    "on": local("日期", "哪一天，例如：2026-10-01。"),
    "works": local("上班", "周末调休要上班的打勾；放假不打勾。"),
    "name": local("名称", "例如：国庆节，或国庆节调休。"),
}

PHRASE: dict[str, Label] = {
    "texts": shared("说法", "小豹说的话，可以写几种，轮着说。花括号里的词会换成资料里的内容，不要改。"),
    "speech": shared("念出来的话", "念的时候用的短句；空着就念上面的说法。"),
}

CUES: dict[str, Label] = {
    "aspects": shared("问哪方面的词", "听到这些词，就知道问的是材料、地点还是费用。例如：多少钱，问的是费用。"),
    "patterns": shared("问哪方面的句式", "没有合适的词时用的句式，由技术人员维护。"),
    "intents": shared("想做别的事的词", "听到这些词，就知道要找人、投诉或查进度。例如：人工。"),
    "synonyms": shared("同义词", "办事时意思一样的词，一组一行。例如：补办、补领。"),
    "stop": shared("不管用的词", "找事项时不看的词，一个一行。例如：请问、你好。"),
    "alarm": shared("正在发生的危险", "说了就是现在有人有危险的句式。改动要特别小心。"),
    "danger": shared("危险", "除非在说证件或过去的事，否则就是有危险的句式。改动要特别小心。"),
    "hint": shared("可能的危险", "和“现在”一起说才算危险的句式。改动要特别小心。"),
    "calm": shared("平常的用法", "听着像危险、其实不是的说法。例如：消防通道。"),
    "sounds": shared("按读音找的危险", "写错字也要听出来的短语。改动要特别小心。"),
    "groups": shared("句式里用的词组", "句式里用名字代表的一组词，由技术人员维护。"),
    "urgency": shared("危险的轻重", "危险的种类，最急的排最前面。"),
}

HALL: dict[str, Label] = {
    "information": local("大厅信息", "大厅的名称、地址、电话和开放时间。"),
    "categories": local("类别", "首页上的类别，按顺序排。"),
    "departments": local("部门", "在大厅设窗口或负责事项的部门。"),
    "posts": local("岗位", "谁负责什么；写岗位，不写人名。"),
    "windows": local("窗口", "大厅里有号的窗口。"),
    "places": local("办理点", "窗口组、自助机、服务站、别的单位和网上办理的地方。"),
    "plan": local("平面图", "楼层、区域和导办台的位置。"),
    "calendar": local("日历", "放假和调休的日子。"),
    "facilities": local("设施", "卫生间、停车、复印等。"),
    "signposts": local("指路", "本大厅不办、要告诉群众去哪里的事。"),
    "phrases": shared("话术", "小豹说的每一句话。"),
    "cues": shared("提示词", "小豹怎样听懂一句话。"),
    "items": shared("事项", "能办的每一件事。"),
    "bundles": shared("一件事", "几个事项合在一起办的事。"),
    "subjects": local("诉求分类", "群众反映的事分成哪几类，各归哪个岗位。"),
}

FIELDS: dict[type, dict[str, Label]] = {
    Information: INFORMATION,
    Window: WINDOW,
    Place: PLACE,
    Facility: FACILITY,
    Signpost: SIGNPOST,
    Department: DEPARTMENT,
    Post: POST,
    Category: CATEGORY,
    Subject: SUBJECT,
    Hours: HOURS,
    Point: POINT,
    Zone: ZONE,
    Floor: FLOOR,
    Plan: PLAN,
    Start: START,
    Way: WAY,
    Stretch: STRETCH,
    Calendar: CALENDAR,
    Day: DAY,
    Phrase: PHRASE,
    Cues: CUES,
    Hall: HALL,
}
"""Dataclass → field → label."""
