"""What every body at the JSON door has in common."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
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
