"""A plan as a file again."""

from io import BytesIO

from ruamel.yaml import YAML

from services.classes.plan.language.model import Plan

_HEADING = ("plan", "union", "issuer", "title", "season")


def write(plan: Plan) -> bytes:
    """The plan as YAML that `read` takes back; comments of the file it came from are lost."""
    yaml = YAML(typ="rt", pure=True)
    yaml.width = 10_000
    out = BytesIO()
    data = plan.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    yaml.dump({key: data[key] for key in _HEADING} | data, out)
    return out.getvalue()
