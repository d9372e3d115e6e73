"""Compares what the JSON API answers with its document."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import httpx2
from fastapi import FastAPI
from jsonschema import Draft202012Validator

Operation = Mapping[str, Any]


def kept(app: FastAPI, request: httpx2.Request, answer: httpx2.Response) -> None:
    """The answer is one of those that the operation declares, in status, kind and shape."""
    operation = operation_of(app, request.method, request.url.path)
    if operation is None or answer.status_code == 405:
        return
    said = f"{request.method} {request.url.path} {answer.status_code}: {answer.text[:300]}"
    declared = operation["responses"].get(str(answer.status_code))
    assert declared, f"undeclared: {said}"
    declared = resolved(_document(app), declared)
    kind = answer.headers.get("content-type", "").partition(";")[0]
    assert kind in declared.get("content", {"": None}), f"of an undeclared kind, {kind}: {said}"
    if kind.endswith("json"):
        errors = [
            error.message
            for error in _validator(_which(app), operation["operationId"], answer.status_code, kind).iter_errors(
                answer.json()
            )
        ]
        assert not errors, f"{errors}: {said}"


def operation_of(app: FastAPI, method: str, path: str) -> Operation | None:
    """What the document says of a request; None for what is no operation."""
    paths = _document(app)["paths"]
    for template in sorted(paths, key=lambda template: template.count("{")):
        if method.lower() in paths[template] and _pattern(template).fullmatch(path):
            found: Operation = paths[template][method.lower()]
            return found
    return None


def resolved(document: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part, or what it refers to."""
    for step in part.get("$ref", "").split("/")[1:]:
        part, document = document[step], document[step]
    return part


def references(part: Any) -> Iterator[str]:
    """Every `$ref` in a document."""
    if isinstance(part, dict):
        yield from [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from references(inner)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)))


def _which(app: FastAPI) -> tuple[str, int]:
    """The same for apps of the same document: one that only works answers nothing."""
    return app.title, len(app.routes)


_DOCUMENTS: dict[tuple[str, int], dict[str, Any]] = {}


def _document(app: FastAPI) -> dict[str, Any]:
    """Made once for all apps of a system: it takes longer than most tests do, and each test has an app of its own."""
    if _which(app) not in _DOCUMENTS:
        _DOCUMENTS[_which(app)] = app.openapi()
    return _DOCUMENTS[_which(app)]


@cache
def _validator(which: tuple[str, int], operation_id: str, status: int, kind: str) -> Draft202012Validator:
    document = _DOCUMENTS[which]
    (operation,) = (
        operation
        for methods in document["paths"].values()
        for operation in methods.values()
        if operation["operationId"] == operation_id
    )
    schema = resolved(document, operation["responses"][str(status)])["content"][kind]["schema"]
    return Draft202012Validator(
        {**schema, "components": document["components"]}, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
