"""What every body at the JSON door has in common."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from unicodedata import category

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ModelWrapValidatorHandler,
    PastDate,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError


def _of_our_time(moment: datetime) -> datetime:
    if not 1900 <= moment.year < 2200:
        raise PydanticCustomError("moment_far_away", "not between 1900 and 2199")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
"""An instant that can be reckoned with: at either end of the calendar the next step falls off it."""

EARLIEST = date(2000, 1, 1)


def _of_a_child(day: date) -> date:
    if day < EARLIEST:
        raise PydanticCustomError("too_long_ago", "before 2000")
    return day


BirthDate = Annotated[PastDate, AfterValidator(_of_a_child)]
"""Of somebody who may be a child today."""


def _one_line(text: object) -> object:
    if not isinstance(text, str):
        return text
    return " ".join("".join(sign for sign in text if sign.isspace() or category(sign)[0] != "C").split())


ONE_LINE = BeforeValidator(_one_line)
"""Of words that stand in one line: as they are seen, without line ends, and without signs that turn, hide or control what follows."""


def example(**said: Any) -> ConfigDict:
    """For `model_config`: a body as it may come or go, shown in the API's document."""
    return ConfigDict(json_schema_extra={"examples": [said]})


class Input(BaseModel):
    """What is asked; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Misshapen(Exception):
    """An answer is not what its document says. It is no ValidationError: that tells whoever asked to mend what they sent."""


class Output(BaseModel):
    """What is answered; programs must bear fields that they do not know. Raises Misshapen."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    @model_validator(mode="wrap")
    @classmethod
    def _is_ours(cls, values: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return handler(values)
        except ValidationError as wrong:
            raise Misshapen(str(wrong)) from wrong
