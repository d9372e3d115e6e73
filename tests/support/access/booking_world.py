"""booking: what is there when each route is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

from services.booking.usecases.broadcast import BroadcastWanted, write
from services.booking.usecases.join import code_of
from shared.db.pool import transaction
from shared.events.rules import Agreement, Document, GroupRules
from shared.system import System
from tests.conftest import MakeDatabase
from tests.support.access.asked import (
    CLASS_TEACHER,
    FAMILY,
    OTHER_FAMILY,
    World,
    answering,
    headers_of,
)
from tests.support.booking import FamilyOfOne, ask, door, make_families, publish
from tests.support.held import freeze
from tests.support.people import bearer, token_for
from tests.support.staff import disclose, upload, workers

_TEXT, _HEALTH = "按时接送。", "没有传染病。"
_RULES = GroupRules(
    review="employer",
    documents=[Document(name="户口本")],
    health=_HEALTH,
    agreement=Agreement(title="服务协议", version="1", text=_TEXT),
)
HASH = sha256(_TEXT.encode()).hexdigest()
_OTHERS = {
    "open_id": {"capacity": 1},
    "to_group_id": {},
    "draw_id": {"way": "draw", "draw_source": "福彩"},
    "ranked_id": {"rules": GroupRules(together="plan/care", wishes=2)},
    "inside_id": {"session": "dance", "inside": "care"},
}
"""The groups beside, each for what is asked of it."""


_NAMED = (
    "INSERT INTO class_teacher (group_id, person_id, name, named_by, named_by_name) VALUES ($1, $2, '王老师', $2, '')"
)
_TO_CORRECT = """
INSERT INTO correction (child_id, name, birth_date, was_name, was_birth_date, asked_by)
SELECT id, '欧阳晓雨', birth_date, name, birth_date, $2 FROM child WHERE id = $1 RETURNING id
"""


async def _family_of(booking: System, family: FamilyOfOne) -> UUID:
    family_id: UUID = await booking.pool.fetchval("SELECT family_id FROM child WHERE id = $1", family.child_id)
    return family_id


async def _twin(booking: System, family: FamilyOfOne) -> UUID:
    """Another record of the family's child, in another family of its guardian."""
    twin_id: UUID = await booking.pool.fetchval(
        """WITH other AS (INSERT INTO family DEFAULT VALUES RETURNING id),
            joined AS (INSERT INTO guardian (person_id, family_id, began) SELECT $2, id, false FROM other)
        INSERT INTO child (family_id, name, birth_date, identity)
        SELECT other.id, c.name, c.birth_date, c.identity FROM other, child c WHERE c.id = $1 RETURNING id""",
        family.child_id,
        family.person_id,
    )
    return twin_id


async def _invited(booking: System, family: FamilyOfOne) -> UUID:
    """An invitation of the family's."""
    form = {"family": str(await _family_of(booking, family)), "idempotency_key": str(uuid4())}
    made = await door(booking).post("/booking/family/invitations", data=form, headers=family.headers)
    return UUID(made.headers["location"].rpartition("/")[2])


@asynccontextmanager
async def world(database: MakeDatabase, keys_dir: Path) -> AsyncIterator[World]:
    """A group whose requests employers check, asked for by a worker of lantian with a paper and a health note; others beside it."""
    async with answering("booking", database, keys_dir) as booking:
        group = await publish(booking, rules=_RULES)
        others = {name: await publish(booking, **how) for name, how in _OTHERS.items()}
        await freeze(booking, others["draw_id"])
        (family,) = await workers(booking, 1, "lantian")
        (other,) = await make_families(booking, 1)
        said = "UPDATE child SET name = '欧阳小雨', identity = '\\x01' WHERE id = $1"
        await booking.pool.execute(said, family.child_id)
        paper, other_paper = [await upload(booking, family, name) for name in ("户口本", "社保证明")]
        consent = await disclose(booking, family, group, "对花生过敏")
        invitation = await _invited(booking, family)
        agreed = {"group_id": str(group), "kind": "agreement", "hash": HASH}
        kept = await door(booking).post("/booking/api/v1/consents", json=agreed, headers=family.with_key())
        assert kept.status_code == 201, kept.text
        (asked,) = await ask(booking, [family], group)
        there = others | {"group_id": group, "child_id": family.child_id, "paper_id": paper}
        there |= {"other_paper_id": other_paper, "consent_id": consent, "enrollment_id": asked}
        await booking.pool.execute("INSERT INTO unreached VALUES ($1, $2, 'sms')", asked, group)
        await booking.pool.execute(_NAMED, group, teacher := uuid4())
        people = (
            headers_of(keys_dir)
            | {CLASS_TEACHER: bearer(token_for(keys_dir, teacher))}
            | {FAMILY: family.headers, OTHER_FAMILY: other.headers}
        )
        there |= {
            "family_id": await _family_of(booking, family),
            "invitation_id": invitation,
            "teacher_id": await booking.pool.fetchval("SELECT id FROM class_teacher"),
            "person_id": family.person_id,
            "correction_id": await booking.pool.fetchval(_TO_CORRECT, family.child_id, family.person_id),
        }
        there |= {name: await _twin(booking, family) for name in ("twin_id", "other_twin_id")}
        there |= {"union": "gaoxin", "broadcast_id": await _written(booking, group)}
        there |= {"code": code_of(booking.app.state.vault, invitation)}
        yield World(booking, people, {name: str(id_) for name, id_ in there.items()}, ("欧阳小雨", "花生"))


async def _written(booking: System, group: UUID) -> UUID:
    """A draft of what the park says to the group's families."""
    wanted = BroadcastWanted("明早停课", "因大雪停课一天。", "工会办公室", [group], waiting=False, says_at=None)
    async with transaction(booking.pool) as conn:
        return await write(conn, "gaoxin", ["gaoxin"], uuid4(), wanted)
