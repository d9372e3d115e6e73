"""What stands on the sheet of all groups, and beside the example plans."""

SHEET = "班次"
COLUMNS = (
    "班次", "类型", "季", "期", "工会", "办班点", "地址", "招收对象", "日期", "第一天", "最后一天", "天数",
    "报名开放", "报名截止", "状态", "录取方式", "名额", "登记摇号", "报名", "待确认或待审核", "候补", "剩余", "编号",
)  # fmt: skip
TOTALS = "汇总"
TOTALS_COLUMNS = ("工会", "办班点", "班次", "名额", "申请", "已录取", "待确认或待审核", "候补", "待统一录取", "剩余")
PHASES = {
    "draft": "草稿", "not_open": "未开始", "open": "报名中", "full": "已满", "closed": "报名已截止",
    "running": "开班中", "finished": "已结束", "cancelled": "已取消",
}  # fmt: skip
WAYS = {
    "first_come": "先到先得", "draw": "摇号", "draw_if_oversubscribed": "超过名额则摇号", "ranked": "优先录取",
    "opening_lot": "开放摇号",
}  # fmt: skip

SHOWS = {
    "priorities": "优先", "wishes": "志愿", "pools": "预留名额", "employer": "单位报名", "review": "审核", "documents": "材料",
    "agreement": "协议", "minimum": "最少人数", "in_time": "限时确认", "publicity": "公示", "interest": "兴趣班",
}  # fmt: skip
"""What an example plan shows how to write."""
