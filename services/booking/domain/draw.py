#!/usr/bin/env python3
"""摇号:谁都可以重算一遍。 A draw that anybody can run again.

    python draw.py draw.json              摇号文件本身对不对 whether the file is right
    python draw.py draw.json kept.json    再和早先保存的一份比 and as it was in a copy kept earlier

只用 Python 自带的库,不联网,可以从头读到尾。 Only Python's own library, no network; meant to be read.

1. 报名前公布「秘密数」的指纹(SHA-256)和公开数字的来源;秘密数本身摇号后才公布。
   Before anybody enters: the hash of a secret, and where a public number will come from.
2. 报名截止,公布名单和名单的指纹。名单上每一项是一个孩子,或要录一起录的几个孩子;写明优先档、志愿、名额池。
   At closing: the list and its hash. A unit is a child, or several who go together, with a band, wishes and pools.
3. 公开数字(例如之后开奖的彩票号码)产生后排出先后:先看优先档,同档的各算一个 HMAC-SHA256,从小到大。
   Then the public number is drawn, and gives the order: by band, and within it by an HMAC-SHA256, smallest first.
4. 按先后,每一项得到第一个「所有座位都还有」的志愿;一个也没有的,在候补名单排得下的志愿里候补,一个孩子排一位。
   In this order each unit gets the first wish whose seats are all left; with none it waits, a turn a child, for every wish
   that the waiting lists have room for.

公开数字是否与官方公告相同,请自己看一眼。 Whether the public number is the one announced, look yourself.
"""

from __future__ import annotations  # so that it runs on a Python as old as 3.8

import hashlib
import hmac
import io
import json
import math
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, TypeVar

Unit = TypeVar("Unit", str, "dict[str, Any]")
"""Who is drawn together. In a document of version 1 only a number: one child, one wish, one group, no bands."""

NUMBER, GROUP, NAME = re.compile("[0-9a-f]{16}"), re.compile("[0-9a-f-]{36}"), re.compile(r"\S(.*\S)?")
SEAT = {"entrant": NUMBER, "group": GROUP, "pool": (NAME, None)}
UNIT = {"unit": NUMBER, "band": int, "choices": [[SEAT]]}
ROOM = {"title": str, "places": int, "pools": {NAME: int}}
ROOMS = {GROUP: ({**ROOM, "waiting": (int, None)}, ROOM)}
STAGES = ("entering", "frozen", "drawn")
PARTS: dict[int, list[dict[str, Any]]] = {
    1: [
        {"title": str, "source": str, "secret_hash": str, "group": str, "capacity": int},
        {"frozen_at": str, "entrants_hash": str, "entrants": [NUMBER]},
        {"drawn_at": str, "randomness": str, "secret": str, "result": list},
    ],
    2: [
        {"title": str, "source": str, "secret_hash": str, "draw": str, "bands": [str], "groups": ROOMS},
        {"frozen_at": str, "units_hash": str, "units": [UNIT]},
        {"drawn_at": str, "randomness": str, "secret": str, "result": list},
    ],
}
"""What a document of each version has more at each stage; the shapes are those of `_misfit`."""


# -- the draw itself ---------------------------------------------------------------------------------------------------


def entrant_of(draw: str, child: str) -> str:
    """编号: what a child is called in a draw, 16 hex digits; `child` is known to its family and to nobody else."""
    return _sha256(f"{draw}:{child}")[:16]


def unit_of(entrants: Iterable[str]) -> str:
    """What a unit is called: as its child, or by all of its children. So nobody chooses the number that its lot is made of."""
    children = sorted(set(entrants))
    return children[0] if len(children) == 1 else _sha256("+".join(children))[:16]


def commitment(secret: str) -> str:
    """The hash that is published before anybody enters: the secret cannot be changed after it."""
    return _sha256(secret)


def lines(unit: str | dict[str, Any]) -> list[str]:
    """All of a unit that decides, as text: a line for each seat, `unit band wish entrant group`, and a pool if it has one."""
    if isinstance(unit, str):
        return [unit]
    return [
        f"{unit['unit']} {unit['band']} {wish} {seat['entrant']} {seat['group']}{' ' + seat['pool'] if seat['pool'] else ''}"
        for wish, seats in enumerate(unit["choices"], 1)
        for seat in seats
    ]


