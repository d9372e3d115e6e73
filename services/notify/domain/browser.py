"""What a browser is called, so that a family finds it in a list: by what it says of itself, which need not be true."""

_BROWSERS = (("Edg", "Edge"), ("HuaweiBrowser", "Huawei"), ("MiuiBrowser", "Xiaomi"), ("SamsungBrowser", "Samsung"),
    ("OPR/", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("OpenHarmony", "HarmonyOS"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip


def called(agent: str) -> str:
    """Browser and system, as `Chrome · Android`; empty where neither is known."""
    found = [next((name for mark, name in marks if mark in agent), "") for marks in (_BROWSERS, _SYSTEMS)]
    return " · ".join(filter(None, found))
