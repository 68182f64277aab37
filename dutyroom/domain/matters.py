"""What complaints say in many ways: words that mean the same matter, and words that say nothing of any matter.

Words only: how they are weighed is ``domain/alike.py``. Written for complaints to banks, shops, carriers and property managers.
A phrase of letters begins at the beginning of a word; one that ends in a space ends at its end.
"""

from __future__ import annotations

SAME: tuple[tuple[str, str, str], ...] = (
    ("重复", "twice", (
        "重复|两次|两遍|两回|两笔|2 次|2 笔|双份|双重|双倍|多收|多扣|多划|又扣|又收|又划|再扣|再收|再次扣|再次收|"
        "第二次|第二遍|第二笔|扣重|收重|连续扣|连续收|twice|two times|double|duplicate|second charge|"
        "charged again|billed again"
    )),
    ("扣款", "charged", (
        "扣款|扣费|扣钱|扣收|扣除|扣划|划扣|划走|收费|收取|被扣|扣了|扣掉|入账|charge|debit|billed|deduct|"
        "was taken"
    )),
    ("退款", "refund", "退款|退费|退还|退回|返还|退钱|还给|冲正|原路退|refund|reverse|money back|give back|reimburs"),
    ("未到账", "not received", (
        "没到账|未到账|不到账|没有到账|未入账|没收到|没有收到|未收到|收不到|不见了|没见到|迟迟不到|没回来|"
        "not arrive|not received|never received|missing|did not get|not credited"
    )),
    ("失败", "failed", "失败|未成功|不成功|异常|报错|出错|错误|故障|卡住|fail|error|went wrong|unsuccessful"),
    ("转账", "transfer", "转账|汇款|转款|转钱|转出|付款|转走|划出|打款|transfer|wire|remit"),
    ("吞卡", "card kept", (
        "吞卡|卡被吞|吞了卡|吃卡|卡吃|吃进|扣留|退不出|不吐卡|吞没|card swallow|swallowed|retained my card|"
        "kept my card"
    )),
    ("取款机", "cash machine", "取款机|自助机|柜员机|自助设备|自助银行|提款机|存取款机|atm|cash machine|cashpoint"),
    ("现金", "cash", "取款|取钱|取现|出钞|吐钞|现金|cash "),
    ("短少", "short", "少吐|短款|少出|少了|不足|数目不对|差额|少给|缺少|short of|less cash|shortchanged"),
    ("到期", "due", "到期|到日子|到了日子|期满|matur|due date"),
    ("未兑付", "not paid out", (
        "未兑付|不兑付|没兑付|不还本|未返还|没有返还|延期兑付|逾期兑付|本息|赎回款|not paid out|not redeemed"
    )),
    ("亏损", "loss", "亏损|亏了|亏掉|亏钱|净值跌|赔钱|lost money|loss "),
    ("误导", "misled", "误导|承诺|保本|保证|欺骗|被骗|虚假|宣传不实|隐瞒|说成|推销|mislead|misled|promised|lied |deceiv"),
    ("理财", "investment", "理财|基金|净值|投资产品|fund |investment"),
    ("减免", "waived", "免年费|免除|减免|免收|免掉|达标|首年免|waive"),
    ("限额", "limit", "限额|额度|提额|limit"),
    ("调低", "lowered", "调低|下调|降到|降低|降额|太低|lowered|reduced"),
    ("无人接听", "no answer", (
        "占线|繁忙|忙线|接不通|打不通|无人接|没人接|没有人接|接不进|转人工|自动挂断|busy|on hold|cut off|"
        "no one answers|nobody answers"
    )),
    ("客服", "hotline", "客服|热线|坐席|电话银行|人工台|hotline|call centre|call center|customer service"),
    ("排队", "queue", "排队|等候|叫号|取号|等了|排了|queue|waited"),
    ("柜台", "counter", "柜台|窗口|柜员|营业厅|大厅|网点|counter|teller|branch"),
    ("电梯", "lift", "电梯|轿厢|升降机|lift |elevator"),
    ("被困", "trapped", "困人|被困|关人|关在里|困在|trapped|stuck in"),
    ("停水", "no water", "停水|断水|没水|无水|没有水|水停|water cut|no water|water was off"),
    ("停电", "no power", "停电|断电|没电|跳闸|power cut|no power|outage"),
    ("未告知", "no notice", (
        "没有通知|没通知|没人通知|未通知|事先没|没有提前|没打招呼|未告知|没有告知|没有提醒|without notice|"
        "no notice|not informed"
    )),
    ("验证码", "code", "验证码|验证短信|动态密码|动态码|短信密码|verification code|one time pass|otp "),
    ("登录", "sign in", "登录|登陆|登不上|进不去|log in|login|sign in|signin|password page"),
    ("闪退", "crash", "闪退|崩溃|死机|卡死|打不开|crash|closes|freez|thrown out"),
    ("升级", "update", "更新|升级|新版|updat|upgrade|new version"),
    ("手机银行", "app", "手机银行|掌上银行|移动银行|手机客户端|客户端|应用程序|app |mobile bank"),
    ("态度", "rudeness", "态度|恶劣|辱骂|不耐烦|骂人|聊天|rude|impolite|unprofessional|yelled"),
    ("盗刷", "fraud", "盗刷|盗用|被盗|冒用|诈骗|非本人|fraud|stolen|unauthori|identity theft|scam|never made"),
    ("泄露", "privacy", "泄露|泄漏|隐私|骚扰|leak|privacy|harass"),
    ("征信", "credit report", "征信|信用报告|信用记录|credit report|credit bureau|credit score"),
    ("催收", "collection", "催收|催款|催债|追债|collection agency|debt collect|collector"),
    ("被拒", "refused", "被拒|拒绝|不予|驳回|不给办|denied|declin|refus|reject"),
    ("噪音", "noise", "噪音|噪声|扰民|吵闹|施工声|太吵|noise|noisy|loud"),
    ("脏臭", "dirt", "垃圾|异味|脏|臭|卫生|清运|污水|garbage|trash|smell|dirty"),
    ("车位", "parking", "车位|停车|车库|道闸|parking|garage"),
    ("拖延", "delay", "拖延|没有答复|没等到|未处理|无人处理|没有人处理|没人管|不处理|delay|still waiting|no response|no reply"),
    ("配送", "delivery", "快递|物流|配送|送货|发货|deliver|shipping|courier"),
    ("损坏", "broken", "损坏|坏了|破损|破了|质量问题|瑕疵|不能用|broken|damaged|defect|faulty"),
    ("取消", "cancel", "取消|退订|解约|注销|销户|销卡|解除合同|cancel|terminate"),
    ("保险", "insurance", "保险|理赔|保单|退保|insurance|claim|policy"),
    ("贷款", "loan", "贷款|房贷|车贷|按揭|借款|mortgage|loan"),
    ("利息", "interest", "利息|利率|罚息|滞纳金|interest|late fee"),
    ("受伤", "injury", "受伤|摔倒|烫伤|过敏|住院|食物中毒|injur|hurt |hospital"),
)  # fmt: skip
"""What people say of one thing: its name, the name in English, and the ways of saying it."""

