#!/usr/bin/env python3
"""摇号:谁都可以重算一遍。 A draw that anybody can run again.

    python draw.py draw.json

只用 Python 自带的库,不联网,可以从头读到尾。 Only Python's own library, no network; meant to be read.

1. 班次发布时公布「秘密数」的指纹(SHA-256);秘密数本身摇号后才公布。
   With the group: the hash of a secret, and where a public number will come from.
2. 报名截止,公布全部编号和名单的指纹;此后名单不能再改。
   At closing: every entrant, and the hash of the list.
3. 公开数字(例如之后开奖的彩票号码)产生后,用秘密数、名单和公开数字排出先后:
   每个编号算一个 HMAC-SHA256,从小到大排;前面的录取,其余按顺序候补。
   Then the public number is drawn, and gives the order: one HMAC-SHA256 for each entrant, smallest first.

程序只能核对文件自身。请再看一眼:两个指纹是否与之前公布的相同,公开数字是否与官方公告相同。
The file is checked against itself. Compare yourself: are the two hashes those that were published before, and is the
public number the one that was announced?
"""

from __future__ import annotations  # so that it runs on a Python as old as 3.8

import hashlib
import hmac
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

ALWAYS = {"group": str, "title": str, "capacity": int, "source": str, "secret_hash": str}
FROZEN = {"entrants": list, "entrants_hash": str, "frozen_at": str}
DRAWN = {"randomness": str, "drawn_at": str, "secret": str, "result": list}
"""What a document has always, from the freeze on, and from the draw on."""


def entrant_of(enrollment_id: str) -> str:
    """编号: the pseudonym of an enrollment, 16 hex digits."""
    return _sha256(enrollment_id)[:16]


def commitment(secret: str) -> str:
    """The hash that is published before anybody enters: the secret cannot be changed after it."""
    return _sha256(secret)


def list_hash(entrants: Iterable[str]) -> str:
    """The hash of the list: nobody can be added or taken out after it."""
    return _sha256("\n".join(sorted(entrants)))


def normalised(randomness: str) -> str:
    """The public number as it is used: full-width and half-width are one, and so is any run of spaces."""
    return " ".join(unicodedata.normalize("NFKC", randomness).split())


def order(entrants: Iterable[str], secret: str, randomness: str) -> list[str]:
    """Who comes first. Each entrant's digest has 256 bits: two are never equal, so no tie is decided by a name."""
    names = list(entrants)
    key = _bytes(f"{secret}\n{list_hash(names)}\n{normalised(randomness)}")
    return sorted(names, key=lambda entrant: hmac.new(key, _bytes(entrant), "sha256").digest())


def outcomes(ordered: Sequence[str], places: int) -> list[dict[str, Any]]:
    """The result as it is published: places first, then turns in the waiting list."""
    return [
        {
            "entrant": entrant,
            "rank": rank,
            "outcome": "confirmed" if rank <= places else "waitlisted",
            "position": None if rank <= places else rank - places,
        }
        for rank, entrant in enumerate(ordered, 1)
    ]


def stage(document: dict[str, Any]) -> str:
    """How far a document is: entering, frozen or drawn. Anything of a later stage makes it one of that stage."""
    if DRAWN.keys() & document.keys():
        return "drawn"
    return "frozen" if FROZEN.keys() & document.keys() else "entering"


def verify(document: dict[str, Any]) -> list[str]:
    """What is wrong with a document, in words; empty when all of it is right, as far as the draw has come."""
    wrong = _shape(document)
    if wrong or stage(document) == "entering":
        return wrong
    entrants: list[str] = document["entrants"]
    if list_hash(entrants) != document["entrants_hash"]:
        wrong.append("名单与公布的名单指纹不符:有人被加进或拿掉。 / The list is not the one whose hash was published.")
    if stage(document) == "frozen":
        return wrong
    if commitment(document["secret"]) != document["secret_hash"]:
        wrong.append("秘密数与事先公布的指纹不符:它被换过。 / The secret is not the one whose hash was published.")
    if not normalised(document["randomness"]) and len(entrants) > document["capacity"]:
        wrong.append("人数多于名额,却没有用公开数字。 / More entrants than places, but no public number was used.")
    ordered = order(entrants, document["secret"], document["randomness"])
    return wrong + _differences(outcomes(ordered, document["capacity"]), document["result"])


