"""What stands on the sheets that go out: the empty roll with its help, and the rows to mend."""

COLUMNS = {
    "name": ("姓名", "name"),
    "phone": ("手机号", "phone"),
    "union": ("工会", "union"),
    "staff_number": ("工号", "staff number"),
    "valid_until": ("有效期至", "valid until"),
    "joined_at": ("入会时间", "joined"),
}
OUTSIDE = {"employer": ("单位", "employer"), "sheet": ("工作表", "sheet"), "header": ("表头", "header")}
"""What files have beside these columns."""
HELP = {
    "name": ("必填", "required"),
    "phone": ("必填：本人登录用的 11 位手机号", "required: 11 digits, the number the member logs in with"),
    "union": ("可留空；填工会代码或全称", "optional: the union's code or full name"),
    "staff_number": ("可留空", "optional"),
    "valid_until": (
        "可留空（长期）；写成 2026-12-31，只写月份算到月底",
        "optional (no end); like 2026-12-31, a month alone lasts to its end",
    ),
    "joined_at": (
        "可留空（早已入会）；写成 2026-12-31 17:00，招生方案写了“入会截止”时要看它",
        "optional (long ago); like 2026-12-31 17:00, counts where a plan says until when one may join",
    ),
}
ROLL, EXPLAINED = "会员名册", "说明 help"
"""The two sheets of the template."""
PROBLEMS = "问题行"
PROBLEM_COLUMNS = ("行 row", "列 column", "问题 problem", "怎么改 what to do")
