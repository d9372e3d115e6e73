"""Why something is refused, and what to do then."""

from shared.kernel.sentence import Sentence as _

ROLES_FIRST = _(
    "您还有组织者或班主任等职责。请先请工会收回职责，再注销账户。",
    "You hold a role of a union. Have it taken back first, then close the account.",
)

# -- logging in --------------------------------------------------------------------------------------------------------

PHONE_WRONG = _("手机号填写有误。", "This is not a mobile number.")
PHONE_HINT = _("请填写 11 位手机号，例如 13800000001", "an 11-digit mobile number")
GUARDIAN_FIRST = _("请填写家长的手机号和姓名。", "Give the guardian’s phone and name.")
GUARDIAN_NAME = _("请填写家长的姓名", "the guardian’s name")
PHONE_AGAIN = _("请重新填写手机号。", "Please give your phone number again.")
CODE_TOO_OFTEN = _(
    "验证码发送过于频繁，请 {wait}后再试；之前收到的验证码 {good_for}内有效。",
    "Too many codes were sent: try again in {wait}. An earlier code is good for {good_for}.",
)
CODES_FROM_HERE = _(
    "这个网络请求的验证码太多，请 {wait}后再试，或换用手机流量；登录过的手机和电脑不受影响。",
    "Too many codes were asked for from this network: try again in {wait}, or use mobile data. Devices you logged in with before are not affected.",
)
CODES_TO_PHONE = _(
    "这个手机号请求的验证码太多，请 {wait}后再试；登录过的手机和电脑不受影响。",
    "Too many codes were sent to this number: try again in {wait}. Devices you logged in with before are not affected.",
)
CODES_AT_ALL = _(
    "现在请求验证码的人太多，请 {wait}后再试；登录过的手机和电脑不受影响。",
    "Too many people ask for codes now: try again in {wait}. Devices you logged in with before are not affected.",
)
PHONE_UNREACHABLE = _("运营商说这个号码收不了短信。", "The SMS provider says that this number cannot be reached.")
PHONE_UNREACHABLE_HINT = _(
    "请核对号码，或换一个能收短信的手机号", "check the number, or give one that takes text messages"
)
CODES_ENOUGH = _(
    "运营商暂时不再给这个号码发验证码，请稍后再试；之前收到的验证码 {good_for}内有效。",
    "The SMS provider sends this number no more codes for now: try again later. An earlier code is good for {good_for}.",
)
CODE_NOT_SENT = _(
    "短信现在发不出去，不是您的问题，请过一分钟再试；一直不行请告诉工会工作人员。",
    "Text messages cannot be sent just now; that is no fault of yours. Try again in a minute, and tell the union if it goes on.",
)
NOT_LOGGED_IN = _("登录没有成功。", "You are not logged in.")
CODE_GONE = _("验证码已失效，请重新获取", "this code is no longer good, ask for a new one")
CODE_USED = _("验证码已使用过，请重新获取", "this code was used, ask for a new one")
CODE_WRONG = _("验证码不对，还可以再试 {left} 次", "wrong code, tries left: {left}")
CODE_WRONG_ENOUGH = _("验证码不对，已试 {tries} 次，请重新获取", "wrong {tries} times, ask for a new code")
NAME_WRONG = _("称呼填写有误。", "Please correct the name.")
NAME_HINT = _("不超过 40 个字", "at most 40 characters")

# -- the second factor -------------------------------------------------------------------------------------------------

AUTHENTICATOR_OF = _("爱心托管", "Aixin")
SECOND_FACTOR_WRONG = _("动态码没有通过。", "The code was not taken.")
SECOND_CODE_HINT = _(
    "请填写验证器上的 6 位数字，或一个恢复码", "the 6 digits of your authenticator, or a recovery code"
)
SECOND_CODE_LEFT = _(
    "动态码不对，还可以再试 {left} 次；请检查手机的时间是否准确",
    "wrong code, tries left: {left}; is the clock of your phone right?",
)
SECOND_CODE_USED = _(
    "这个动态码已经用过，请等验证器显示下一个", "this code was used: wait for the next one of your authenticator"
)
SECOND_CODE_WRONG = _("恢复码不对，或已经用过", "no such recovery code, or it was used")
SECOND_TRIES_OVER = _(
    "动态码错了太多次，请 15 分钟后再试；手机丢了，请上级工会为您重置。",
    "Too many wrong codes: try again in 15 minutes. If your phone is lost, ask the union above to reset it.",
)
SECOND_FACTOR_THERE = _("动态码已经设置好了，请直接输入。", "Your second factor is set up already: enter a code.")
NO_SECOND_FACTOR = _("还没有设置动态码，请先设置。", "There is no second factor yet: set it up first.")
NO_SECOND_FACTOR_OF = _(
    "这个手机号没有设置过动态码，不需要重置；请核对手机号。",
    "The owner of this phone has no second factor to reset: check the number.",
)
AT_SERVER = _("服务器管理员", "at the server")
RESET_WITHOUT_REASON = _("请写明为什么重置。", "Say why it is reset.")
RESET_REASON_HINT = _("2–200 个字，本人会看到", "2 to 200 characters; its owner reads them")
RESET_NOT_YOURS = _(
    "自己的动态码由别人重置；别人的，由能授予其全部职责的人重置。",
    "Your own is reset by somebody else; another's by who may give all the roles they hold.",
)

