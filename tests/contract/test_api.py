"""The API's documents are fresh and whole: whatever is asked, answered or refused has a shape and a name."""

import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from aixin.docs import APIS, render_apis
from shared.errors import Refusal
from shared.web.contract import Operations, document, refusals_of
from shared.web.examples import tell_examples
from tests.support.contract import references, resolved

ROOT = Path(__file__).parents[2]
DOCUMENTS = {name: document(name, routers) for name, routers in APIS.items()}
OPERATIONS = {
    f"{name}.{operation['operationId']}": (DOCUMENTS[name], method, operation)
    for name in DOCUMENTS
    for methods in DOCUMENTS[name]["paths"].values()
    for method, operation in methods.items()
}
WITHOUT_KEY = {
    "accounts.sendCode", "accounts.openSession", "accounts.proveSession", "accounts.sendPhoneCodes", "accounts.putPhone",
    "accounts.openProgram",
}  # fmt: skip
"""Nothing happens twice: a code is used once, and asking for another one is bounded."""
each_operation = pytest.mark.parametrize("name", OPERATIONS)


def test_the_documents_are_fresh():
    stale = [str(path) for path, text in render_apis().items() if (ROOT / path).read_text(encoding="utf-8") != text]
    assert not stale, "run `make docs`"


def test_every_operation_has_a_name_of_its_own():
    routes = sum(len(router.routes) for routers in APIS.values() for router in routers)
    assert len(OPERATIONS) == routes >= 54


@each_operation
def test_it_is_told_what_it_does_and_where_it_belongs(name):
    _, _, operation = OPERATIONS[name]
    assert re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", operation["operationId"])
    assert operation["tags"] and operation["summary"] and operation["description"]


@each_operation
def test_what_is_answered_has_a_shape(name):
    made, _, operation = OPERATIONS[name]
    answers = {status: resolved(made, answer) for status, answer in operation["responses"].items()}
    assert any(status.startswith("2") for status in answers)
    for status, answer in answers.items():
        for kind, content in answer["content"].items():
            schema = resolved(made, content["schema"])
            assert kind != "application/json" or schema.get("properties"), status
            assert (kind == "application/problem+json") == (int(status) >= 400)


@each_operation
def test_a_write_needs_a_key(name):
    _, method, operation = OPERATIONS[name]
    keys = [p for p in operation["parameters"] if p.get("name") == "Idempotency-Key"]
    assert bool(keys) == (method != "get" and name not in WITHOUT_KEY)
    assert all(key["required"] and key["in"] == "header" for key in keys)


@each_operation
def test_who_may_ask_is_told(name):
    _, _, operation = OPERATIONS[name]
    signed_in = operation["security"] == [{"bearer": []}, {"cookie": []}]
    assert (
        signed_in == ("401" in operation["responses"]) or name == "accounts.openProgram"
    )  # it is the key that is refused
    assert signed_in or operation["security"] in ([], [{}, {"bearer": []}, {"cookie": []}])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_reference_is_loose_and_every_schema_is_one(name):
    made = DOCUMENTS[name]
    assert all(resolved(made, {"$ref": reference}) for reference in references(made))
    for schema in made["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_whatever_can_be_refused_is_a_refusal_with_a_title_in_both_languages():
    routes = [route for routers in APIS.values() for router in routers for route in router.routes]
    assert all(isinstance(router, Operations) for routers in APIS.values() for router in routers)
    for refusal in {refusal for route in routes for refusal in refusals_of(route)}:
        assert issubclass(refusal, Refusal) and refusal.title[0] != refusal.title[1] and refusal.code != Refusal.code


@each_operation
def test_a_body_comes_with_an_example_and_every_example_is_one(name):
    made, _, operation = OPERATIONS[name]
    bodies = [resolved(made, answer)["content"] for answer in operation["responses"].values()]
    bodies.append(operation.get("requestBody", {}).get("content", {}))
    for shape in (resolved(made, body["application/json"]["schema"]) for body in bodies if "application/json" in body):
        whole = {**shape, "components": made["components"]}
        assert "examples" in shape, f"{shape['title']} needs an `example(…)`"
        (example,) = shape["examples"]
        Draft202012Validator(whole, format_checker=FormatChecker()).validate(example)


def test_an_example_is_whole_or_there_is_none():
    inner = {"properties": {"name": {"type": "string"}, "until": {"anyOf": [{"type": "string"}, {"type": "null"}]}}}
    inner |= {"required": ["name", "until"], "examples": [{"name": "张小明"}]}
    listed = {"type": "array", "items": {"$ref": "#/components/schemas/Inner"}}
    outer = {"properties": {"of": {"type": "integer"}, "all": listed}, "required": ["of", "all"]}
    tell_examples({"Outer"}, {"Inner": inner, "Outer": outer})
    assert outer["examples"] == [{"of": 1, "all": [{"name": "张小明", "until": None}]}]
    nameless = {name: value for name, value in inner.items() if name != "examples"}
    tell_examples({"Nameless"}, {"Nameless": nameless})
    assert "examples" not in nameless
