"""Where the sentences that people read stand, and how a test gets at them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
HAN = r"\u4e00-\u9fff"


def templates() -> list[Path]:
    """Every page, and every message."""
    return [
        *sorted(ROOT.glob("services/*/web/templates/*.html")),
        *sorted(ROOT.glob("shared/web/templates/*.html")),
        *sorted(ROOT.glob("services/notify/messages/**/*.txt")),
    ]


def modules(*roots: str) -> list[Path]:
    """Every module below the roots."""
    return [path for root in roots or ("services", "shared") for path in sorted((ROOT / root).rglob("*.py"))]


def name(path: Path) -> str:
    """A path as it is called in a report."""
    return path.relative_to(ROOT).as_posix()


def shown(path: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of all that a file can show: a template without its comments, a module's strings without its docstrings."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _strings(ast.parse(text))
    else:
        yield from enumerate(re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL).splitlines(), 1)


def declared(path: Path) -> set[str]:
    """What a module says where it declares something: `example(…)` for the API's document, `help=` of a command."""
    nodes = [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    return {text for node in nodes if _declares(node) for _, text in _strings(node)}


def _declares(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="example")) | ast.keyword(arg="help"):
            return True
    return False


def _strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each string as a whole; what an f-string fills in is {}."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                continue
            case ast.Constant(value=str(text)):
                yield node.lineno, text
            case ast.JoinedStr(values=parts):
                yield node.lineno, "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in parts)
                for part in parts:
                    if isinstance(part, ast.FormattedValue):
                        yield from _strings(ast.Expression(part.value))
            case _:
                yield from _strings(node)
