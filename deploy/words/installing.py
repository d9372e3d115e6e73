"""What the installation says. Nothing but pairs: it is read before any package is there, and by Pythons that are too old."""

# -- how it goes on ----------------------------------------------------------------------------------------------------

CREATING = ("创建运行环境 .venv …", "Creating .venv …")
INSTALLING_ONE = ("安装 {package} …", "Installing {package} …")
INSTALLING = ("安装依赖（仅第一次，约 1–3 分钟）…", "Installing packages, only this once, 1–3 minutes …")
UNPACKING = ("  解压 …", "unpacking …")

# -- what this machine lacks -------------------------------------------------------------------------------------------

PYTHON_TOO_OLD = (
    "需要 Python 3.11 或更新版本，这里是 {here}。请安装后再运行 make up。",
    "Python 3.11 or newer is needed, this is {here}. Install one (for example python3.12) and run `make up` again.",
)
NO_VENV_MODULE = (
    "这个 Python 缺少 venv 模块。请安装后再运行（Debian/Ubuntu：sudo apt install {package}）。",
    "This Python lacks its venv module. Install it, then run again (Debian, Ubuntu: sudo apt install {package}).",
)
NO_VENV = ("无法创建 .venv，原因见上。", "Cannot create .venv; the reason is above.")

# -- where it stands ---------------------------------------------------------------------------------------------------

FOLDER_PARTED = (
    "目录名不能含有“{sign}”：{folder}。请改名后再运行。",
    "Python makes no .venv in a folder whose name has “{sign}”: {folder}. Rename it, then run again.",
)
FOLDER_READ_ONLY = (
    "目录不可写：{folder}。请把整个目录复制到可写的地方，在那里运行。",
    "Cannot write {folder}: copy it to where you may write, and run it there.",
)
CANNOT_WRITE = (
    "目录无法写入：{file}。请改正权限后再运行。",
    "Cannot write {file}: mend its permissions, run again.",
)

# -- why pip fails -----------------------------------------------------------------------------------------------------

DISK_FULL = ("磁盘已满，依赖没有装好。请腾出空间后再运行。", "The disk is full: free some space, then run again.")
NO_PERMISSION = (
    "目录无法写入，依赖没有装好。请改正权限后再运行。",
    "A folder cannot be written: mend its permissions, then run again.",
)
NOT_AS_LOCKED = (
    "下载的文件与锁定的校验值不一致，已拒绝使用。请换一个可信的网络或镜像后再运行。",
    "A downloaded file is not the locked one and was refused. Run again on a network or mirror you trust.",
)
NO_NETWORK = (
    "网络不通，依赖没有装好。请检查网络（或代理 HTTPS_PROXY）后再运行一次；已下载的不会重来。",
    "The packages could not be fetched. Check the network (or HTTPS_PROXY) and run again.",
)
NO_BUILD = (
    "有的依赖没有适合这台电脑或 Python {here} 的安装包。请换用 Python 3.11 至 3.14：make up PYTHON=python3.13",
    "A package has no build for this computer or for Python {here}. Use Python 3.11 to 3.14: make up PYTHON=python3.13",
)
NOT_INSTALLED = (
    "依赖没有装好，原因见上。",
    "The packages could not be installed; the reason is above.",
)
