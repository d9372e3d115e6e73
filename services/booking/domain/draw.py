#!/usr/bin/env python3
"""摇号：谁都可以重算一遍。 A draw that anybody can run again.

    python draw.py draw.json              摇号文件本身对不对 whether the file is right
    python draw.py draw.json kept.json    再和早先保存的一份比 and as it was in a copy kept earlier

只用 Python 自带的库，不联网，可以从头读到尾。 Only Python's own library, no network; meant to be read.

1. 报名前公布“秘密数”的指纹（SHA-256）和公开数字的来源；秘密数本身摇号后才公布。
   Before anybody enters: the hash of a secret, and where a public number will come from.
2. 报名截止，公布名单和名单的指纹。名单上每一项是一个孩子，或要录一起录的几个孩子；写明优先档、志愿、名额池。
   At closing: the list and its hash. A unit is a child, or several who go together, with a band, wishes and pools.
3. 公开数字（例如之后开奖的彩票号码）产生后排出先后：先看优先档，同档的各算一个 HMAC-SHA256，从小到大。
   Then the public number is drawn, and gives the order: by band, and within it by an HMAC-SHA256, smallest first.
4. 按先后，每一项得到第一个“所有座位都还有”的志愿；一个也没有的，在候补名单排得下的志愿里候补，一个孩子排一位。
   In this order each unit gets the first wish whose seats are all left; or it waits, a turn a child, where lists have room.

公开数字是否与官方公告相同，请自己看一眼。 Whether the public number is the one announced, look yourself.
"""

from __future__ import annotations  # so that it runs on a Python as old as 3.8

import hashlib
import hmac
import io
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, Dict  # noqa: UP035 - older Python

# -- what a file says --------------------------------------------------------------------------------------------------

Unit = Dict[str, Any]  # noqa: UP006 - older Python
"""Who is drawn together: its number, its band (0 comes first) and its choices, which are lists of seats: see UNIT."""

NUMBER, GROUP, NAME = re.compile("[0-9a-f]{16}"), re.compile("[0-9a-f-]{36}"), re.compile(r"\S(.*\S)?")
SEAT = {"entrant": NUMBER, "group": GROUP, "pool": (NAME, None)}
UNIT = {"unit": NUMBER, "band": int, "choices": [[SEAT]]}
ROOMS = {GROUP: {"title": str, "places": int, "pools": {NAME: int}, "waiting": (int, None)}}
ENTERING, FROZEN, DRAWN = range(3)
CANCELLED = {"places": 0, "pools": {}, "waiting": 0}  # what a group that was called off has to give
PARTS: list[dict[str, Any]] = [
    {"draw": str, "title": str, "source": str, "secret_hash": str, "bands": [str], "groups": ROOMS},
    {"frozen_at": str, "units_hash": str, "units": [UNIT]},
    {"drawn_at": str, "randomness": str, "secret": str, "result": list},
]
"""What a file of version 1 has more at each step, and of which shape: see `_fits`."""


def step(document: Mapping[str, Any]) -> int:
    """How far a draw is. Anything of a later step makes it one of that step."""
    return max((step for step, part in enumerate(PARTS) if part.keys() & document.keys()), default=ENTERING)


# -- the draw itself ---------------------------------------------------------------------------------------------------


def fingerprint(text: str) -> str:
    """指纹: the SHA-256 of a text. Once it is published, nothing of the text can be changed any more."""
    return hashlib.sha256(_bytes(text)).hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # a file may hold what is no character; that is wrong, not a crash


def entrant_of(draw: str, child: str) -> str:
    """编号: what a child is called in a draw, 16 hex digits; `child` is known to its family and to nobody else."""
    return fingerprint(f"{draw}:{child}")[:16]


def unit_of(entrants: Iterable[str]) -> str:
    """What a unit is called: as its child, or by all of its children. So nobody chooses the number that its lot is made of."""
    children = sorted(set(entrants))
    return children[0] if len(children) == 1 else fingerprint("+".join(children))[:16]


def list_hash(units: Iterable[Unit]) -> str:
    """The fingerprint of the list, a line for each seat: nobody can be added, taken out or changed after it."""
    lines = [
        f"{unit['unit']} {unit['band']} {wish} {seat['entrant']} {seat['group']}{' ' + seat['pool'] if seat['pool'] else ''}"
        for unit in units
        for wish, seats in enumerate(unit["choices"], 1)
        for seat in seats
    ]
    return fingerprint("\n".join(sorted(lines)))


def normalised(randomness: str) -> str:
    """The public number as it is used: full-width and half-width are one, and so is any run of spaces."""
    return " ".join(unicodedata.normalize("NFKC", randomness).split())


def order(units: Iterable[Unit], secret: str, randomness: str) -> list[Unit]:
    """Who comes first: by band, then by lot. A lot has 256 bits: two are never equal, so no tie is decided by a name."""
    listed = list(units)
    key = _bytes(f"{secret}\n{list_hash(listed)}\n{normalised(randomness)}")
    return sorted(listed, key=lambda unit: (unit["band"], hmac.digest(key, _bytes(unit["unit"]), "sha256")))


