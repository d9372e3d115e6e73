"""What whoever runs a system reads when it does not start."""

from shared.kernel.sentence import Sentence as _

DEMO_CLOSED = _(
    "演示模式会把任何手机号的登录验证码显示在页面上，只能在自己的电脑上用：监听地址和网址都必须是本机（127.0.0.1、localhost），网址不用 https。"
    "正式使用请去掉 AIXIN_DEMO；在自己电脑上试用，请去掉 AIXIN_SITE、AIXIN_PUBLIC_URL，用 docker compose 时再设 AIXIN_PORT=127.0.0.1:8080。",
    "Demo mode shows everybody's log-in code, so it is for your own computer only: it must listen on loopback and its address must be "
    "loopback without https. For families, remove AIXIN_DEMO; to try it, remove AIXIN_SITE and AIXIN_PUBLIC_URL, with docker compose "
    "also set AIXIN_PORT=127.0.0.1:8080.",
)
FORGETFUL = _(
    "听过的事只记 {inbox} 天，而同一件事在 {outbox} + {log} 天里还可能再来一次，就会办两次。"
    "请把 AIXIN_INBOX_DAYS 设得比 AIXIN_OUTBOX_DAYS 与 AIXIN_LOG_DAYS 之和大。",
    "What was heard is remembered for {inbox} days, but can come again for {outbox} + {log} days, and would be done twice. "
    "Make AIXIN_INBOX_DAYS more than AIXIN_OUTBOX_DAYS and AIXIN_LOG_DAYS together.",
)
ONE_WORD = _("只认得 migrate。", "The one word known here is: migrate")
NO_SUCH_KEY = _(
    "没有 {what} 的密钥，可以更换的是：{known}。", "There is no key of {what}; what can be renewed: {known}."
)

# -- a database that cannot be used ------------------------------------------------------------------------------------

TOOK_TOO_LONG = _(
    "数据库升级到 {name} 时等得太久，停下了（{why}）。此前的各步已经完成，正在运行的旧版本可以照常使用。"
    "请结束占用数据库的长事务（见 pg_stat_activity），或换个清闲的时刻，再启动一次：会从这一步继续。",
    "Bringing the database up to date took too long at {name} and was stopped ({why}). What came before is done, and the old"
    " version goes on working. End whoever holds the database (pg_stat_activity) or wait for a quiet hour, then start"
    " again: it goes on from there.",
)
POOLED = _(
    "AIXIN_DATABASE_URL 通向 PgBouncer 一类的连接池，本系统不能经过它使用数据库。请填写 PostgreSQL 自己的地址；"
    "连接数由 AIXIN_POOL_SIZE 限定。",
    "AIXIN_DATABASE_URL leads to a pooler such as PgBouncer, through which no system here can work. Give it the address of"
    " PostgreSQL itself; AIXIN_POOL_SIZE bounds the connections.",
)
NO_CLERK = _(
    "数据库里没有角色 {role}：各系统以它的身份工作，它不拥有任何表。请由数据库管理员建立它，"
    "createuser --pwprompt {role}，各系统的 AIXIN_DATABASE_URL 用它，升级（migrate）仍用所有者。",
    "There is no role {role}, as which a system works that owns no table. Have the administrator of the database make it,"
    " createuser --pwprompt {role}; AIXIN_DATABASE_URL of the systems names it, that of the step migrate the owner.",
)
NEWER_DATABASE = _(
    "数据库 {database} 已由更新的版本升级（{migration}），本版本不能使用它；数据没有改动。请更新程序（git pull）后再启动。",
    "The database {database} was brought up to date by a newer version ({migration}); nothing was changed."
    " Update the program (git pull), then start again.",
)
OTHER_DATABASE = _(
    "数据库 {database} 由另一个版本建立（{migration} 与当时的不同），本版本不能使用它；数据没有改动。"
    "请换回建立它的版本；或把数据留在一旁，从新的开始：make up 请移走数据文件夹（mv .aixin .aixin.old），容器请换新的卷。",
    "The database {database} was made by another version ({migration} was a different one); nothing was changed."
    " Go back to the version that made it; or keep the data aside and start with new ones: for make up move the"
    " data folder (mv .aixin .aixin.old), in containers use new volumes.",
)