def _shape(document: Any) -> list[str]:
    """Whether everything is there that the checks read."""
    if not isinstance(document, dict) or document.get("draw_version") != 1:
        return ["这不是第 1 版的摇号文件。 / This is not a draw file of version 1."]
    reached = stage(document)
    needed = {**ALWAYS, **(FROZEN if reached != "entering" else {}), **(DRAWN if reached == "drawn" else {})}
    wrong = [
        f"缺少「{name}」,或写法不对。 / “{name}” is missing or malformed."
        for name, kind in needed.items()
        if type(document.get(name)) is not kind
    ]
    if not wrong and reached != "entering":
        entrants = document["entrants"]
        if not all(isinstance(e, str) and re.fullmatch("[0-9a-f]{16}", e) for e in entrants):
            wrong.append("名单里有写法不对的编号。 / The list has an entrant that is not 16 hex digits.")
        elif any(one >= next_one for one, next_one in zip(entrants, entrants[1:])):  # noqa: B905, RUF007 - older Python
            wrong.append("名单没有排序,或有重复的编号。 / The list is not sorted, or names somebody twice.")
    return wrong


def _differences(expected: list[dict[str, Any]], told: list[Any]) -> list[str]:
    """Where the published result is not what was calculated; the first place is named."""
    if len(expected) != len(told):
        return [
            f"应有 {len(expected)} 个结果,却有 {len(told)} 个。 / {len(told)} results for {len(expected)} entrants."
        ]
    apart = [right for right, row in zip(expected, told) if right != row]  # noqa: B905 - older Python
    if not apart:
        return []
    first = apart[0]
    return [
        f"结果有 {len(apart)} 处不符;最前面的是第 {first['rank']} 名,应为 {_told(first, 0)}。 / "
        f"{len(apart)} results are wrong; the first is rank {first['rank']}, which should be {_told(first, 1)}."
    ]


def _told(row: dict[str, Any], language: int) -> str:
    """One result in words; language 0 is Chinese, 1 English."""
    if row["outcome"] == "confirmed":
        return f"{row['entrant']} {('已录取', 'confirmed')[language]}"
    return f"{row['entrant']} {('候补第 %s 位', 'waiting no. %s')[language] % row['position']}"


def _sha256(text: str) -> str:
    return hashlib.sha256(_bytes(text)).hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # a file may hold what is no character; that is wrong, not a crash


def _shown(text: object) -> str:
    """Safe on a terminal, whatever the file says."""
    return "".join(c if c.isprintable() else "?" for c in str(text))


def main(arguments: Sequence[str]) -> int:
    """Check a file and say so. 0: right; 1: wrong or unreadable; 2: right so far, but not drawn yet."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console that has no Chinese shows the English
    if len(arguments) != 1:
        print("用法 Usage: python draw.py draw.json")
        return 1
    try:
        with open(arguments[0], encoding="utf-8-sig") as file:
            document = json.load(file)
    except (OSError, ValueError, RecursionError) as error:
        print(f"读不了这个文件 Cannot read the file: {_shown(error)}")
        return 1
    wrong = verify(document)
    for sentence in wrong:
        print(f"✗ {_shown(sentence)}")
    if wrong:
        return 1
    print(_shown(f"{document['title']} · {document['capacity']} 个名额 places"))
    print(_shown(f"公开数字来源 source: {document['source']}"))
    print(_shown(f"秘密数的指纹 secret_hash: {document['secret_hash']}"))
    if stage(document) != "entering":
        print(_shown(f"名单的指纹 entrants_hash: {document['entrants_hash']} ({len(document['entrants'])})"))
    if stage(document) != "drawn":
        print("还没有摇号;请保存此文件,摇号后再核对两个指纹没有变。 / Not drawn yet: keep this file and compare later.")
        return 2
    print(_shown(f"公开数字 randomness: {normalised(document['randomness']) or '未使用 not used'}"))
    print(
        "✓ 全部正确:名单、秘密数和公开数字算出的就是这个结果。 / All right: the list, the secret and the number give this result."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
