"""The fields of items and bundles in words. Help says what to write and how it will be said."""

from __future__ import annotations

from bot.knowledge.label import Label, local, shared
from bot.knowledge.model import (
    Bundle,
    Fee,
    Item,
    Limit,
    Material,
    Online,
    Option,
    PlaceUse,
    Question,
    Result,
    Situation,
    Sum,
    Truth,
)

_WHEN = "只在选了某些情形时才适用，就在这里选；不选就是一直适用。例如：只在“代办”时要带。"

ITEM: dict[str, Label] = {
    "id": shared("编号", "系统用的编号，建好后不要改。只用小写英文字母、数字和下划线，例如 id_card_lost。"),
    "name": shared("事项名称", "办事指南上的正式名称，会照着念给群众听。例如：居民身份证丢失补领。"),
    "short": local("简称", "群众平时怎么叫这件事，一个一行。例如：补身份证。写上以后，说这个词就能找到。"),
    "ways": local("问法", "群众会怎么问，写整句话，一句一行。例如：身份证丢了咋办。写上以后，这样问就能找到。"),
    "events": local("生活场景", "生活里遇到什么事要办它，一个一行。例如：创业、搬家、生孩子。"),
    "code": shared("实施编码", "实施清单上的编码，照抄；没有就空着。不会念给群众听。"),
    "level": shared("行使层级", "由哪一级办理，例如：县级。没有就空着。"),
    "version": shared("清单版本", "这些内容来自清单的哪一版，例如：2026年版。导入时自动写上。"),
    "category": local("类别", "放在首页的哪一类里，从列表中选。"),
    "audience": shared("办理对象", "谁来办：个人、法人，可以两个都选。"),
    "department": shared("负责部门", "大厅里由哪个部门负责，从列表中选。没填咨询电话时，就说这个部门的电话。"),
    "authority": shared("实施机关", "真正作决定的单位，照文件写。例如：县公安局。"),
    "tiles": local("放在首页常办", "打勾以后，会出现在首页这一类的常办事项里。"),
    "kind": shared("办件类型", "当场办完的选“即办件”，其他选“承诺件”。选了即办件，承诺时限也要写当场。"),
    "basis": shared("设定依据", "法律、文件的名称和条款，一条一行。例如：《居民身份证法》第11条。"),
    "conditions": shared("受理条件", "符合什么条件可以办，一条一行，写完整的短句。例如：年满16周岁。"),
    "not_accepted": shared("不受理的情况", "什么情况不能办，一条一行。小豹会说“不受理：……”。"),
    "situations": shared("情形", "材料、地点、费用或时限因人而异时，要先问的问题。例如：您是本人办还是代办？"),
    "materials": shared("申请材料", "要带的每一样东西，一样一条，按重要的先后排。"),
    "steps": shared("窗口办理步骤", "到窗口怎么办，一步一行，写完整的短句。例如：到窗口交材料。"),
    "steps_online": shared("网上办理步骤", "在网上怎么办，一步一行。"),
    "statutory_limit": shared("法定时限", "法律规定最长多久办好。例如：20 工作日。"),
    "promised_limit": shared("承诺时限", "本大厅答应多久办好，不能比法定时限长。例如：当场，或 3 工作日。"),
    "limit_note": shared("时限说明", "时限还要补充的一句话。例如：体检、公示的时间不算在内。"),
    "visits": shared("到场次数", "本人要跑几趟：0、1、2。写 0 的，要有网上办理或者邮寄。"),
    "visits_why": shared("到场原因", "为什么要到场，例如：现场采集指纹。写了到场次数就要写。"),
    "fee": shared("收费", "收不收费、收多少、依据是什么。不收费的，小豹会说“不收费，不需要中介”。"),
    "result": shared("办理结果", "办完拿到什么，例如：居民身份证。"),
    "places": local("办理地点", "到哪里办，主要的写在最前面。例如：24号窗口、综合窗口、乡镇便民服务中心。"),
    "help_service": local("帮办代办服务", "谁可以帮忙、怎么找。例如：老年人可以到9号窗口，请工作人员帮忙填表。"),
    "home_visit": local("上门服务", "哪些人可以请上门办、打哪个电话。例如：行动不便的老人可以打12345预约上门。"),
    "telephone": local("咨询电话", "问这件事打哪个电话。空着就说负责部门的电话。"),
    "complaint_telephone": local("投诉电话", "投诉这件事打哪个电话，不能和咨询电话相同。空着就说大厅的投诉电话。"),
    "online": shared("网上办理", "在哪个网站、小程序或手机应用上办。"),
    "cross_area": shared("异地办理", "外地人能不能在这里办、在外地能不能办，写一两句话。例如：全国都可以办。"),
    "self_service": local("自助办理", "自助机上能不能办、机器在哪，写一两句话。"),
    "appointment": local("预约", "要不要预约、怎么预约，写一两句话。例如：不用预约，直接取号。"),
    "proxy": shared("代办规定", "能不能请人代办、代办要带什么，写一两句话。"),
    "progress": local("进度查询", "到哪里问办好了没有，写一两句话。例如：打窗口电话，报受理单号。"),
    "clarify": local("区分的话", "和别的事项重名时，用一句话说清这是哪一种。例如：外地户口在本县补领的。"),
    "notes": local("提醒", "要多说的一句话，一句一行，会写在办事卡片上。例如：拍照不要穿浅色衣服。"),
    "questions": local("常见问题", "群众常问的问题和回答。回答空着时，用相应方面的资料来答。"),
    "owner": local("资料责任岗位", "哪个岗位负责核对这些资料，从列表中选。到期时会提醒这个岗位。"),
    "truth": shared("来源和核对", "资料从哪里来、哪天核对过、用到哪天为止。"),
    "truth_of": shared("分项来源和核对", "某一部分资料（如收费、材料）另有来源或期限时，写在这里。"),
}