def allocate(ordered: Iterable[Unit], groups: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A row for each unit: the wish it got, from 1, or None, and then the turn of its first child in each group it waits for.

    `ordered` may come from anywhere; `groups`: the places left, how many of them pools keep, how many more may wait (None: all).
    """
    left = {name: {None: of["places"] - sum(of["pools"].values()), **of["pools"]} for name, of in groups.items()}
    limits = {name: float("inf") if of["waiting"] is None else of["waiting"] for name, of in groups.items()}
    waiting = dict.fromkeys(groups, 0)
    rows = []
    for rank, unit in enumerate(ordered, 1):
        got = next((wish for wish, seats in enumerate(unit["choices"], 1) if _taken(seats, left)), None)
        turns = _turns(unit["choices"], waiting, limits) if got is None else {}
        rows.append({"unit": unit["unit"], "rank": rank, "choice": got, "turns": turns})
    return rows


def _taken(seats: list[Any], left: dict[str, dict[str | None, int]]) -> bool:
    """Take all of these seats or none: each from what its pool keeps, or else from what is open to all (None)."""
    rooms = {seat["group"]: dict(left[seat["group"]]) for seat in seats}
    for seat in seats:
        room = rooms[seat["group"]]
        pool = seat["pool"] if room.get(seat["pool"], 0) > 0 else None
        if room[pool] + min(room[None], 0) <= 0:  # below 0: the pools keep more than there is
            return False
        room[pool] -= 1
    left.update(rooms)
    return True


def _turns(choices: list[list[Any]], waiting: dict[str, int], limits: Mapping[str, float]) -> dict[str, int]:
    """Wish by wish a turn for each seat, where all of them have room; what is told is the first in each group."""
    turns: dict[str, int] = {}
    for seats in choices:
        more = Counter(seat["group"] for seat in seats)
        if all(waiting[group] + count <= limits[group] for group, count in more.items()):
            for group, count in more.items():
                turns.setdefault(group, waiting[group] + 1)
                waiting[group] += count
    return turns


# -- checking a file ---------------------------------------------------------------------------------------------------


def verify(document: Any) -> list[str]:
    """What is wrong with a file, in words; empty when all of it is right, as far as the draw has come."""
    wrong = list(islice(_flaws(document), 1))
    if wrong or step(document) == ENTERING:
        return wrong
    if list_hash(document["units"]) != document["units_hash"]:
        wrong.append("名单与它的指纹不符：有人被加进、拿掉或改动。 / The list is not the one whose hash was published.")
    return wrong if step(document) == FROZEN else [*wrong, *_wrongly_drawn(document)]


def _wrongly_drawn(document: dict[str, Any]) -> Iterator[str]:
    """Whether the secret is the promised one, a public number was used if and only if it had to be, and all gives the result."""
    if fingerprint(document["secret"]) != document["secret_hash"]:
        yield "秘密数与事先公布的指纹不符：它被换过。 / The secret is not the one whose hash was published."
    expected = allocate(order(document["units"], document["secret"], document["randomness"]), document["groups"])
    used, promised = normalised(document["randomness"]), normalised(document["source"])
    if used and not promised:
        yield "没有写明来源，却用了公开数字。 / A public number was used, but no source was named."
    if promised and not used and any(row["choice"] != 1 for row in expected):
        yield "名额不够，却没有用公开数字。 / There are not places for all, but no public number was used."
    apart = [right for right, row in zip_longest(expected, document["result"]) if right != row]
    if apart:
        first = json.dumps(apart[0], ensure_ascii=False) if apart[0] else "-"
        yield f"结果有 {len(apart)} 处不符，第一处应为 {first}。 / {len(apart)} results are wrong; the first should be {first}."


def changes(kept: dict[str, Any], document: dict[str, Any]) -> list[str]:
    """What a file says otherwise than a copy kept earlier, both right in themselves, and must not."""
    names = {name for part in PARTS for name in part if name not in ("title", "groups", "units")} & kept.keys()
    apart = (name for name in sorted(names) if kept[name] != document.get(name))
    wrong = [f"“{name}”与保存的文件不同。 / “{name}” is not what the kept file says." for name in apart]
    if step(kept) == ENTERING:
        return wrong
    for id_, room in kept["groups"].items():
        if document["groups"].get(id_) not in (room, {**room, **CANCELLED}):
            wrong.append(f"{room['title']} 的名额在冻结之后被改动。 / Its places were changed after the freeze.")
    before, now = ({unit["unit"]: unit for unit in one["units"]} for one in (kept, document))
    for unit in sorted(unit for unit in {**before, **now} if before.get(unit) != now.get(unit)):
        how = "加进 added" if unit not in before else "拿掉 taken out" if unit not in now else "改动 changed"
        wrong.append(f"{unit} 在文件保存之后被{how} after the file was kept.")
    return wrong


def _flaws(document: Any) -> Iterator[str]:
    """What is missing, or not such as the checks can read. Only the first counts: what follows stands on it."""
    version = document.get("draw_version") if isinstance(document, dict) else None
    if type(version) is not int or version != 1:
        yield "这不是第 1 版的摇号文件。 / This is not a draw file of version 1."
    for part in PARTS[: step(document) + 1]:
        for name, shape in part.items():
            if not _fits(document.get(name), shape):
                yield f"缺少“{name}”，或写法不对。 / “{name}” is missing or malformed."
    units = document.get("units", [])
    if (names := [unit["unit"] for unit in units]) != sorted(set(names)):
        yield "名单没有排序，或有重复的编号。 / The list is not sorted, or names somebody twice."
    unit_with: dict[str, str] = {}
    for unit in units:
        yield from _flaws_of(unit, document)
        for child in (seat["entrant"] for seats in unit["choices"] for seat in seats):
            if unit_with.setdefault(child, unit["unit"]) != unit["unit"]:
                yield f"{unit['unit']} 里的孩子登记了两次。 / A child of {unit['unit']} is in the draw twice."


def _flaws_of(unit: Unit, document: dict[str, Any]) -> Iterator[str]:
    """What of a unit has the right shape and yet cannot be."""
    name, wishes = unit["unit"], [[(seat["entrant"], seat["group"]) for seat in seats] for seats in unit["choices"]]
    if not wishes or not all(len(seats) == len(set(seats)) > 0 for seats in wishes):
        yield f"{name} 的志愿是空的，或写了两次。 / A wish of {name} is empty or told twice."
    known = all(group in document["groups"] for seats in wishes for _, group in seats)
    if not known or unit["band"] > len(document["bands"]):
        yield f"{name} 的优先档或班次不存在。 / {name} names a band or group that is none."
    if name != unit_of(child for seats in wishes for child, _ in seats):
        yield f"{name} 不是由它的孩子算出的编号。 / {name} is not the number that its children make."


def _fits(value: Any, shape: Any) -> bool:
    """Whether a value is of a shape: a type, a pattern, one of (several), [of each], {name: of its value}, {pattern: of each}."""
    if isinstance(shape, tuple):
        return any(_fits(value, one) for one in shape)
    if isinstance(shape, re.Pattern):
        return isinstance(value, str) and shape.fullmatch(value) is not None
    if isinstance(shape, list):
        return isinstance(value, list) and all(_fits(each, shape[0]) for each in value)
    if isinstance(shape, dict) and isinstance(value, dict):
        names, each = next(iter(shape.items()))
        if isinstance(names, re.Pattern):
            return all(_fits(name, names) and _fits(of, each) for name, of in value.items())
        return value.keys() == shape.keys() and all(_fits(value[name], of) for name, of in shape.items())
    return value is shape or (type(value) is shape and (shape is not int or value >= 0))  # numbers begin at 0


# -- the program -------------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    """Check a file and say so. 0: right; 1: wrong or unreadable; 2: right so far, but not drawn yet."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console that has no Chinese shows the English
    if len(arguments) not in (1, 2):
        print("用法 Usage: python draw.py draw.json [kept.json]")
        return 1
    try:
        documents = [json.loads(Path(a).read_text("utf-8-sig"), object_pairs_hook=_once) for a in arguments]
    except (OSError, ValueError, RecursionError) as error:
        print(f"读不了这个文件 Cannot read the file: {_shown(error)}")
        return 1
    wrong = [sentence for document in documents for sentence in verify(document)]
    if not wrong:
        documents.sort(key=step)
        wrong = changes(documents[0], documents[-1])
    for sentence in wrong:
        print(f"✗ {_shown(sentence)}")
    return 1 if wrong else _say(documents[-1], documents[0])


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raises ValueError for a name that is told twice: another program might read the other one."""
    if len(told := dict(pairs)) != len(pairs):
        raise ValueError("同一项写了两次 something is told twice")
    return told


def _say(document: dict[str, Any], kept: dict[str, Any]) -> int:
    """What a right file says, for whoever compares it with what was announced."""
    print(_shown(document["title"]))
    for room in document["groups"].values():
        pools = "".join(f", {name} {keeps}" for name, keeps in room["pools"].items())
        print(_shown(f"  {room['title']} · {room['places']} 个名额 places{pools}"))
    for name in ("source", "secret_hash", "units_hash", "randomness"):
        if name in document:
            print(_shown(f"{name}: {document[name]}"))
    if kept["groups"] != document["groups"]:
        print("! 文件保存之后，班次或名额有变动：请问清为什么。 / Groups or places were changed since: ask why.")
    if step(document) != DRAWN:
        print("还没有摇号；请保存此文件，摇号后再比一比。 / Not drawn yet: keep this file and compare later.")
        return 2
    if not normalised(document["randomness"]):
        print("! 没有用公开数字。 / No public number was used.")
    if not normalised(document["source"]):
        print("! 知道秘密数的人，冻结前就能算出先后。 / Whoever knew the secret could tell the order before.")
    print("✓ 全部正确：由这份文件算出的就是这个结果。 / All right: this file gives this result and no other.")
    return 0


def _shown(text: object) -> str:
    """Safe on a terminal, whatever the file says."""
    return "".join(c if c.isprintable() else "?" for c in str(text))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