PLATE = (
    "客户投诉 反映 来电 要求 希望 尽快处理 表示 认为 没有 银行 我行 你行 我们 你们 他们 工作人员 问题 情况 "
    "今天 昨天 现在 已经 因为 所以 如果 可以 不能 什么 怎么 为什么 一直 请核实 说明原因 给个说法 解决 回复 "
    "答复 联系 电话 多次 非常 严重影响 请有关部门尽快处理 并给予答复 表示不满 该客户称 本人 办理业务 服务 投诉人 业主 住户 用户 "
    "反馈 不满 强烈 来访 进行 相关公司 小区 时候 之后 之前 目前 但是 而且 以及 还有 自己 就是 不是 这个 那个 "
    "一个 几天 半个月 小时 分钟 上午 下午 早上 晚上 "
    "的了是在我你他她们这那不就都也还要说被把让给有上下和与及到对从为以"
)
"""What complaints are full of whatever they are about, before the room has learned its own."""
PLATE_EN = (
    "the a an and or of to in on at is was were be been have has had i my me we our you your it this that for "
    "with from not no but by they them he she his her customer complaint caller says said asks please bank "
    "account would will can could after before since still when there so because as are am do did does told "
    "called call time day month again any very up out get got one two want about which who what why how "
    "borrower nobody every"
)
"""The same in English, by the beginnings of words."""
THINGS = frozenset({
    "扣款", "转账", "取款机", "现金", "到期", "理财", "客服", "柜台", "电梯", "升级", "手机银行", "征信", "车位", "配送",
    "保险", "贷款", "利息", "登录", "退款",
})  # fmt: skip
"""Of the names in ``SAME`` those that tell what a complaint is about or asks for; the others tell what went wrong."""
