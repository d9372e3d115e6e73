"""What `aixin up` says."""

from unicodedata import east_asian_width

from aixin.options import Options
from shared.terminal import tell


def say(zh: str, en: str) -> None:
    """One line in both languages, at once, also into a pipe."""
    tell(f"{zh}  {en}")


def welcome(options: Options, seconds: float) -> None:
    """The address, who may log in, and what to try."""
    url = options.url
    tell(f"\n爱心托管 Aixin 已就绪 ready in {seconds:.1f} s\n\n    {url}\n")
    if options.demo:
        tell(f"登录 Log in: {url}/accounts/login — 验证码显示在登录页 the code is shown on the page")
        tell("\n".join(people()))
    else:
        tell(
            f"登录 Log in: {url}/accounts/login — 验证码只显示在这个终端里 codes are shown in this terminal only\n"
            "  演示账户只在本机打开：不设 HOST 和 AIXIN_PUBLIC_URL 再运行 make up\n"
            "  Demo log-ins exist on this machine only: run make up without HOST and AIXIN_PUBLIC_URL"
        )
    tell(
        "\n试一试 Try\n"
        "  家长：选班 → 选孩子 → 报名          parent: choose a class, choose a child, book\n"
        f"  组织者：{url}/classes/console/  organizer: import a plan from examples/plans\n"
        "  make demo（另一个终端 in another terminal）：几百个家庭抢名额 hundreds of families race\n"
        f"\n按 Ctrl-C 停止，数据保留在 {options.home}  Ctrl-C stops it; data stay.\n"
    )


def people() -> list[str]:
    """The demo log-ins, in columns though Chinese letters are twice as wide."""
    from services.accounts.demo import PEOPLE  # noqa: PLC0415 - not before the systems are imported anyway

    return [f"  {person.phone}  {padded(person.name, 8)}{padded(person.zh, 30)}{person.en}" for person in PEOPLE]


def padded(text: str, width: int) -> str:
    """The text and spaces up to this width on a terminal."""
    return text + " " * (width - sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text))
