"""What can be known of a failed start from a program's own words, and what to do about it."""

import re

KNOWN = (
    (
        r"No space left on device|Disk quota exceeded",
        "磁盘已满。请腾出空间后再启动。",
        "The disk is full: free some space, then start again.",
    ),
    (
        r"Permission denied|Operation not permitted|AccessDenied|Read-only file system|data directory .* has (wrong|invalid)",
        "权限不足。请改正日志中那个文件或目录的权限与所有者；或换一个目录：make up AIXIN_HOME=/可写的/目录。",
        "Permission was denied: mend the mode and owner of what the log names, or use another folder (make up AIXIN_HOME=…).",
    ),
    (
        r"Address already in use|BindException",
        "端口刚被其他程序占用。请再启动一次，会另选端口。",
        "Another program has just taken its port: start again, it takes another one.",
    ),
    (
        r"Cannot allocate memory|OutOfMemoryError|insufficient memory",
        "内存不足。请关闭一些程序后再启动。",
        "There is not enough memory: close some programs, then start again.",
    ),
    (
        r"files are incompatible with server|No MetadataVersion with",
        "数据由另一个版本的程序或另一种电脑建立。请用原来的版本启动；或把数据文件夹移到一旁，重新开始。",
        "The data were made by another version or on another kind of computer: go back to that version,"
        " or move the data folder aside and start with a new one.",
    ),
    (
        r"Exec format error|cannot execute binary file|GLIBC\S* not found",
        "安装的程序不适合这台电脑。请运行 make clean，再运行 make up。",
        "The installed programs are not for this computer: `make clean`, then `make up`.",
    ),
)
"""Words of programs → what they mean, in both languages."""


def cause(words: str) -> tuple[str, str] | None:
    """The Chinese and the English sentence for the first thing known in these words; None rather than a guess."""
    return next(((zh, en) for pattern, zh, en in KNOWN if re.search(pattern, words)), None)