# -- unions, lists and roles -------------------------------------------------------------------------------------------

UNION_WRONG = _("工会信息填写有误。", "Please correct the marked fields.")
UNION_CODE_HINT = _(
    "2–40 个小写字母、数字或 -，以字母开头，例如 gaoxin",
    "lower-case letters, digits, -; begin with a letter, like gaoxin",
)
UNION_NAME_HINT = _("请写工会全称，2–60 个字", "the full name, 2 to 60 characters")
UNION_KIND_HINT = _("请选择服务范围", "choose what the union serves")
UNION_CODE_TAKEN = _("这个代码已被使用，请换一个。", "This code is taken: choose another.")
UNION_NAME_TAKEN = _("已有同名工会，请写全称以便区分。", "A union of this name exists: write the full name.")
UNION_NOT_BELOW = _("只能在您管理的工会下添加。", "You may add unions below the ones you manage.")
UNION_CLOSED = _("这个工会刚刚被撤并，请刷新页面。", "This union was closed a moment ago: reload the page.")
UNIONS_BELOW = _(
    "下面还有工会。请先把它们合并到别处，再撤销；或把这个工会整个合并到另一个工会。",
    "There are unions below it. Merge them elsewhere first, or merge this one as a whole.",
)
UNION_FROM_ABOVE = _(
    "合并和撤销由上级工会（总工会）办理。", "Merging and closing is for the union above, or the federation."
)
MERGE_HINT = _("请选择另一个工会，不能是它的下级", "choose another union, none below it")
LIST_WRONG = _("名单的名称填写有误。", "Please correct the list's name.")
LIST_HINT = _("请写名单的名称，2–40 个字，不含冒号", "its name, 2 to 40 characters, no colon")
ROLE_NOT_TO_CONFIRM = _(
    "这项职责已经生效或已被收回；自己授予的、授予自己的，要由另一位总工会管理员确认。",
    "It acts already, or was taken back. What you gave, or were given, another officer of the federation confirms.",
)
ROLE_NOT_YOURS = _("您不能授予这个角色。", "This role is not yours to give.")

# -- a roll that is imported -------------------------------------------------------------------------------------------

LEAVERS_SETTLED = _(
    "已经处理过了，或之后又导入过名册。请按最新一次导入的结果处理。",
    "It is done, or the roll was imported again since: go by the report of the latest import.",
)
FILE_MISSING = _("请选择要导入的文件。", "Choose a file.")
FILE_HINT = _("请选择 Excel 或 CSV 文件", "choose a file")
FILE_UNREADABLE = _(
    "文件打不开。请另存为 .xlsx 或 CSV（UTF-8 或 GBK）再上传。",
    "The file cannot be read. Save it as .xlsx or CSV (UTF-8 or GBK) and upload again.",
)
FILE_IS_A_PAGE = _(
    "这其实是一个网页，不是 Excel 文件。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。",
    "This is a web page, no Excel file. Open it with Excel or WPS, save it as .xlsx and upload that.",
)
FILE_LOCKED = _(
    "文件设了打开密码。请在 Excel 里去掉密码（文件 → 信息 → 保护工作簿）再上传。",
    "The file is locked with a password. Remove it in Excel (File → Info → Protect Workbook) and upload again.",
)
FILE_BREAKS_OFF = _(
    "从第 {line} 行起读不下去：可能有引号没有成对，或一格里超过 {letters} 字。请改好再上传。",
    "Cannot read on from line {line}: a quotation mark may not be closed, or a cell holds more than {letters} characters. "
    "Mend it and upload again.",
)
ROLL_WITHOUT_COLUMNS = _(
    "没有找到“姓名”和“手机号”两列。请下载模板，把会员粘贴进去再上传。",
    "There are no columns 姓名 (name) and 手机号 (phone). Download the template and paste the members into it.",
)
ROLL_TOO_LONG = _(
    "第 {row} 行还有内容，一份名册最多 {most} 行。人多请分成几份上传；人不多就删去下面多余的行再上传。",
    "Row {row} holds something, and a roll has at most {most} rows. Send many members in parts; "
    "if there are few, delete the needless rows below them.",
)
ROLL_TOO_WIDE = _(
    "第 {row} 行有 {columns} 列，一份名册最多 {most} 列。请删去多余的列再上传。",
    "Row {row} has {columns} columns, and a roll at most {most}. Delete the needless ones and upload again.",
)
ROLL_TOO_LARGE = _(
    "表格太大了，无法读取。请删去多余的行列（选中整行或整列，右键“删除”），或把名册复制到新文件里，再上传。",
    "The sheet is too large to be read. Delete the needless rows and columns, or copy the roll into a new file, and upload again.",
)
ROLL_REACHES_TOO_FAR = _(
    "表格一直用到第 {row} 行、{column} 列，太大了，无法读取。请删去多余的行列（选中整行或整列，右键“删除”），或把名册复制到新文件里，再上传。",
    "The sheet reaches to row {row}, column {column}, and is too large to be read. Delete the needless rows and columns, "
    "or copy the roll into a new file, and upload again.",
)

