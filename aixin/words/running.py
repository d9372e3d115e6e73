"""What `aixin up` says, and any command of a stack that is not there."""

from shared.kernel.sentence import Sentence as _

# -- aixin up ----------------------------------------------------------------------------------------------------------

FIRST_START = _(
    "第一次启动：准备数据库和消息队列，约半分钟 …", "First start: preparing database and broker, about half a minute …"
)
READY = "\n爱心托管 Aixin 已就绪 ready in {seconds:.1f} s\n\n    {url}\n"
CODE_ON_THE_PAGE = "登录 Log in: {url}/accounts/login — 验证码显示在登录页 the code is shown on the page"
CODE_HERE = """登录 Log in: {url}/accounts/login — 验证码只显示在这个终端里 codes are shown in this terminal only
  演示账户只在本机打开：不设 HOST 和 AIXIN_PUBLIC_URL 再运行 make up
  Demo log-ins exist on this machine only: run make up without HOST and AIXIN_PUBLIC_URL"""
TRY = """
试一试 Try
  家长：选班 → 选孩子 → 报名          parent: choose a class, choose a child, book
  组织者：{url}/classes/console/  organizer: import a plan from examples/plans
  make demo（另一个终端 in another terminal）：几百个家庭抢名额 hundreds of families race

按 Ctrl-C 停止，数据保留在 {home}  Ctrl-C stops it; data stay.
"""
BACK = _("{server} 又在运行了。", "{server} is back.")
ENDED = _("{server} 意外退出，正在重启 …", "{server} ended by itself, starting it again …")
STOPPING = _("正在停止 …", "Stopping …")
STOPPED = _("已停止，数据都在 {home}。", "Stopped; all data stay in {home}.")

# -- why it does not start ---------------------------------------------------------------------------------------------

RUNS_ALREADY = _(
    "已经在运行了：{other}。要重新启动，请先在那个终端按 Ctrl-C。",
    "It is running already: {other}. To start anew, press Ctrl-C in that terminal first.",
)
PORT_TAKEN = _(
    "端口 {port} 已被占用。换一个端口：make up PORT={next}",
    "Port {port} is in use. Choose another: make up PORT={next}",
)
CANNOT_LISTEN = _(
    "无法在 {host}:{port} 监听（{error}）。请检查 HOST= 和 PORT=，或省去它们。",
    "Cannot listen on {host}:{port} ({error}). Check HOST= and PORT=, or leave them out.",
)
NO_RIGHTS = _(
    "没有权限读写：{path}。请换一个目录：make up AIXIN_HOME=/可写的/目录，或改正权限。",
    "No permission to read and write {path}. Use another folder (make up AIXIN_HOME=/some/folder) or mend its permissions.",
)
FAULT = _("系统出错：{error}。{what}", "{error}. {what}")
MEND_THAT = _("请据此改正后再运行。", "Mend that, then run again.")

# -- what a command needs ----------------------------------------------------------------------------------------------

NO_DATABASE = _("数据库没有运行，请先在另一个终端运行 make up。", "The database is not running: `make up` first.")
NOT_EMBEDDED = _(
    "没有安装内嵌的数据库和消息队列（{missing}）。请在代码目录运行 make up，或安装 aixin[embedded]。",
    "The embedded stack is not installed ({missing}): `make up` in a checkout, or install aixin[embedded].",
)
MORE = _("另有", "and")
WHICH_SYSTEM = _("请填写其中之一", "choose one of")
