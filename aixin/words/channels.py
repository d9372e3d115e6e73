"""What `aixin channels` says."""

from shared.kernel.sentence import Sentence as _

WHICH = _("渠道有：{channels}", "the channels are: {channels}")
NOT_SET_UP = _(
    "{file} 里没有 [{channel}]，见 docs/howto/send-text-messages.md、wechat.md。",
    "{file} has no [{channel}]: see docs/howto/send-text-messages.md, wechat.md.",
)
