"""What stands in the list of messages."""

from shared.kernel.sentence import Sentence as _

SEVERAL_WISHES = _(" 等 {wishes} 个志愿", ", one of {wishes} wishes")
