"""Events keep their word: documents are fresh, changes are harmless, what was ever sent can be read."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from ruamel.yaml import YAML

from shared.events import docs
from shared.events.compatibility import Incompatible, breaks
from shared.events.envelope import Envelope
from shared.events.registry import BY_TYPE, EVENTS, RECEIVERS, SYSTEMS
from shared.events.schema import schema
from shared.messaging.letter import Letter
from shared.settings import Settings

ROOT = Path(__file__).parents[2]
NAMES = [event.TYPE for event in EVENTS]


def test_the_documents_are_fresh():
    stale = [str(path) for path, text in docs.render(ROOT).items() if (ROOT / path).read_text(encoding="utf-8") != text]
    assert not stale, "run `make docs`"


def test_nothing_changed_that_a_reader_would_not_survive():
    assert docs.incompatibilities(ROOT) == []


@pytest.mark.parametrize("event", EVENTS, ids=NAMES)
def test_what_was_ever_sent_can_be_read(event):
    files = docs.samples(ROOT, event)
    assert files, f"add a sample: shared/events/samples/{event.TYPE}.json"
    for file in files:
        text = file.read_text(encoding="utf-8")
        read = event.model_validate_json(text)
        assert read.key and event.model_validate_json(read.model_dump_json()) == read
        Draft202012Validator(schema(event)).validate(json.loads(text))


@pytest.mark.parametrize("event", EVENTS, ids=NAMES)
def test_a_reader_survives_what_later_writers_add(event):
    body = json.loads(docs.samples(ROOT, event)[-1].read_text(encoding="utf-8"))
    assert event.model_validate_json(json.dumps(body | {"added_later": {"x": 1}}))


@pytest.mark.parametrize("event", EVENTS, ids=NAMES)
def test_names_say_service_fact_and_version(event):
    service, fact, version = event.TYPE.split(".")
    assert (ROOT / "services" / service).is_dir() and fact.islower() and version.startswith("v")
    assert BY_TYPE[event.TYPE] is event and event.KEY in event.model_fields and event.__doc__


def test_asyncapi_has_no_loose_reference():
    document = YAML(typ="safe").load((ROOT / "docs/asyncapi.yaml").read_text(encoding="utf-8"))
    assert document["asyncapi"].startswith("3.")

    def references(part):
        if isinstance(part, dict):
            yield from [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            part = list(part.values())
        if isinstance(part, list):
            for item in part:
                yield from references(item)

    for reference in references(document):
        here = document
        for step in reference.removeprefix("#/").split("/"):
            here = here[step]
    for payload in document["components"]["schemas"].values():
        assert payload["schemaFormat"].endswith("draft-2020-12")
        validator_for(payload["schema"], Draft202012Validator).check_schema(payload["schema"])


def test_who_acts_on_an_event_is_who_has_a_handler_for_it(keys_dir):
    settings = Settings(database_url="", keys_dir=keys_dir)
    built = {name: import_module(f"services.{name}.bootstrap").build(settings) for name in SYSTEMS}
    acting = {name: set(system.handlers) for name, system in built.items() if system.handlers}
    assert acting == {name: set(events) for name, events in RECEIVERS.items()}


def test_an_event_says_what_it_is_about_which_schema_it_has_and_where_it_was_said():
    envelope = Envelope(
        uuid4(), EVENTS[0].TYPE, "https://aixin.example/accounts", datetime.now(UTC), EVENTS[0].TOPIC, "a-key"
    )
    headers = dict(envelope.headers())
    golden = json.loads((ROOT / docs.GOLDEN / f"{envelope.type}.json").read_text(encoding="utf-8"))
    assert headers["ce_subject"] == b"a-key" and headers["ce_dataschema"].decode() == golden["$id"]
    earlier = [(name, value) for name, value in headers.items() if name not in ("ce_subject", "ce_dataschema")]
    for sent in (list(headers.items()), earlier):
        assert Letter(envelope.topic, 0, 0, b"a-key", sent, b"{}").envelope() == envelope


BEFORE = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "card": {"$ref": "#/$defs/Card"}, "note": {"type": "string"}},
    "required": ["id", "card"],
    "$defs": {"Card": {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}},
}


def changed(path, value):
    """The schema with one thing changed, or removed by None."""
    after = deepcopy(BEFORE)
    *way, last = path
    here = after
    for step in way:
        here = here[step]
    if value is None:
        del here[last]
    else:
        here[last] = value
    return after


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("properties", "note"), None, ["note is gone"]),
        (("properties", "id", "type"), "integer", ["id was string and is integer"]),
        (("required",), ["id"], ["card is no more required"]),
        (("required",), ["id", "card", "note"], ["note is now required"]),
        (("$defs", "Card", "properties", "title"), None, ["card.title is gone"]),
        (("$defs", "Card", "properties", "title", "format"), "date", ["card.title was None and is date"]),
        (("properties", "more"), {"type": "string"}, []),
        (("$defs", "Card", "properties", "more"), {"type": "string"}, []),
        (("properties", "id", "description"), "better words", []),
    ],
)
def test_only_new_optional_fields_are_harmless(path, value, said):
    assert breaks(BEFORE, changed(path, value)) == said


def test_a_new_required_field_is_not_harmless():
    after = changed(("properties", "more"), {"type": "string"}) | {"required": ["id", "card", "more"]}
    assert breaks(BEFORE, after) == ["more is new and required"]


def test_writing_documents_refuses_what_breaks_readers(tmp_path):
    golden = tmp_path / docs.GOLDEN
    golden.mkdir(parents=True)
    (golden / "booking.places-sung.v1.json").write_text("{}")
    with pytest.raises(Incompatible, match=r"booking\.places-sung\.v1 is gone"):
        docs.write(tmp_path)
    assert not (tmp_path / "docs").exists()