def list_hash(units: Iterable[str | dict[str, Any]]) -> str:
    """The hash of the list: nobody can be added, taken out or changed after it."""
    return _sha256("\n".join(sorted(line for unit in units for line in lines(unit))))


def normalised(randomness: str) -> str:
    """The public number as it is used: full-width and half-width are one, and so is any run of spaces."""
    return " ".join(unicodedata.normalize("NFKC", randomness).split())


def order(units: Iterable[Unit], secret: str, randomness: str) -> list[Unit]:
    """Who comes first: by band, then by lot. A lot has 256 bits: two are never equal, so no tie is decided by a name."""
    listed = list(units)
    key = _bytes(f"{secret}\n{list_hash(listed)}\n{normalised(randomness)}")

    def lot(unit: str | dict[str, Any]) -> tuple[int, bytes]:
        band = 0 if isinstance(unit, str) else unit["band"]
        return band, hmac.digest(key, _bytes(_name(unit)), "sha256")

    return sorted(listed, key=lot)


def allocate(ordered: Iterable[dict[str, Any]], groups: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A row for each unit: the wish it got, from 1, or None, and then the turn of its first child in each group it waits for.

    `groups`: {group: {"places": still to give, "pools": {name: of these, still kept}, "waiting": how many more may wait, or
    None or nothing where there is no limit}}. The order may come from anywhere.
    """
    left = {name: {None: of["places"] - sum(of["pools"].values()), **of["pools"]} for name, of in groups.items()}
    limits = {name: math.inf if of.get("waiting") is None else of["waiting"] for name, of in groups.items()}
    waiting = dict.fromkeys(groups, 0)
    rows = []
    for rank, unit in enumerate(ordered, 1):
        choices = unit["choices"]
        got = next((wish for wish, seats in enumerate(choices, 1) if _taken(seats, left)), None)
        turns = _turns(choices, waiting, limits) if got is None else {}
        rows.append({"unit": unit["unit"], "rank": rank, "choice": got, "turns": turns})
    return rows


def _turns(
    choices: Iterable[Iterable[dict[str, Any]]], waiting: dict[str, int], limits: Mapping[str, float]
) -> dict[str, int]:
    """Wish by wish a turn for each seat, where all of them have room; what is told is the first in each group."""
    turns: dict[str, int] = {}
    for seats in choices:
        more = Counter(seat["group"] for seat in seats)
        if all(waiting[group] + count <= limits[group] for group, count in more.items()):
            for group, count in more.items():
                turns.setdefault(group, waiting[group] + 1)
                waiting[group] += count
    return turns


def _taken(seats: Iterable[dict[str, Any]], left: Mapping[str, dict[str | None, int]]) -> bool:
    """Take all of these seats or none: each from what its pool keeps, or else from what is open to all (None)."""
    taken: list[tuple[dict[str | None, int], str | None]] = []
    for seat in seats:
        room = left[seat["group"]]
        pool = seat["pool"] if room.get(seat["pool"], 0) > 0 else None
        if room[pool] + min(room[None], 0) <= 0:  # below 0: the pools keep more than there is
            for room, pool in taken:
                room[pool] += 1
            return False
        room[pool] -= 1
        taken.append((room, pool))
    return True


def outcomes(ordered: Sequence[str], places: int) -> list[dict[str, Any]]:
    """The result of version 1: places first, then turns in the waiting list."""
    return [
        {
            "entrant": entrant,
            "rank": rank,
            "outcome": "confirmed" if rank <= places else "waitlisted",
            "position": None if rank <= places else rank - places,
        }
        for rank, entrant in enumerate(ordered, 1)
    ]


# -- checking a published document -------------------------------------------------------------------------------------


def stage(document: Mapping[str, Any]) -> str:
    """How far a document is: entering, frozen or drawn. Anything of a later stage makes it one of that stage."""
    parts = enumerate(PARTS[document["draw_version"]])
    return STAGES[max([n for n, part in parts if part.keys() & document.keys()], default=0)]


def verify(document: dict[str, Any]) -> list[str]:
    """What is wrong with a document, in words; empty when all of it is right, as far as the draw has come."""
    wrong = _malformed(document)
    if wrong or stage(document) == "entering":
        return wrong
    old, units = document["draw_version"] == 1, _units(document)
    if list_hash(units) != document["entrants_hash" if old else "units_hash"]:
        wrong.append("名单与它的指纹不符:有人被加进、拿掉或改动。 / The list is not the one whose hash was published.")
    if stage(document) == "frozen":
        return wrong
    if commitment(document["secret"]) != document["secret_hash"]:
        wrong.append("秘密数与事先公布的指纹不符:它被换过。 / The secret is not the one whose hash was published.")
    ordered = order(units, document["secret"], document["randomness"])
    expected = outcomes(ordered, document["capacity"]) if old else allocate(ordered, document["groups"])
    return wrong + _number(document, expected) + _differences(expected, document["result"])


def changes(kept: dict[str, Any], document: dict[str, Any]) -> list[str]:
    """What a document says otherwise than a copy kept earlier, both right in themselves, and must not."""
    wrong = [
        f"「{name}」与保存的文件不同。 / “{name}” is not what the kept file says."
        for name in ["draw_version", *(name for part in PARTS[kept["draw_version"]] for name in part)]
        if name not in ("title", "groups", "capacity", "units", "entrants")
        and name in kept
        and kept[name] != document.get(name)
    ]
    if stage(kept) == "entering":
        return wrong
    before, now = ({_name(unit): unit for unit in _units(one)} for one in (kept, document))
    for unit in sorted(unit for unit in {**before, **now} if before.get(unit) != now.get(unit)):
        how = "加进 added" if unit not in before else "拿掉 taken out" if unit not in now else "改动 changed"
        wrong.append(f"{unit} 在文件保存之后被{how} after the file was kept.")
    return wrong


def remarks(document: dict[str, Any], kept: dict[str, Any]) -> list[str]:
    """What whoever reads a right document should know of it, and of a copy kept earlier."""
    told = []
    if any(kept.get(name) != document.get(name) for name in ("groups", "capacity")):
        told.append("文件保存之后,班次或名额有变动:请问清为什么。 / Groups or places were changed since: ask why.")
    if stage(document) == "drawn" and not normalised(document["randomness"]):
        told.append("没有用公开数字。 / No public number was used.")
        if document["draw_version"] == 2 and not normalised(document["source"]):
            told.append("知道秘密数的人,冻结前就能算出先后。 / Whoever knew the secret could tell the order before.")
    return told


def _number(document: dict[str, Any], expected: list[dict[str, Any]]) -> list[str]:
    """Whether a public number was used where it had to be, and only there."""
    used, promised = normalised(document["randomness"]), normalised(document["source"])
    if document["draw_version"] == 2 and not promised:
        return ["没有写明来源,却用了公开数字。 / A public number was used, but no source was named."] if used else []
    if used or all(row.get("choice") == 1 or row.get("outcome") == "confirmed" for row in expected):
        return []
    return ["名额不够,却没有用公开数字。 / There are not places for all, but no public number was used."]


def _differences(expected: list[dict[str, Any]], told: list[Any]) -> list[str]:
    """Where the published result is not what was calculated; the first such row is told."""
    apart = [right for right, row in zip_longest(expected, told) if right != row]
    if not apart:
        return []
    zh, en = (json.dumps(apart[0], ensure_ascii=False),) * 2 if apart[0] else ("没有", "none")
    return [f"结果有 {len(apart)} 处不符,第一处应为 {zh}。 / {len(apart)} results are wrong; the first should be {en}."]


# -- whether it can be read, and in one way only -----------------------------------------------------------------------


def _malformed(document: Any) -> list[str]:
    """The first thing that is not there, or not such as the checks can read."""
    version = document.get("draw_version") if isinstance(document, dict) else None
    if type(version) is not int or version not in PARTS:
        return ["这不是第 1 版或第 2 版的摇号文件。 / This is not a draw file of version 1 or 2."]
    for part in PARTS[version][: STAGES.index(stage(document)) + 1]:
        for name, shape in part.items():
            if (where := _misfit(document.get(name), shape)) is not None:
                return [f"缺少「{name}{where}」,或写法不对。 / “{name}{where}” is missing or malformed."]
    return _unsound(document)


def _misfit(value: Any, shape: Any) -> str | None:
    """Where a value is not of a shape: a type, a pattern, None, one of (…), [each], {name: its} or {pattern: each}."""
    if isinstance(shape, tuple):
        return None if any(_misfit(value, one) is None for one in shape) else ""
    if isinstance(shape, re.Pattern):
        return None if isinstance(value, str) and shape.fullmatch(value) else ""
    if isinstance(shape, list) and isinstance(value, list):
        inside = [(n, each, shape[0]) for n, each in enumerate(value)]
    elif isinstance(shape, dict) and isinstance(value, dict):
        names = next(iter(shape))
        if isinstance(names, re.Pattern):
            shape = {name: shape[names] if names.fullmatch(name) else () for name in value}
        if value.keys() != shape.keys():
            return ""
        inside = [(name, value[name], of) for name, of in shape.items()]
    else:
        return None if value is shape or type(value) is shape else ""
    for name, each, of in inside:
        if (where := _misfit(each, of)) is not None:
            return f".{name}{where}"
    return None


def _unsound(document: dict[str, Any]) -> list[str]:
    """The first thing that has the right shape and yet cannot be."""
    names = [_name(unit) for unit in _units(document)]
    if any(one >= next_one for one, next_one in zip(names, names[1:])):  # noqa: B905, RUF007 - older Python
        return ["名单没有排序,或有重复的编号。 / The list is not sorted, or names somebody twice."]
    if document["draw_version"] == 1:
        return []
    for name, room in document["groups"].items():
        if min([room["places"], room.get("waiting") or 0, *room["pools"].values()]) < 0:
            return [f"班次 {name} 的名额小于 0。 / Group {name} has places below 0."]
    drawn: set[str] = set()
    for unit in _units(document):
        wishes = [[(seat["entrant"], seat["group"]) for seat in seats] for seats in unit["choices"]]
        mine = {seat for seats in wishes for seat in seats}
        if not mine or not all(len(seats) == len(set(seats)) > 0 for seats in wishes):
            return [f"{unit['unit']} 的志愿是空的,或写了两次。 / A wish of {unit['unit']} is empty or told twice."]
        if unit["band"] not in range(len(document["bands"]) + 1) or any(g not in document["groups"] for _, g in mine):
            return [f"{unit['unit']} 的优先档或班次不存在。 / {unit['unit']} names a band or group that is none."]
        children = {child for child, _ in mine}
        if unit_of(children) != unit["unit"]:
            return [
                f"{unit['unit']} 不是由它的孩子算出的编号。 / {unit['unit']} is not the number that its children make."
            ]
        if drawn & children:
            return [f"{unit['unit']} 里的孩子登记了两次。 / A child of {unit['unit']} is in the draw twice."]
        drawn |= children
    return []


def _units(document: dict[str, Any]) -> list[Any]:
    """The frozen list; empty before."""
    units: list[Any] = document.get("entrants" if document["draw_version"] == 1 else "units", [])
    return units


def _name(unit: str | dict[str, Any]) -> str:
    return unit if isinstance(unit, str) else str(unit["unit"])


def _sha256(text: str) -> str:
    return hashlib.sha256(_bytes(text)).hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # a file may hold what is no character; that is wrong, not a crash


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
        documents.sort(key=lambda document: STAGES.index(stage(document)))
        wrong = changes(documents[0], documents[-1])
    for sentence in wrong:
        print(f"✗ {_shown(sentence)}")
    return 1 if wrong else _say(documents[-1], remarks(documents[-1], documents[0]))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raises ValueError for a name that is told twice: another program might read the other one."""
    if len(told := dict(pairs)) != len(pairs):
        raise ValueError("同一项写了两次 something is told twice")
    return told


def _say(document: dict[str, Any], told: Sequence[str]) -> int:
    """What a right document says, for whoever compares it with what was announced."""
    print(_shown(document["title"]))
    for room in document["groups"].values() if document["draw_version"] == 2 else [document]:
        pools = "".join(f", {name} {kept}" for name, kept in room.get("pools", {}).items())
        print(_shown(f"  {room['title']} · {room.get('places', room.get('capacity'))} 个名额 places{pools}"))
    for name in ("source", "secret_hash", "units_hash", "entrants_hash", "randomness"):
        if name in document:
            print(_shown(f"{name}: {document[name]}"))
    for sentence in told:
        print(f"! {sentence}")
    if stage(document) != "drawn":
        print("还没有摇号;请保存此文件,摇号后再比一比。 / Not drawn yet: keep this file and compare later.")
        return 2
    print("✓ 全部正确:由这份文件算出的就是这个结果。 / All right: this file gives this result and no other.")
    return 0


def _shown(text: object) -> str:
    """Safe on a terminal, whatever the file says."""
    return "".join(c if c.isprintable() else "?" for c in str(text))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
