"""What `aixin backup` and `aixin restore` say."""

from shared.kernel.sentence import Sentence as _

NOT_WHOLE = _(
    "{folder} 不是完整的备份：缺少 {name}。请换一份。",
    "{folder} is no whole backup: it has no {name}. Take another one.",
)
UNREADABLE = _("{file} 读不懂。请换一份备份。", "{file} cannot be read. Take another backup.")
DAMAGED = _(
    "备份 {folder} 有损坏：{files} 缺失或被改动。请换一份。",
    "The backup {folder} is damaged: {files} missing or changed. Take another one.",
)
FOLDER_EXISTS = _("{folder} 已经存在。请换一个名字。", "{folder} exists already. Choose another name.")
OTHER_KEYS = _(
    "{home} 有另一套密钥，读不了这份备份里的个人信息。请恢复到空的目录：--home 新目录。",
    "{home} has other keys, which cannot read the personal data of this backup. Restore into an empty home: --home NEW.",
)
OTHER_ROWS = _(
    "{system} 恢复后行数不对：{tables}。原来的数据没有动。",
    "{system}: {tables} came back with other numbers of rows; what was there is untouched.",
)
FAILED = _("{program} 没有成功，原因见上。", "{program} failed; above is why.")
WHOLE = _("{files} 个文件，{rows} 行。", "{files} files, {rows} rows.")
PAPERS_ELSEWHERE = _("材料在 {where}，请另外备份。", "The papers are in {where}: back them up there.")
FORGOTTEN_AGAIN = _(
    "{day:%Y-%m-%d %H:%M}（UTC）备份以后注销的账号、删除的孩子，启动后会按消息队列里的记录再删除一次；记录只保留 {days} 天。",
    "Accounts closed and children deleted since the backup of {day:%Y-%m-%d %H:%M} UTC are deleted again once the systems run, by what the broker's log"
    " holds: {days} days.",
)
NOT_FORGOTTEN = _(
    "更早的、或消息队列也清空了的，系统不会知道：请核对注销和删除的申请（邮件、信函、工作记录），再删除一次；备份超过 {days} 天时尤其如此。",
    "What is older, or was in a broker that was emptied too, nobody here knows: go through the requests that were written down (mails, letters, the desk's book), "
    "and delete once more; above all when the backup is older than {days} days.",
)
RESTORED = _("已恢复；make up 启动后，再运行 aixin invariants。", "Restored: `make up`, then `aixin invariants`.")