SITUATION: dict[str, Label] = {
    "id": shared("情形编号", "系统用的编号，建好后不要改。例如 who。"),
    "ask": shared("要问的话", "小豹照着问的一句话。例如：您是本人办，还是替别人办？"),
    "options": shared("选项", "可以选的回答，至少两个。例如：本人办、代办。"),
    "when": shared("什么时候问", "只在前面选了某个答案时才问；不选就是都要问。"),
}

OPTION: dict[str, Label] = {
    "id": shared("选项编号", "系统用的编号，建好后不要改。例如 self。"),
    "label": shared("选项", "群众看到的字，越短越好。例如：本人办。"),
    "words": local("别的说法", "群众还会怎么说这个选项，一个一行。例如：我自己、自己来。"),
    "note": shared("选项说明", "选项不好懂时，加一句解释。"),
}

MATERIAL: dict[str, Label] = {
    "name": shared("材料名称", "按证件上的名字写。例如：居民户口簿。"),
    "form": shared("材料形式", "要原件、复印件还是电子件；本人要来的选“到场”。"),
    "originals": shared("原件份数", "要几份原件，写数字。例如：1。"),
    "copies": shared("复印件份数", "要几份复印件，写数字。例如：2。"),
    "size": shared("尺寸规格", "纸张或照片的大小。例如：A4，或一寸。"),
    "issuer": shared("材料来源", "谁出的：自备、政府核发、其他。"),
    "where": shared("到哪里开", "这份材料到哪里去开。例如：村（居）委会。"),
    "necessity": shared("必要性", "一定要带选“必要”；可以先办后补选“容缺后补”。"),
    "promise": shared("容缺承诺", "容缺后补时，承诺什么、几天内补交。例如：写承诺书，5个工作日内补交。"),
    "choice": shared("几选一", "几样材料任选一样时，给它们写同一个词。例如：身份证明。小豹会说“身份证 或 户口簿”。"),
    "blank_form": shared("空白表", "空白表格叫什么、在哪里拿。例如：窗口免费领取。"),
    "sample": shared("样表", "填好的样子在哪里看。例如：填表台上有样表。"),
    "standard": shared("材料要求", "怎样才算合格。例如：在有效期内，字迹清楚。"),
    "e_licence": shared("电子证照", "能不能用电子证照代替。例如：手机上有电子身份证的可以不带。"),
    "missing": shared("没带怎么办", "这份材料没有或丢了怎么办，写一句话。"),
    "expired": shared("过期怎么办", "这份材料过期了怎么办，写一句话。"),
    "copy": shared("复印件行不行", "拿复印件来行不行，写一句话。"),
    "note": shared("材料说明", "还要补充的话。例如：双面复印在一张纸上。"),
    "when": shared("什么情形要带", _WHEN),
}

FEE: dict[str, Label] = {
    "charged": shared("是否收费", "收费打勾，并写清标准和依据；不收费就不打勾。"),
    "standard": shared("收费标准", "收多少钱，一项一条。例如：换领20元。"),
    "basis": shared("收费依据", "收费的文件；查不到就写“未核实”。"),
    "reductions": shared("减免", "谁可以少交或不交。例如：低保户不收。"),
    "pay_at": shared("在哪里交费", "到哪里交、怎么交。例如：办理窗口，现金、扫码都可以。"),
    "note": shared("收费说明", "还要补充的话。"),
}

SUM: dict[str, Label] = {
    "text": shared("收费内容", "照着念的一句话，写上钱数。例如：换领20元。"),
    "when": shared("什么情形收", _WHEN),
}

LIMIT: dict[str, Label] = {
    "unit": shared("时间单位", "工作日、日、小时、个月；当场办完选“当场”，就不写数字。"),
    "number": shared("多少", "写数字。例如：20。"),
    "text": shared("时限的话", "数字说不清时，写一句话代替。例如：材料齐全的，当场登记。"),
    "when": shared("什么情形适用", _WHEN),
}

