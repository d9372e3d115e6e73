"""booking: whom each route lets in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
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
    ANYBODY,
    CARERS,
    CLASS_TEACHER,
    EMPLOYER,
    FAMILY,
    FEDERATION,
    OTHER_FAMILY,
    PARK,
    PROGRAM,
    SOMEBODY,
    STAFF,
    TEACHER,
    Asked,
    World,
    answering,
    headers_of,
    only,
)
from tests.support.booking import DAYS, FamilyOfOne, ask, door, make_families, publish
from tests.support.held import freeze
from tests.support.people import bearer, token_for
from tests.support.staff import PICTURE, disclose, upload, workers

_TEXT, _HEALTH = "按时接送。", "没有传染病。"
_RULES = GroupRules(
    review="employer",
    documents=[Document(name="户口本")],
    health=_HEALTH,
    agreement=Agreement(title="服务协议", version="1", text=_TEXT),
)
_HASH = sha256(_TEXT.encode()).hexdigest()

_OTHERS = {
    "open_id": {"capacity": 1},
    "to_group_id": {},
    "draw_id": {"way": "draw", "draw_source": "福彩"},
    "ranked_id": {"rules": GroupRules(together="plan/care", wishes=2)},
    "inside_id": {"session": "dance", "inside": "care"},
}
"""The groups beside, each for what is asked of it."""

_SOON = DAYS[0] - timedelta(days=14)
_MINE = Asked(SOMEBODY)
_THEIRS = only(FAMILY)
_DESK = only(EMPLOYER, FEDERATION)
_PARK = only(PARK, FEDERATION)
_CHILD = {"name": "张小红", "birth_date": "2018-05-01", "grade": 2}
_SEAT = {"group_id": "{open_id}", "child_id": "{child_id}"}
_CONSENT = {"group_id": "{group_id}", "kind": "agreement", "hash": _HASH}
_FIRST = {"enrollment_id": "{enrollment_id}", "reason": "理由"}
_MOVE = {"to_group_id": "{to_group_id}", "reason": "理由"}
_BROUGHT = {"ticket": "none", "name": "户口本"}
_FILE = {"file": ("h.png", PICTURE, "image/png")}

ROUTES = {
    "GET /booking/healthz": Asked(ANYBODY),
    "GET /booking/readyz": Asked(ANYBODY),
    "GET /booking/metrics": Asked(ANYBODY),
    "GET /booking/clock": Asked(ANYBODY),
    # what everybody may know
    "GET /booking/api/v1/groups/{group_id}/results": Asked(ANYBODY),
    "GET /booking/groups/{group_id}/results": Asked(ANYBODY),
    "GET /booking/draws/draw.py": Asked(ANYBODY),
    "GET /booking/draws/{draw_id}": Asked(ANYBODY),
    "GET /booking/draws/{draw_id}/live": Asked(ANYBODY),
    "GET /booking/draws/{draw_id}/list": Asked(ANYBODY),
    "GET /booking/draws/{draw_id}/draw.json": Asked(ANYBODY),
    # a union's programs
    "GET /booking/api/v1/groups/{group_id}/enrollments": only(PROGRAM),
    # a number that nobody used for long
    "GET /booking/number/{request_id}": Asked(ANYBODY, of={"request_id": "{group_id}"}),
    "POST /booking/number/{request_id}": Asked(
        ANYBODY, form={"name": "", "birth_date": ""}, of={"request_id": "{group_id}"}, keyed=False, guessed=True
    ),
    # one's own, whoever one is
    "GET /booking/api/v1/enrollments": _MINE,
    "GET /booking/api/v1/children": _MINE,
    "GET /booking/api/v1/family": _MINE,
    "GET /booking/api/v1/privacy": _MINE,
    "GET /booking/api/v1/papers": _MINE,
    "GET /booking/api/v1/consents": _MINE,
    "GET /booking/api/v1/groups/{group_id}/eligibility": _MINE,
    "GET /booking/api/v1/groups/{group_id}/texts": _MINE,
    "GET /booking/": _MINE,
    "GET /booking/family": _MINE,
    "GET /booking/copy": _MINE,
    "GET /booking/family/children/new": _MINE,
    "GET /booking/family/about": _MINE,
    "GET /booking/family/firms": Asked(SOMEBODY, query={"employers": "济宁"}),
    "GET /booking/api/v1/family/employers": Asked(SOMEBODY, query={"named": "济宁"}),
    "GET /booking/family/contact": _MINE,
    "GET /booking/family/guardians": _MINE,
    "GET /booking/api/v1/families": _MINE,
    "GET /booking/api/v1/children/twice": _MINE,
    "GET /booking/api/v1/invited/{code}": _MINE,
    "GET /booking/join/{code}": _MINE,
    "POST /booking/join/{code}": Asked(SOMEBODY, form={"called": "other", "agreed": "yes"}, once=True),
    "POST /booking/api/v1/invited/{code}/accept": Asked(
        SOMEBODY, json={"called": "other", "agreed": True}, guessed=True
    ),
    "GET /booking/family/privacy": _MINE,
    "GET /booking/family/papers": _MINE,
    "GET /booking/family/consents": _MINE,
    "GET /booking/groups/{group_id}": _MINE,
    "GET /booking/wishes/{group_id}": Asked(SOMEBODY, of={"group_id": "{ranked_id}"}),
    "GET /booking/pair/{group_id}": Asked(SOMEBODY, of={"group_id": "{inside_id}"}),
    "PUT /booking/api/v1/privacy": Asked(SOMEBODY, json={"version": "1"}),
    "PUT /booking/api/v1/family": Asked(SOMEBODY, json={"categories": [], "employers": []}),
    "POST /booking/api/v1/children": Asked(SOMEBODY, json=_CHILD),
    "POST /booking/family/privacy": Asked(SOMEBODY, form={"agreed": "yes", "version": "1"}),
    "POST /booking/family/about": Asked(SOMEBODY, form={"employers": ""}),
    "POST /booking/family/contact": Asked(SOMEBODY, form={"name": "王芳", "phone": "13812345678"}),
    "POST /booking/family/children": Asked(SOMEBODY, form=_CHILD | {"name": "张小兰"}),
    "POST /booking/api/v1/consents": Asked(SOMEBODY, json=_CONSENT),
    "POST /booking/family/consents": Asked(SOMEBODY, form=_CONSENT | {"agreed": "yes"}),
    # a family's
    "POST /booking/api/v1/enrollments": only(FAMILY, json=_SEAT),
    "POST /booking/api/v1/enrollments/together": only(FAMILY, json={"choices": [[_SEAT]]}),
    "POST /booking/api/v1/enrollments/{enrollment_id}/accept": _THEIRS,
    "GET /booking/family/children/{child_id}/join/{other_id}": only(FAMILY, of={"other_id": "{twin_id}"}),
    "POST /booking/api/v1/children/{child_id}/join": only(FAMILY, json={"other_id": "{other_twin_id}", "agreed": True}),
    "POST /booking/family/children/{child_id}/join/{other_id}": only(
        FAMILY, form={"agreed": "yes"}, of={"other_id": "{twin_id}"}
    ),
    "PUT /booking/api/v1/children/{child_id}": only(FAMILY, json=_CHILD | {"name": "欧阳小雨"}),
    "POST /booking/api/v1/papers": only(FAMILY, form={"child_id": "{child_id}", "name": "户口本"}, files=_FILE),
    "GET /booking/api/v1/papers/{paper_id}": _THEIRS,
    "POST /booking/groups/{group_id}/enroll": only(FAMILY, form={"child_id": "{child_id}"}),
    "GET /booking/enrollments/{enrollment_id}": _THEIRS,
    "GET /booking/enrollments/{enrollment_id}/calendar.ics": _THEIRS,
    "POST /booking/enrollments/{enrollment_id}/accept": _THEIRS,
    "POST /booking/enrollments/{enrollment_id}/mended": _THEIRS,
    "POST /booking/api/v1/enrollments/{enrollment_id}/mended": _THEIRS,
    "POST /booking/family/guardians/called": only(FAMILY, form={"family": "{family_id}", "called": "mother"}),
    "PUT /booking/api/v1/families/{family_id}/guardians/me": only(FAMILY, json={"called": "mother"}),
    "GET /booking/api/v1/invitations/{invitation_id}": _THEIRS,
    "POST /booking/api/v1/invitations/{invitation_id}/settle": only(FAMILY, json={"joins": False}, once=True),
    "POST /booking/api/v1/families/{family_id}/invitations": only(FAMILY, json={}),
    "POST /booking/family/checks": only(FAMILY, form={"group_id": "{group_id}", "child_id": "{child_id}"}),
    "POST /booking/family/invitations": only(FAMILY, form={"family": "{family_id}"}),
    "GET /booking/family/invitations/{invitation_id}": _THEIRS,
    "POST /booking/family/invitations/{invitation_id}": only(FAMILY, form={"verdict": "decline"}, guessed=True),
    "GET /booking/family/children/{child_id}": _THEIRS,
    "POST /booking/family/children/{child_id}": only(FAMILY, form=_CHILD | {"name": "欧阳小雨"}),
    "POST /booking/family/papers": only(FAMILY, form={"child_id": "{child_id}", "name": "户口本"}, files=_FILE),
    "GET /booking/family/papers/{paper_id}": _THEIRS,
    "POST /booking/wishes/{group_id}": only(
        FAMILY,
        form={"child_id": "{child_id}", "wish-1-{child_id}": "{ranked_id}"},
        of={"group_id": "{ranked_id}"},
        unseen=True,
    ),
    "POST /booking/pair/{group_id}": only(
        FAMILY, form={"child_id": "{child_id}", "care": "{open_id}"}, of={"group_id": "{inside_id}"}
    ),
    # those who care for the park's children
    "GET /booking/console/": Asked(STAFF),
    "GET /booking/console/groups": Asked(CARERS | {CLASS_TEACHER}),
    "GET /booking/console/unreached": Asked(STAFF),
    "POST /booking/console/unreached": only(PARK, FEDERATION, form={"enrollment_id": "{enrollment_id}"}),
    "GET /booking/console/families": Asked(STAFF, query={"q": "欧阳"}),
    "GET /booking/console/groups/{group_id}": only(PARK, TEACHER, CLASS_TEACHER, FEDERATION),
    "GET /booking/console/broadcasts/{union}": _PARK,
    "POST /booking/console/broadcasts/{union}": only(
        PARK,
        FEDERATION,
        form={"title": "明早停课", "body": "因大雪停课一天。", "contact": "工会办公室", "group_ids": "{group_id}"},
    ),
    "GET /booking/console/broadcasts/{union}/{broadcast_id}": _PARK,
    "POST /booking/console/broadcasts/{union}/{broadcast_id}": only(PARK, FEDERATION, form={"act": "try"}),
    "GET /booking/console/groups/{group_id}/teachers": _PARK,
    "GET /booking/api/v1/staff/groups/{group_id}/teachers": _PARK,
    "POST /booking/api/v1/staff/groups/{group_id}/teachers": only(
        PARK, FEDERATION, json={"ticket": "none", "called": "王老师"}
    ),
    "DELETE /booking/api/v1/staff/groups/{group_id}/teachers/{teacher_id}": only(PARK, FEDERATION, guessed=True),
    "POST /booking/console/groups/{group_id}/teachers": only(
        PARK, FEDERATION, form={"called": "王老师", "ticket": "none"}, guessed=True
    ),
    "POST /booking/console/groups/{group_id}/teachers/{teacher_id}/end": only(PARK, FEDERATION, form={}, once=True),
    "GET /booking/console/groups/{group_id}/roster.xlsx": _PARK,
    "GET /booking/console/exports": Asked(STAFF),
    "POST /booking/console/exports": only(
        PARK, FEDERATION, form={"chosen": "{group_id}", "reason": "统一购买保险"}, keyed=False
    ),
    "GET /booking/console/exports/log": only(FEDERATION),
    "GET /booking/console/groups/{group_id}/waiting": _PARK,
    "POST /booking/console/groups/{group_id}/waiting": only(PARK, FEDERATION, form=_FIRST),
    "GET /booking/console/groups/{group_id}/move": _PARK,
    "POST /booking/console/groups/{group_id}/move": only(PARK, FEDERATION, form=_MOVE | {"until": f"{_SOON}T09:00"}),
    "GET /booking/console/groups/{group_id}/merge": _PARK,
    "POST /booking/console/groups/{group_id}/merge": only(PARK, FEDERATION, form=_MOVE),
    "GET /booking/console/draws/{draw_id}": _PARK,
    "POST /booking/console/draws/{draw_id}": only(PARK, FEDERATION, form={"randomness": "3 5 8", "step": "hold"}),
    "GET /booking/api/v1/staff/groups/{group_id}/roster": _PARK,
    "GET /booking/api/v1/staff/groups/{group_id}/waiting": _PARK,
    "POST /booking/api/v1/staff/groups/{group_id}/waiting/first": only(PARK, FEDERATION, json=_FIRST),
    "GET /booking/api/v1/staff/groups/{group_id}/moves": _PARK,
    "POST /booking/api/v1/staff/groups/{group_id}/moves": only(
        PARK, FEDERATION, json=_MOVE | {"until": f"{_SOON}T09:00:00+08:00"}
    ),
    "POST /booking/api/v1/staff/groups/{group_id}/merge": only(PARK, FEDERATION, json=_MOVE),
    # those who check requests
    "GET /booking/console/corrections": Asked(STAFF),
    "POST /booking/console/corrections/{correction_id}": only(
        PARK, FEDERATION, form={"verdict": "refuse", "reason": "和户口本一致"}, once=True
    ),
    "GET /booking/api/v1/checks": _MINE,
    "POST /booking/api/v1/checks": only(FAMILY, json={"group_id": "{group_id}", "child_id": "{child_id}"}),
    "GET /booking/api/v1/staff/checks": Asked(STAFF),
    "POST /booking/api/v1/staff/checks": Asked(
        STAFF, json={"checks": [{"id": "{enrollment_id}", "version": 0}], "approved": True}
    ),
    "GET /booking/console/checks": Asked(STAFF),
    "POST /booking/console/checks": Asked(STAFF, form={"chosen": "{enrollment_id}.0", "verdict": "approve"}),
    "GET /booking/api/v1/staff/review": Asked(STAFF),
    "GET /booking/console/review": Asked(STAFF),
    "GET /booking/console/review/{group_id}": _DESK,
    "GET /booking/console/papers/{paper_id}": _DESK,
    "GET /booking/console/papers/{paper_id}/beside": _DESK,
    "GET /booking/console/health/{enrollment_id}": _DESK,
    "GET /booking/api/v1/staff/review/{group_id}": _DESK,
    "POST /booking/api/v1/staff/review/{group_id}": only(
        EMPLOYER, FEDERATION, json={"requests": ["{enrollment_id}"], "approved": True}
    ),
    "POST /booking/api/v1/staff/review/{group_id}/send-back": only(
        EMPLOYER, FEDERATION, json={"requests": ["{enrollment_id}"], "reason": "看不清"}
    ),
    "POST /booking/console/review/{group_id}": only(
        EMPLOYER, FEDERATION, form={"chosen": "{enrollment_id}", "verdict": "approve"}
    ),
    "POST /booking/family/children/{child_id}/correction": only(
        FAMILY, form={"right_name": "欧阳晓雨", "right_birth_date": "2018-05-01"}
    ),
    # what takes away: refused while a request needs it
    "POST /booking/family/papers/{paper_id}/remove": _THEIRS,
    "DELETE /booking/api/v1/papers/{paper_id}": only(FAMILY, of={"paper_id": "{other_paper_id}"}),
    "POST /booking/family/consents/{consent_id}/withdraw": _THEIRS,
    "DELETE /booking/api/v1/consents/{consent_id}": _THEIRS,
    "POST /booking/family/children/{child_id}/remove": _THEIRS,
    "DELETE /booking/api/v1/children/{child_id}": _THEIRS,
    "POST /booking/enrollments/{enrollment_id}/withdraw": _THEIRS,
    "POST /booking/api/v1/enrollments/{enrollment_id}/withdraw": _THEIRS,
    "GET /booking/console/groups/{group_id}/desk": only(PARK, FEDERATION, query={"ticket": "none"}),
    "POST /booking/console/groups/{group_id}/desk": only(PARK, FEDERATION, form={"ticket": "none"}),
    "GET /booking/console/groups/{group_id}/desk/papers": only(
        PARK, FEDERATION, query={"ticket": "none", "child": "{child_id}"}
    ),
    "POST /booking/console/groups/{group_id}/desk/ask": only(
        PARK, FEDERATION, form={"ticket": "none", "child": "{child_id}"}
    ),
    "POST /booking/console/papers": only(
        PARK, FEDERATION, form=_BROUGHT | {"group": "{group_id}", "child": "{child_id}"}
    ),
    "POST /booking/api/v1/staff/papers": only(
        PARK, FEDERATION, form=_BROUGHT | {"group_id": "{group_id}", "child_id": "{child_id}"}
    ),
    "POST /booking/api/v1/staff/groups/{group_id}/desk/children": only(
        PARK, FEDERATION, json={"ticket": "none", "child": _CHILD, "agreed": ["privacy"], "signed_on": "2026-11-01"}
    ),
    "POST /booking/api/v1/staff/groups/{group_id}/desk": only(
        PARK, FEDERATION, json={"ticket": "none", "child_id": "{child_id}"}
    ),
    "POST /booking/console/families/{family_id}/guardians": only(
        PARK, FEDERATION, form={"person_id": "{person_id}", "reason": "理由"}, once=True
    ),
    "DELETE /booking/api/v1/families/{family_id}/guardians/me": only(FAMILY, guessed=True),
    "POST /booking/family/guardians/leave": only(FAMILY, form={"family": "{family_id}"}, once=True),
    "POST /booking/console/groups/{group_id}/cancel": only(PARK, FEDERATION, form=_FIRST),
}
"""In the order in which those whom they let in ask."""

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
        invited = await door(booking).post(
            "/booking/family/invitations",
            data={"family": str(await _family_of(booking, family)), "idempotency_key": str(uuid4())},
            headers=family.headers,
        )
        invitation = UUID(invited.headers["location"].rpartition("/")[2])
        agreed = {"group_id": str(group), "kind": "agreement", "hash": _HASH}
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
