"""What a session offers besides care. Other words than these are shown as the plan writes them."""

SERVICES = {
    "study": ("学习辅导", "homework help"),
    "reading": ("阅读", "reading"),
    "games": ("游戏活动", "games"),
    "sport": ("体育活动", "sport"),
    "outings": ("外出活动", "outings"),
    "breakfast": ("早餐", "breakfast"),
    "lunch": ("午餐", "lunch"),
    "snacks": ("点心", "snacks"),
    "meals": ("用餐", "meals"),
    "nap": ("午休", "nap"),
    "bus": ("接送", "bus"),
    "insurance": ("保险", "insurance"),
}


def service_name(service: str) -> tuple[str, str]:
    """A service in Chinese and English."""
    return SERVICES.get(service, (service, service))
