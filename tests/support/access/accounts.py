"""accounts: whom each route lets in. Roles are looked up where they are kept."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from pydantic import SecretStr

from services.accounts.cookies import session_cookie
from services.accounts.domain.phone import masked
from services.accounts.domain.roles import FEDERATION as FEDERATION_ROLE
from services.accounts.domain.roles import Union
from services.accounts.domain.roll import Member
from services.accounts.office import Office
from services.accounts.store import people, sessions, unions
from services.accounts.usecases.api_keys import KeyWanted, issue_key, key_text
from services.accounts.usecases.import_roll import put_members
from shared.db.pool import transaction
from shared.kernel.identity import Identity
from shared.providers.wechat_account import WeChatAccount, WeChatLogin
from shared.system import System
from tests.conftest import MakeDatabase
from tests.support.access.asked import (
    ANYBODY,
    CARERS,
    CLASS_TEACHER,
    FAMILY,
    FEDERATION,
    NOBODY,
    OTHER_FAMILY,
    PARK,
    ROLES,
    SOMEBODY,
    STAFF,
    TEACHER,
    Asked,
    World,
    answering,
    knock,
    only,
    programs_of,
)
from tests.support.accounts import excel, office_of
from tests.support.people import bearer, token_for

_MINE = Asked(SOMEBODY)
_PARK = only(PARK, FEDERATION)
_FILE = {"file": ("r.xlsx", excel(["", "1", "", "", "", ""]))}
_NEW = {"code": "chaoyang", "name": "朝阳电子工会", "kind": "employer", "parent": "{code}"}
_HELD = {"phone_key": "{held_key}", "role": "teacher", "union": "{code}"}
_WAITS = {"phone_key": "{waiting_key}", "role": "organizer", "union": "{code}"}
_GIVEN = {"phone": "13700005555", "role": "teacher", "union": "{code}"}
_CODE = {"request_id": "{request_id}", "code": "123456"}
_INVITED = {"phone": "{phone}", "code": "A" * 43}
_VOUCHED = {"vouched": "13700005557", "grounds": "当面核实过"}
_INVITATION = {"invitation_id": "{request_id}"}

ROUTES = {
    "POST /accounts/inside/bindings/{service}/{person_id}": Asked(
        frozenset(), of={"service": "wechat", "person_id": "{request_id}"}
    ),
    "POST /accounts/inside/phones/{person_id}": Asked(frozenset(), of={"person_id": "{request_id}"}),
    "GET /accounts/healthz": Asked(ANYBODY),
    "GET /accounts/readyz": Asked(ANYBODY),
    "GET /accounts/metrics": Asked(ANYBODY),
    "GET /accounts/clock": Asked(ANYBODY),
    "GET /accounts/privacy": Asked(ANYBODY),
    # coming in
    "GET /accounts/login": Asked(ANYBODY),
    "GET /accounts/login/code": Asked(ANYBODY),
    "GET /accounts/continue": Asked(ANYBODY),
    "GET /accounts/login/by/{service}": Asked(ANYBODY, of={"service": "wechat"}),
    "GET /accounts/login/by/{service}/back": Asked(ANYBODY, of={"service": "wechat"}),
    "GET /accounts/login/proven": Asked(ANYBODY, query={"answer": "{request_id}"}),
    "POST /accounts/login/anew": Asked(ANYBODY, form={}, keyed=False),
    "POST /accounts/login": Asked(ANYBODY, form={"phone": "{phone}"}, keyed=False),
    "POST /accounts/login/again": Asked(ANYBODY, form={}, keyed=False),
    "POST /accounts/login/code": Asked(ANYBODY, form={"code": "123456"}, keyed=False),
    "POST /accounts/refresh": _MINE,
    "POST /accounts/api/v1/codes": Asked(ANYBODY, json={"phone": "{phone}"}),
    "POST /accounts/api/v1/sessions": Asked(
        ANYBODY, json={"request_id": "{request_id}", "code": "123456"}, guessed=True
    ),
    # one's own
    "POST /accounts/bindings/{service}/end": Asked(SOMEBODY, form={}, of={"service": "wechat"}, keyed=False),
    "GET /accounts/api/v1/me": _MINE,
    "GET /accounts/api/v1/unions": _MINE,
    "GET /accounts/": _MINE,
    "GET /accounts/name": _MINE,
    "GET /accounts/privacy/copy": _MINE,
    "GET /accounts/copy": _MINE,
    "GET /accounts/close": _MINE,
    "POST /accounts/close/code": Asked(SOMEBODY, form={}, keyed=False),
    "POST /accounts/close": Asked(SOMEBODY, form={"code": "123456"}, keyed=False),
    "POST /accounts/name": Asked(SOMEBODY, form={"name": "王芳"}, keyed=False),
    "GET /accounts/phone": _MINE,
    "POST /accounts/phone/code": Asked(SOMEBODY, form={"phone": "13700007777"}, keyed=False),
    "POST /accounts/phone": Asked(SOMEBODY, form={"old_code": "123456", "new_code": "123456"}, keyed=False),
    "GET /accounts/api/v1/phone": _MINE,
    "POST /accounts/api/v1/phone/codes": Asked(SOMEBODY, json={"phone": "13700007778"}),
    "POST /accounts/api/v1/phone": Asked(SOMEBODY, json={"old": _CODE, "new": _CODE}, guessed=True),
    "DELETE /accounts/api/v1/phone/asked": _MINE,
    "GET /accounts/api/v1/invitations": _MINE,
    "PUT /accounts/api/v1/invitations/{invitation_id}": Asked(SOMEBODY, json=_INVITED, of=_INVITATION),
    "GET /accounts/api/v1/invitations/{invitation_id}/ticket": only(FAMILY, of=_INVITATION),
    "GET /accounts/invitations/{invitation_id}": Asked(SOMEBODY, query={"code": "A" * 43}, of=_INVITATION),
    "POST /accounts/invitations/{invitation_id}": Asked(SOMEBODY, form=_INVITED, of=_INVITATION),
    "GET /accounts/invitations/{invitation_id}/mine": only(FAMILY, query={"code": "A" * 43}, of=_INVITATION),
    "POST /accounts/phone/stop": Asked(SOMEBODY, form={}, keyed=False),
    # the second factor
    "GET /accounts/second-factor": _MINE,
    "POST /accounts/second-factor/new": Asked(CARERS, form={}, keyed=False),
    "POST /accounts/second-factor/enroll": Asked(SOMEBODY, form={"code": "123456"}, keyed=False, guessed=True),
    "POST /accounts/second-factor": Asked(SOMEBODY, form={"code": "123456"}, keyed=False, guessed=True),
    "POST /accounts/api/v1/sessions/second-factor": Asked(SOMEBODY, json={"code": "123456"}, guessed=True),
    "POST /accounts/console/unions/{code}/second-factor/reset": only(
        PARK, FEDERATION, form={"phone_key": "{teacher_key}", "reason": "手机丢失"}
    ),
    # the tools of whoever organizes anything
    "GET /accounts/console/": Asked(STAFF),
    "GET /accounts/console/new": Asked(STAFF),
    "GET /accounts/console/roll-template.xlsx": Asked(STAFF),
    "POST /accounts/console/guardians": Asked(STAFF, form={"sought": "{phone}"}, keyed=False),
    "POST /accounts/api/v1/desk/tickets": Asked(STAFF, json={"phone": "{phone}"}),
    "GET /accounts/console/desk/{group_id}": Asked(STAFF, of={"group_id": "{request_id}"}),
    "POST /accounts/console/desk/{group_id}": Asked(
        STAFF, form={"phone": "{phone}", "name": "王奶奶"}, of={"group_id": "{request_id}"}, keyed=False
    ),
    # a union's
    "POST /accounts/api/v1/unions": only(PARK, FEDERATION, json=_NEW),
    "POST /accounts/console/new": only(PARK, FEDERATION, form=_NEW),
    "POST /accounts/api/v1/unions/{code}/lists": only(PARK, FEDERATION, json={"name": "困难职工"}),
    "GET /accounts/console/unions/{code}": _PARK,
    "POST /accounts/console/unions/{code}/lists": only(PARK, FEDERATION, form={"name": "困难职工"}),
    "GET /accounts/api/v1/unions/{code}/grants": _PARK,
    "POST /accounts/api/v1/unions/{code}/roll": only(PARK, FEDERATION, files=_FILE),
    "POST /accounts/console/unions/{code}/roll": only(PARK, FEDERATION, files=_FILE),
    "GET /accounts/api/v1/imports/{import_id}/problems": _PARK,
    "GET /accounts/console/imports/{import_id}": _PARK,
    "GET /accounts/console/imports/{import_id}/problems.xlsx": _PARK,
    "POST /accounts/console/imports/{import_id}/leavers": _PARK,
    "POST /accounts/api/v1/grants": only(PARK, FEDERATION, json=_GIVEN),
    "POST /accounts/console/unions/{code}/roles": only(
        PARK, FEDERATION, form={"phone": "13700005556", "role": "teacher"}
    ),
    "POST /accounts/console/unions/{code}/phone": only(
        PARK, FEDERATION, form={"old": "13700005557", "new": "13700005558", "reason": "手机丢失"}
    ),
    "POST /accounts/api/v1/unions/{code}/numbers": only(PARK, FEDERATION, json=_VOUCHED),
    "POST /accounts/console/unions/{code}/number": only(PARK, FEDERATION, form=_VOUCHED),
    "POST /accounts/api/v1/unions/{code}/phones": only(
        PARK, FEDERATION, json={"old": "13700005557", "new": "13700005558", "reason": "手机丢失"}
    ),
    "POST /accounts/api/v1/unions/{code}/rename": only(PARK, FEDERATION, json={"new_name": "高新园工会"}, once=True),
    "POST /accounts/api/v1/unions/{code}/merge": only(PARK, FEDERATION, json={"into": "{code}"}, guessed=True),
    "POST /accounts/api/v1/unions/{code}/close": only(PARK, FEDERATION, json={"why": ""}, guessed=True),
    "POST /accounts/console/unions/{code}/rename": only(PARK, FEDERATION, form={"new_name": "高新园区工会"}, once=True),
    "POST /accounts/console/unions/{code}/merge": only(PARK, FEDERATION, form={"into": "{code}"}, guessed=True),
    "POST /accounts/console/unions/{code}/close": only(PARK, FEDERATION, form={"why": ""}, guessed=True),
    # its programs
    "POST /accounts/api/v1/programs": Asked(ANYBODY, json={"key": "{program_key}"}),
    "GET /accounts/api/v1/unions/{code}/keys": _PARK,
    "POST /accounts/api/v1/unions/{code}/keys": only(
        PARK, FEDERATION, json={"name": "人事系统", "scopes": ["events:read"], "days": 30}
    ),
    "GET /accounts/console/unions/{code}/keys": _PARK,
    "POST /accounts/console/unions/{code}/keys": only(
        PARK, FEDERATION, form={"name": "人事系统", "scopes": "events:read", "days": "30"}
    ),
    "POST /accounts/console/keys/revoke": only(PARK, FEDERATION, form={"key_id": "{key_id}"}),
    "DELETE /accounts/api/v1/keys/{key_id}": _PARK,
    # the federation's
    "GET /accounts/api/v1/grants/waiting": only(FEDERATION),
    "POST /accounts/api/v1/grants/confirm": only(FEDERATION, json=_WAITS),
    "POST /accounts/console/roles/confirm": only(FEDERATION, form=_WAITS),
    # what takes away, last
    "POST /accounts/console/unions/{code}/roll/remove": only(
        PARK, FEDERATION, form={"phone_key": "{member_key}"}, once=True
    ),
    "POST /accounts/api/v1/grants/revoke": only(PARK, FEDERATION, json=_HELD),
    "POST /accounts/console/unions/{code}/roles/revoke": only(
        PARK, FEDERATION, form={"phone_key": "{held_key}", "role": "teacher"}
    ),
    "POST /accounts/console/roles/revoke": only(PARK, FEDERATION, form=_WAITS),
    "POST /accounts/logout": Asked(ANYBODY, form={}, keyed=False),
    "POST /accounts/logout-everywhere": Asked(SOMEBODY, form={}, keyed=False),
}
"""In the order in which those whom they let in ask."""

_UNIONS = (
    Union("gaoxin", "高新区园区工会", "park", None),
    Union("lantian", "蓝天电子工会", "employer", "gaoxin"),
    Union("xinxing", "新星机械工会", "employer", "gaoxin"),
    Union("mazhang", "麻章区总工会", "region", None),
)
_PERSONS = (FAMILY, OTHER_FAMILY, CLASS_TEACHER, *ROLES)


@asynccontextmanager
async def world(database: MakeDatabase, keys_dir: Path) -> AsyncIterator[World]:
    """A park with employers below it, a member and a report on its roll, a role that is held and one that waits."""
    async with answering("accounts", database, keys_dir) as accounts:
        office = office_of(accounts)
        office.elsewhere["wechat"] = WeChatLogin(WeChatAccount(app_id="wx0", secret=SecretStr("x")))
        phones = {name: f"138000000{n:02}" for n, name in enumerate((*_PERSONS, "held", "waiting", "member"))}
        keys = {name: office.vault.hash(phone) for name, phone in phones.items()}
        ids = {name: uuid4() for name in _PERSONS}
        day = timedelta(days=1)
        async with transaction(accounts.pool) as conn:
            for union in _UNIONS:
                await unions.add(conn, union)
            for name, id_ in ids.items():
                await people.add(conn, id_, (keys[name], office.vault.seal(phones[name], id_), masked(phones[name])))
            held = [(name, *role, timedelta()) for name, role in ROLES.items()]
            given = [("held", "teacher", "gaoxin", timedelta()), ("waiting", "organizer", "gaoxin", day)]
            for name, role, union_code, delay in held + given:
                await unions.grant(conn, (keys[name], masked(phones[name])), role, union_code, None, delay=delay)
            sessions_of = {name: await sessions.begin(conn, id_) for name, id_ in ids.items()}
            await put_members(conn, [Member("gaoxin", phones["member"], "张三")], [keys["member"]])
        cookie = session_cookie(accounts.settings)
        persons = {
            name: bearer(token_for(keys_dir, id_, methods=("sms", "otp"))) | {"cookie": f"{cookie}={sessions_of[name]}"}
            for name, id_ in ids.items()
        }
        there = {"code": "gaoxin", "phone": phones[FAMILY], "request_id": str(uuid4())}
        there |= {"teacher_key": keys[TEACHER].hex()}
        there |= {f"{name}_key": keys[name].hex() for name in ("held", "waiting", "member")}
        there |= await key_of(accounts, office)
        made = World(accounts, persons | {NOBODY: {}} | programs_of(keys_dir), there, ("张三",))
        roll = "POST /accounts/api/v1/unions/{code}/roll"
        report = (await knock(made, roll, ROUTES[roll], PARK, there)).json()
        yield replace(made, there=there | {"import_id": report["id"]})


async def key_of(accounts: System, office: Office) -> dict[str, str]:
    """A key of the park's, and its id."""
    federation = Identity(uuid4(), "总工会", (), 0, frozenset({(FEDERATION_ROLE, "*")}), 9e9, methods=("otp",))
    async with transaction(accounts.pool) as conn:
        wanted = KeyWanted("大厅的屏幕", ["events:read"], 30)
        key_id = await issue_key(conn, office.vault, federation, "gaoxin", wanted=wanted)
    return {"key_id": str(key_id), "program_key": key_text(office.vault, key_id)}
