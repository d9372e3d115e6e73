"""What `aixin doctor` says: what is wrong, and what to do about it."""

from shared.kernel.sentence import Sentence as _

# -- before everything else --------------------------------------------------------------------------------------------

SETTING_WRONG = _("设置有误：{said}", "A setting is wrong: {said}")
KEYS_UNREADABLE = _("读不到密钥 {keys}。", "The keys at {keys} cannot be read.")
PORT_TAKEN = _(
    "端口 {port} 被其他程序占用。换一个：make up PORT={other}",
    "Port {port} is taken by another program. Choose another: make up PORT={other}",
)

# -- the machine -------------------------------------------------------------------------------------------------------

DISK_FULL = _(
    "{home} 所在的磁盘只剩 {free} MB。请腾出空间：写满以后不能报名。",
    "The disk of {home} has {free} MB left. Free some: when it is full, nobody can book.",
)
MEMORY_SHORT = _(
    "可用内存只剩 {free} MB，启动需要约 {least} MB。请关闭一些程序。",
    "{free} MB of memory are free; a start needs about {least}. Close some programs.",
)
NO_RIGHTS = _(
    "没有权限读写 {folder}。请改正它的所有者和权限（chown、chmod）。",
    "{folder} cannot be read and written. Mend its owner and mode (chown, chmod).",
)
NO_HOME = _(
    "不能在 {home} 建立数据目录。请换一个：make up AIXIN_HOME=/可写的/目录。",
    "No data folder can be made at {home}. Use another: make up AIXIN_HOME=/some/folder.",
)
SECRET_OPEN = _("别人也能读 {secret}。请运行：chmod 600 {secret}", "Others can read {secret}. Run: chmod 600 {secret}")
OTHER_POSTGRES = _(
    "数据由 PostgreSQL {made_by} 建立，这里的是 {here}。请用原来的版本备份（aixin backup），再恢复到新的目录。",
    "The data were made by PostgreSQL {made_by}, here is {here}. Back up with the version of then (aixin backup) and restore into a new home.",
)

# -- what was set up, and what was forgotten ---------------------------------------------------------------------------

ADDRESS_LOCAL = _(
    "对外开放了（{where}），而 AIXIN_PUBLIC_URL 还是 {url}：邮件里的链接只在本机有效。请设为家长用的网址。",
    "It is open to others ({where}), but AIXIN_PUBLIC_URL is still {url}: links in mails lead nowhere else. Set the address families use.",
)
NOT_HTTPS = _(
    "家长用的网址 {url} 不是 https，别人能读到登录信息。请设置 AIXIN_SITE，证书会自动申请。",
    "The address {url} is not https: others can read log-ins on the way. Set AIXIN_SITE; certificates come by themselves.",
)
NO_BACKUP = _(
    "没有备份。请运行：aixin backup /别的磁盘/{day:%Y-%m-%d}",
    "There is no backup. Run: aixin backup /another/disk/{day:%Y-%m-%d}",
)
BACKUP_OLD = _(
    "最近的备份 {folder} 已有 {days} 天。请每天备份：aixin backup",
    "The last backup, {folder}, is {days} days old. Take one every day: aixin backup",
)

# -- a system ----------------------------------------------------------------------------------------------------------

DATABASE_SILENT = _(
    "{name}：数据库没有回应（{error}）。请启动它：make up，或 docker compose up -d postgres。",
    "{name}: the database does not answer ({error}). Start it: make up, or docker compose up -d postgres.",
)
DATABASE_NEW = _("{name}：数据库还没有建好，启动一次就好。", "{name}: the database is not set up yet; a start does it.")
DATABASE_READ_ONLY = _(
    "{name}：数据库只能读（备用机，或磁盘已满）。请把它恢复为主库，或连接主库。",
    "{name}: the database takes no writes (a standby, or a full disk). Make it the primary, or connect to the one that is.",
)
CLOCKS_DIFFER = _(
    "{name}：这台机器和数据库的时钟相差 {seconds:.0f} 秒。请让两边都自动对时（NTP）：系统以数据库的时钟为准，日志里的时间却是这台机器的。",
    "{name}: the clocks of this machine and of the database differ by {seconds:.0f} s. Set both by NTP: systems go by the database's, the log by this machine's.",
)
EVENTS_PARKED = _(
    "{name}：有 {parked} 个事件被搁置。请看：aixin dead-letters list {name}",
    "{name}: {parked} events are parked. See: aixin dead-letters list {name}",
)
EVENTS_UNSENT = _(
    "{name}：从 {since:%m-%d %H:%M} 起的事件没有发出。系统没有运行，或消息队列没有回应：请启动它们。",
    "{name}: events have not been sent since {since:%m-%d %H:%M} UTC. The system does not run, or the broker does not answer: start them.",
)
TIMERS_LATE = _(
    "{name}：{since:%m-%d %H:%M} 该做的事还没有做。系统没有运行，或日志里有 timer_failed：请启动它，或按原因处理。",
    "{name}: what was due at {since:%m-%d %H:%M} UTC is not done. The system does not run, or its log has timer_failed: start it, or mend the cause.",
)
BROKER_SILENT = _(
    "{name}：消息队列 {kafka} 没有回应（{error}）。报名照常，通知会等它：请启动它。",
    "{name}: the broker {kafka} does not answer ({error}). Bookings go on, messages wait for it: start it.",
)
FAR_BEHIND = _(
    "{name}：还有 {behind} 个事件没有处理。系统没有运行，或处理不过来：请看它的日志和 /{name}/readyz。",
    "{name}: {behind} events are not heard yet. The system does not run, or cannot keep up: see its log and /{name}/readyz.",
)
NO_SMS = _(
    "没有接入短信，家长的登录验证码只显示在终端里。请按 docs/howto/send-text-messages.md 写 {file}。",
    "No SMS provider is set up: log-in codes stand on the terminal alone. Write {file} as docs/howto/send-text-messages.md says.",
)
LOG_SHORT = _(
    "{name}：消息队列只保留 {kept:g} 天，AIXIN_LOG_DAYS 说的是 {relied_on} 天：停用更久的系统会漏听。请改消息队列的 log.retention，或改小 AIXIN_LOG_DAYS。",
    "{name}: the broker keeps its log for {kept:g} days, AIXIN_LOG_DAYS says {relied_on}: a system that is away for longer misses something. "
    "Set the broker's log.retention, or lower AIXIN_LOG_DAYS.",
)
NO_MAIL_SERVER = _(
    "没有设置邮件服务器，{waiting} 封邮件在等（三天后作废）。请设置 AIXIN_SMTP_URL。",
    "No mail server is set up; {waiting} mails wait, for three days at most. Set AIXIN_SMTP_URL.",
)
MAIL_SERVER_SILENT = _(
    "邮件服务器 {host}:{port} 连不上（{error}）。请检查 AIXIN_SMTP_URL 和防火墙。",
    "The mail server {host}:{port} cannot be reached ({error}). Check AIXIN_SMTP_URL and the firewall.",
)

WELL = _("一切正常。", "Everything is well.")
SMS_SPENT = _(
    "今天的通知短信已发 {spent} 条，达到每天 {a_day} 条的上限；其余明天再发，站内通知不受影响。要今天发，请调高 channels.toml 的 a_day。",
    "Of today's {a_day} text messages all are used ({spent}); the rest go tomorrow, and the inbox has everything. To send them today raise a_day in channels.toml.",
)
SMS_NEARLY_SPENT = _(
    "今天的通知短信已发 {spent} 条，上限是每天 {a_day} 条。",
    "{spent} of today's {a_day} text messages are used.",
)