RESULT: dict[str, Label] = {
    "name": shared("结果名称", "办完拿到的东西。例如：营业执照。"),
    "delivery": shared("怎么拿到", "窗口领、邮寄、电子，可以多选。结果是证件的一定要选。"),
    "validity": shared("有效期", "能用多久。例如：10年，46周岁以上长期有效。"),
    "note": shared("结果说明", "还要补充的话。"),
}

PLACE_USE: dict[str, Label] = {
    "place": local("办理地点", "到哪里办，从窗口和办理点中选。例如：24号窗口。"),
    "does": local("在这里能做什么", "全部办完选“全部”；只收材料转交的选“代收转递”。"),
    "for_whom": local("给谁办", "只给一部分人办时写明。例如：仅本县户籍。"),
    "ticket": local("取号按哪个键", "取号机上的字，要一模一样。例如：营业执照。不用取号就空着。"),
    "appointment": local("预约", "在这里办要不要预约、怎么预约。"),
    "hours": local("办理时间", "和大厅时间不一样时才写。例如：周一到周五 08:30-12:00。"),
    "note": local("地点说明", "还要补充的话。例如：从电梯出来往左走。"),
    "when": local("什么情形到这里", _WHEN),
}

ONLINE: dict[str, Label] = {
    "where": shared("在哪里网办", "网站、小程序或手机应用的名字，写群众认得的。例如：交管12123。"),
    "url": shared("网址", "网页地址，没有就空着。"),
    "note": shared("网办说明", "网上办了以后还要不要跑窗口。例如：网上申请，到窗口领证。"),
}

QUESTION: dict[str, Label] = {
    "ask": local("问题", "群众怎么问就怎么写。例如：要本人来吗？"),
    "answer": local("回答", "小豹照着念的话，一两句。空着就用下面所选方面的资料回答。"),
    "aspect": local("问的是哪方面", "问的是材料、地点、费用……从列表中选。没有写回答时一定要选。"),
    "when": local("什么情形这样答", _WHEN),
}

TRUTH: dict[str, Label] = {
    "source": shared("来源", "法律、文件或网页，一条一行。例如：《居民身份证法》第11条。"),
    "example": shared("示例资料", "打勾表示是演示用的假资料，小豹会说明是示例。正式资料不要打勾。"),
    "verified_on": local("核对日期", "责任岗位核对无误的那一天。空着时，小豹会说“未核实，以窗口为准”。"),
    "review_days": local("多少天核对一次", "写天数，例如：180。空着就按大厅的规定。"),
    "effective_from": shared("从哪天起有效", "这一天之前不会说。空着就是现在起有效。"),
    "effective_to": shared("到哪天为止", "过了这一天就不再说。空着就是没有期限。"),
}

BUNDLE: dict[str, Label] = {
    "id": shared("编号", "系统用的编号，建好后不要改。只用小写英文字母、数字和下划线，例如 birth。"),
    "name": shared("名称", "一件事的名称，会照着念。例如：新生儿出生一件事。"),
    "short": local("简称", "群众平时怎么叫，一个一行。例如：孩子出生一件事。"),
    "ways": local("问法", "群众会怎么问，写整句话，一句一行。例如：孩子刚生下来要办哪些手续。"),
    "items": shared("包含的事项", "这件事里要办的各个事项，按先后排。"),
    "merged": shared("合并的材料", "各事项的材料合在一起，每样只写一次，要和各事项的材料对得上。"),
    "category": local("类别", "放在首页的哪一类里，从列表中选。"),
    "department": shared("牵头部门", "由哪个部门牵头，从列表中选。"),
    "audience": shared("办理对象", "谁来办：个人、法人，可以两个都选。"),
    "places": local("办理地点", "到哪里办，主要的写在最前面。例如：综合窗口。"),
    "form": shared("申请表", "共用的一张申请表叫什么、在哪里拿。"),
    "limit": shared("时限", "一共多久办好，照着念的一句话。例如：15个工作日。"),
    "steps": shared("办理步骤", "怎么办，一步一行，写完整的短句。"),
    "notes": local("提醒", "要多说的一句话，一句一行。例如：孩子出生后1个月内申报户口。"),
    "telephone": local("咨询电话", "问这件事打哪个电话。空着就说大厅的电话。"),
    "truth": shared("来源和核对", "资料从哪里来、哪天核对过、用到哪天为止。"),
}

FIELDS: dict[type, dict[str, Label]] = {
    Item: ITEM,
    Situation: SITUATION,
    Option: OPTION,
    Material: MATERIAL,
    Fee: FEE,
    Sum: SUM,
    Limit: LIMIT,
    Result: RESULT,
    PlaceUse: PLACE_USE,
    Online: ONLINE,
    Question: QUESTION,
    Truth: TRUTH,
    Bundle: BUNDLE,
}
"""Dataclass → field → label."""
