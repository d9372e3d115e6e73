"""What to say of a bad row: what is wrong and how to mend it, in Chinese and English."""

from services.accounts.domain.roll import Remark
from services.accounts.words.sheets import COLUMNS, OUTSIDE

WRONG = {
    "name-missing": (("没有姓名", "No name"), ("填写会员姓名", "Write the member's name")),
    "name-long": (("姓名过长“{v}…”", "Name too long: “{v}…”"), ("不超过 40 个字", "At most 40 characters")),
    "name-rare": (("姓名“{v}”里有别的电脑认不出的字", "“{v}” has a character that no other computer knows"), ("用输入法重新输入这个字，或先用同音字代替", "Type that character anew, or one that sounds like it")),
    "phone-missing": (("没有手机号", "No phone"), ("填写本人 11 位手机号", "Write the member's 11-digit mobile number")),
    "phone-bad": (("手机号“{v}”不对", "“{v}” is no mobile number"), ("应为 1 开头的 11 位数字", "11 digits that begin with 1")),
    "phone-rounded": (("“{v}”是 Excel 缩写的号码，后几位已经丢了", "“{v}” is how Excel shortens a number: its last digits are lost"), ("在 Excel 里把这一列设成文本，重新填写 11 位手机号", "Format the column as text in Excel and write the 11 digits again")),
    "union-unknown": (("没有工会“{v}”", "No union “{v}”"), ("改成工会代码或全称，或请上级工会先添加", "Use its code or full name, or have it added first")),
    "union-elsewhere": (("“{v}”不归您管理", "“{v}” is not yours to manage"), ("删去此行，由该工会自己导入", "Remove the row; that union imports it")),
    "number-long": (("工号过长“{v}…”", "Staff number too long: “{v}…”"), ("不超过 40 个字", "At most 40 characters")),
    "date-bad": (("日期“{v}”看不懂", "“{v}” is no date"), ("写成 2026-12-31，长期有效可留空", "Write it like 2026-12-31; empty means no end")),
    "instant-bad": (("时间“{v}”看不懂", "“{v}” is no time"), ("写成 2026-12-31 或 2026-12-31 17:00", "Write it like 2026-12-31, or 2026-12-31 17:00")),
    "date-serial": (("“{v}”是 Excel 里日期的序号，不是日期", "“{v}” is how Excel counts days, no date"), ("在 Excel 里把这一列设成日期或文本格式，写成 2026-12-31", "Format the column as date or text in Excel and write it like 2026-12-31")),
    "month-end": (("“{v}”只写了月份", "“{v}” is a month only"), ("已记到这个月的最后一天；不是的话写明日期再导入", "Taken as that month's last day; if it is not, write the day and import again")),
    "month-begin": (("“{v}”只写了月份", "“{v}” is a month only"), ("已按这个月 1 日记；不是的话写明日期再导入", "Taken as that month's first day; if it is not, write the day and import again")),
    "employer": (("单位“{v}”不是工会", "The employer “{v}” is no union"), ("已记在本工会名下；属于别的工会的，请加一列“工会”再导入", "Taken as a member of this union; for another one add a column 工会 and import again")),
    "footer": (("“{v}”不是会员", "“{v}” is no member"), ("这一行没有导入", "This line was left out")),
    "sheet-left": (("另有工作表“{v}”", "There is another sheet, “{v}”"), ("只导入了前面的工作表；那一张里的会员请另存为一个文件再导入", "Only the sheet before it was imported; save that one as a file of its own and import it too")),
    "column-left": (("没有用到“{v}”这一列", "The column “{v}” was not used"), ("不影响导入；如果它有用，请改成模板里的列名再导入", "The import is not affected; if it matters, give it a name of the template and import again")),
    "duplicate": (("与第 {v} 行重复", "Same as row {v}"), ("同一工会同一手机号只留一行，已采用前一行", "Keep one row per union and phone; the earlier one counts")),
}  # fmt: skip
ALIKE = ("（共 {n} 行）", " ({n} rows)")


def told(problem: Remark, zh: bool) -> tuple[str, str, str]:
    """(column, what is wrong, how to mend it)."""
    what, mend = WRONG[problem.kind]
    half = 0 if zh else 1
    alike = ALIKE[half].format(n=problem.rows) if problem.rows > 1 else ""
    return (COLUMNS | OUTSIDE)[problem.column][half], what[half].format(v=problem.value) + alike, mend[half]
