"""What the servers of a stack say that do not start, or are not there."""

from shared.kernel.sentence import Sentence as _

# -- why a server does not start ---------------------------------------------------------------------------------------

NOT_STARTED = _(
    "{server} 没有启动成功，以上是日志 {log} 的末尾。{cause}",
    "{server} did not start; above is the end of its log {log}. {cause}",
)
NEVER_ANSWERED = _("它没有结束，但一直没有回应。请再启动一次。", "It runs but never answered: start again.")
WAS_KILLED = _(
    "它被强行结束（SIGKILL）：内存用尽时系统会这样做。请关闭一些程序后再启动。",
    "It was killed (SIGKILL), as the system does when memory runs out: close some programs, then start again.",
)
PORT_TAKEN = _(
    "{server} 的端口 {port} 被其他程序占用。请结束那个程序，{server} 会自己启动。",
    "Another program has taken port {port} of {server}: end it, and {server} starts by itself.",
)
NEVER_RAN = _("{server} 还没有启动过，请先运行 make up。", "{server} never ran here: `make up` first.")

# -- what its log tells ------------------------------------------------------------------------------------------------

DISK_FULL = _("磁盘已满。请腾出空间后再启动。", "The disk is full: free some space, then start again.")
NO_PERMISSION = _(
    "权限不足。请改正日志中那个文件或目录的权限与所有者；或换一个目录：make up AIXIN_HOME=/可写的/目录。",
    "Permission was denied: mend the mode and owner of what the log names, or use another folder (make up AIXIN_HOME=…).",
)
PORT_JUST_TAKEN = _(
    "端口刚被其他程序占用。请再启动一次，会另选端口。",
    "Another program has just taken its port: start again, it takes another one.",
)
NO_MEMORY = _(
    "内存不足。请关闭一些程序后再启动。", "There is not enough memory: close some programs, then start again."
)
OTHER_VERSION = _(
    "数据由另一个版本的程序或另一种电脑建立。请用原来的版本启动；或把数据文件夹移到一旁，重新开始。",
    "The data were made by another version or on another kind of computer: go back to that version,"
    " or move the data folder aside and start with a new one.",
)
OTHER_MACHINE = _(
    "安装的程序不适合这台电脑。请运行 make clean，再运行 make up。",
    "The installed programs are not for this computer: `make clean`, then `make up`.",
)

# -- what is not there -------------------------------------------------------------------------------------------------

NO_POSTGRES = _("没有安装 PostgreSQL，请运行 make up。", "PostgreSQL is not installed: run `make up`.")
NO_JAVA = _("没有安装 Java 运行环境，请运行 make up。", "The Java runtime is not installed: run `make up`.")
NO_SETPRIV = _(
    "PostgreSQL 不以 root 运行，而这里没有 setpriv（util-linux）。请安装它，或用普通用户运行。",
    "PostgreSQL refuses root, and there is no setpriv (util-linux): install it, or run as a normal user.",
)
OUT_OF_REACH = _(
    "PostgreSQL 不以 root 运行，而用户 nobody 进不了 {programs} 或 {folder}。"
    "请用普通用户运行，或把程序与数据放在人人可进入的目录（chmod a+x）。",
    "PostgreSQL does not run as root, and the user nobody cannot reach {programs} or {folder}."
    " Run it as a normal user, or keep programs and data where everybody may enter (chmod a+x).",
)

# -- Kafka's jars ------------------------------------------------------------------------------------------------------

FETCHING = _(
    "正在下载 Kafka 的 {count} 个文件（仅第一次，约 45 MB）…", "Fetching Kafka, only this once, {count} jars …"
)
NOT_FETCHED = _(
    "Kafka 没有下载完（{error}）。请检查网络（或代理 HTTPS_PROXY）后再运行一次；已下载的不会重来。",
    "Kafka could not be fetched ({error}). Check the network or HTTPS_PROXY and run again: nothing is lost.",
)
NOT_AS_LOCKED = _(
    "{file} 与锁定的校验值不一致，已拒绝使用。请换一个可信的网络后再运行。",
    "{file} is not the locked file (SHA-256 differs) and was refused. Run again on a network you trust.",
)

# -- what each may do at the broker ------------------------------------------------------------------------------------

NOT_GRANTED = _(
    "消息队列没有接受各系统的权限。请看它的日志。", "The broker did not take the systems' rights: look at its log."
)

# -- administrators, named and helped -------------------------------------------------------------------------------------------

APPOINTED = _(
    "{phone} 现在是总工会管理员，重新登录后生效。",
    "{phone} is a federation administrator now, from the next log-in on.",
)
SECOND_FACTOR_RESET = _(
    "{phone} 的动态码已重置，所有登录已退出；重新登录后请马上设置新的。",
    "The second factor of {phone} is reset and all log-ins have ended: log in and set up a new one at once.",
)
