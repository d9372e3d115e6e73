"""What every body at the JSON door has in common."""

from pydantic import BaseModel, ConfigDict


class Input(BaseModel):
    """What is asked; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Output(BaseModel):
    """What is answered; programs must bear fields that they do not know."""

    model_config = ConfigDict(use_attribute_docstrings=True)