# -- another phone -----------------------------------------------------------------------------------------------------

PROOF_OVER = _(
    "时间太久了，或已经用过。请重新登录。",
    "It took too long, or was used already: log in again.",
)
ASLEEP = _(
    "这个手机号很久没有登录过。请在浏览器里登录，证明是您本人。",
    "This number was not used for long: log in with a browser, and prove that it is you.",
)
NOT_ON_THIS_ROLL = _("名册里没有这个手机号。", "This number is not on the roll.")
INVITED_ENOUGH = _(
    "填的手机号太多了，请 {wait}后再试；也可以让对方扫二维码。",
    "Too many numbers were named: try again in {wait}, or have the code scanned.",
)
PHONE_UNCHANGED = _("手机号没有更换。", "The number was not changed.")
PHONE_THE_SAME = _("这就是您现在的手机号", "this is the number you have")
PHONE_TAKEN = _(
    "新手机号已有自己的账户，不能换成它。不再需要那个账户的，先用那个号码登录并注销，再换。",
    "The new number has an account of its own. If that is not needed, log in with it and close it, then change.",
)
PHONE_HOLDS_ROLE = _(
    "组织者、班主任的职责是按手机号授予的。请先请上级工会把职责授予新手机号、从原手机号收回，再换号。",
    "Roles are given to a number. Have yours given to the new one and taken from the old one first, then change.",
)
ELSEWHERE_AWAY = _(
    "对方的登录服务现在没有回应，请稍后再试，或用手机号登录。",
    "The other service does not answer now. Try again later, or log in by phone.",
)
ELSEWHERE_REFUSED = _(
    "对方没有确认您的身份，请再试一次，或用手机号登录。",
    "The other service did not say who you are. Try again, or log in by phone.",
)
ELSEWHERE_AGAIN = _(
    "这次登录不是从这里开始的，或者隔得太久。请重新点一次登录。",
    "This log-in did not begin here, or took too long. Please begin again.",
)
ELSEWHERE_NONE = _(
    "这里没有接入这种登录方式，请用手机号登录。", "This way of logging in is not set up here. Log in by phone."
)
PHONE_LOST_WRONG = _("换号申请填写有误。", "Please correct the marked fields.")
REASON_HINT = _("2–200 个字，本人会看到", "2 to 200 characters; its owner reads them")
PHONE_NOT_ON_ROLL = _(
    "本工会名册上没有用这个原手机号登录过的会员，请核对号码。",
    "No member of this roll has logged in with the old number: check it.",
)
PHONE_OF_ONESELF = _(
    "自己的号码由别人申请，或在“我的”里更换。", "Your own is asked for by somebody else, or changed under “Me”."
)
PHONE_ASKED_ALREADY = _(
    "这位会员或这个新号码已有换号申请，等它生效或被本人停止后再申请。",
    "A change is asked for already for this member, or to this number. Wait until it acts or is stopped.",
)

# -- keys of programs --------------------------------------------------------------------------------------------------

KEY_WRONG = _("密钥的信息填写有误，请改正标出的内容。", "Please correct what is marked.")
KEY_NAME_HINT = _("请写这个程序是什么，2–60 个字", "say what program it is, in 2 to 60 characters")
KEY_SCOPES_HINT = _("请至少选一项，并且只选列出的", "choose one at least, and none that is not listed")
KEY_DAYS_HINT = _("请写 1–{most} 天", "write 1 to {most} days")
KEYS_ENOUGH = _(
    "一个工会最多 {most} 个有效的密钥。请先作废不用的。", "A union has {most} good keys at most. Revoke one first."
)
NO_KEY = _("没有找到这个密钥。请回到“程序密钥”的页面看看。", "No such key. Look at the list of your union’s keys.")
