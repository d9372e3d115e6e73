"""What `aixin up` says."""

from unicodedata import east_asian_width

from aixin.options import Options
from aixin.words import running as words
from shared.kernel.sentence import Sentence
from shared.terminal import tell


def say(sentence: Sentence) -> None:
    """One line in both languages, at once, also into a pipe."""
    tell(f"{sentence.zh}  {sentence.en}")


def welcome(options: Options, seconds: float) -> None:
    """The address, who may log in, and what to try."""
    url = options.url
    tell(words.READY.format(seconds=seconds, url=url))
    if options.demo:
        tell(words.CODE_ON_THE_PAGE.format(url=url))
        tell("\n".join(people()))
    else:
        tell(words.CODE_HERE.format(url=url))
    tell(words.TRY.format(url=url, home=options.home))


def people() -> list[str]:
    """The demo log-ins, in columns though Chinese letters are twice as wide."""
    from services.accounts.demo import PEOPLE  # noqa: PLC0415 - not before the systems are imported anyway

    return [f"  {person.phone}  {padded(person.name, 8)}{padded(person.zh, 30)}{person.en}" for person in PEOPLE]


def padded(text: str, width: int) -> str:
    """The text and spaces up to this width on a terminal."""
    return text + " " * (width - sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text))
