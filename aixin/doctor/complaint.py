"""Something that is not as it should be."""

from dataclasses import dataclass

from shared.kernel.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong and what to do, in a sentence; `grave` when something does not work because of it."""

    sentence: Sentence
    grave: bool = True


def grave(sentence: Sentence, **facts: object) -> Complaint:
    """Something does not work."""
    return Complaint(sentence.of(**facts))


def worth_knowing(sentence: Sentence, **facts: object) -> Complaint:
    """It works, but not as one would wish, or not for ever."""
    return Complaint(sentence.of(**facts), grave=False)
