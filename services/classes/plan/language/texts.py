"""Rules that families read and no machine keeps: what a notice says in words."""

TEXTS = {
    "fees": ("收费", "Fees"),
    "waiver": ("减免", "Reduced fees"),
    "refund": ("退费", "Refunds"),
    "meals": ("用餐", "Meals"),
    "bring": ("携带物品", "What to bring"),
    "pickup": ("接送", "Drop-off and pick-up"),
    "attendance": ("出勤", "Attendance"),
    "leave": ("请假", "Leave"),
    "insurance": ("保险", "Insurance"),
    "staff": ("人员配备", "Staff"),
    "supervision": ("监督与公示", "Supervision"),
    "contact": ("咨询", "Questions"),
    "notes": ("报名须知", "Good to know"),
}
"""The key in a plan → Chinese, English, in the order in which families read them."""
