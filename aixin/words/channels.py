"""What `aixin channels` says."""

from shared.kernel.sentence import Sentence as _

WHICH = _("渠道是 sms", "the channel is sms")
NOT_SET_UP = _(
    "{file} 里没有 [sms]，见 docs/howto/send-text-messages.md。",
    "{file} has no [sms]: see docs/howto/send-text-messages.md.",
)
