"""Messages in a browser, and browsers as people call them."""

from shared.kernel.sentence import Sentence as _

OPEN = _("打开看看", "Open to see")
NOT_SO = _(
    "这个浏览器给的地址用不了。请刷新本页，再点一次“在这里开启”；还不行就换一个浏览器。",
    "This browser gave an address that cannot be used. Load the page anew and try again, or use another browser.",
)
ENOUGH = _(
    "最多可以在 {most} 个浏览器里开启。请先移除不用的。",
    "{most} browsers at most. Take out one that you do not use first.",
)
NOT_SET_UP = _("本站没有开通浏览器通知。请用别的方式。", "This site has no messages by browser. Choose another way.")
SOME_BROWSER = "浏览器 Browser"
"""One that does not say what it is."""
