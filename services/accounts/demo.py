"""People, unions and a roll for the demonstration on this machine: nobody of them exists."""

from dataclasses import dataclass
from uuid import uuid4

from services.accounts.domain.phone import masked
from services.accounts.domain.roles import ALL, FEDERATION, Union
from services.accounts.domain.roll import Member
from services.accounts.office import Office
from services.accounts.store import people, unions
from services.accounts.usecases.import_roll import put_members
from services.accounts.usecases.tell_memberships import tell_memberships
from services.accounts.usecases.tell_unions import tell_unions
from shared.db.pool import Connection, transaction

UNIONS = (
    Union("mazhang", "湛江市麻章区总工会", "region", None),
    Union("mazhang-jiaoyu", "麻章区教育工会", "employer", "mazhang"),
    Union("mazhang-shuichan", "麻章区水产加工工会", "employer", "mazhang"),
    Union("lijiang", "丽江市总工会", "region", None),
    Union("lijiang-lvyou", "丽江市旅游行业工会", "employer", "lijiang"),
    Union("jining", "济宁市总工会", "region", None),
    Union("gaoxin", "济宁高新区园区工会", "park", "jining"),
    Union("gaoxin-lantian", "蓝天电子工会", "employer", "gaoxin"),
    Union("gaoxin-xinxing", "新星机械工会", "employer", "gaoxin"),
    Union("gaoxin-xinjiuye", "新就业形态劳动者联合工会", "employer", "gaoxin"),
)
"""Parents first."""

GRASS_ROOTS = ("mazhang-jiaoyu", "lijiang-lvyou", "gaoxin-lantian")
FAMILIES = tuple(f"139{number:08}" for number in range(612))
"""Phones of made-up members, so that hundreds of families can race for places, and a few more play what follows."""


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to log in as."""

    phone: str
    name: str
    zh: str
    en: str
    member_of: tuple[str, ...] = ()
    roles: tuple[tuple[str, str], ...] = ()


PEOPLE = (
    Persona("13800000001", "王芳", "家长，工会会员", "parent, union member", member_of=GRASS_ROOTS),
    Persona("13800000002", "李明", "组织者：麻章、丽江、高新区", "organizer of three unions",
           roles=tuple(("organizer", union) for union in ("mazhang", "lijiang", "gaoxin"))),
    Persona("13800000003", "总工会", "总工会管理员", "federation", roles=((FEDERATION, ALL),)),
    Persona("13800000004", "赵强", "家长，还不是会员", "parent, not a member"),
)  # fmt: skip


async def seed(office: Office) -> None:
    """Make what is missing; made twice, nothing changes."""
    async with transaction(office.system.pool) as conn:
        known = await unions.every(conn)
        for union in UNIONS:
            if union.code not in known:
                await unions.add(conn, union)
        await tell_unions(conn)
        await _grants(office, conn)
        await _roll(office, conn)
        await _people(office, conn)
    office.system.committed()


async def _grants(office: Office, conn: Connection) -> None:
    for person in PEOPLE:
        phone = office.vault.hash(person.phone), masked(person.phone)
        for role, union in person.roles:
            await unions.grant(conn, phone, role, union, None)


async def _roll(office: Office, conn: Connection) -> None:
    members = [Member(union, person.phone, person.name) for person in PEOPLE for union in person.member_of]
    members += [Member(union, phone, "演示会员") for union in GRASS_ROOTS for phone in FAMILIES]
    await put_members(conn, members, [office.vault.hash(member.phone) for member in members])


async def _people(office: Office, conn: Connection) -> None:
    for person in PEOPLE:
        phone_hash, new_id = office.vault.hash(person.phone), uuid4()
        if await people.find(conn, phone_hash) is None:
            await people.add(conn, new_id, (phone_hash, office.vault.seal(person.phone, new_id), masked(person.phone)))
            await people.rename(conn, new_id, person.name)
            await tell_memberships(conn, [new_id])
