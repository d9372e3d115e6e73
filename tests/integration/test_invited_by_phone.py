"""An invitation to one phone: named at accounts, accepted at booking with accounts' word, and nobody learns whether a phone has an account."""

import re
from uuid import UUID, uuid4

import httpx2
import jwt
import pytest

from shared.kernel.clock import machine_clock
from shared.keys import signing_key
from shared.tickets import InvitedTicket, claims_of
from shared.tokens import ALGORITHM, public_keys
from tests.support.accounts import ORGANIZER, PARENT, Phones, accounts, api, office_of, token_of
from tests.support.booking import FamilyOfOne, door
from tests.support.guardians import family_of, link_on, send, somebody
from tests.support.outcomes import page
from tests.support.parents import parent
from tests.support.people import bearer

FATHER, STRANGER = "13700001234", "13700005678"
CODE = "A" * 43


@pytest.fixture
async def office(database, keys_dir):
    async with accounts(database, keys_dir, Phones()) as running:
        yield running


def ticket(booking, invitation_id: str, person_id: UUID, *by: UUID, ago: float = 0) -> str:
    """As accounts gives it to whoever has the phone."""
    kid, key = signing_key(booking.settings.keys_dir)
    said = InvitedTicket(person_id, UUID(invitation_id), frozenset(by))
    claims = claims_of(said, machine_clock().timestamp() - ago)
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": kid})


async def invited(booking, mother: FamilyOfOne) -> tuple[str, str]:
    """The invitation's id, and the path that its code opens."""
    sent = await send(booking, mother, "family/invitations", family=await family_of(booking, mother), by="phone")
    at = sent.headers["location"]
    invitation_id = re.findall(r"^/accounts/invitations/([0-9a-f-]{36})\?code=[\w-]{43}$", at)[0]
    return invitation_id, link_on(await page(door(booking), mother, f"family/invitations/{invitation_id}"))


# -- booking -------------------------------------------------------------------------------------------------------------


async def test_only_whom_accounts_vouches_for_can_accept(booking):
    mother, father, thief = await parent(booking), somebody(booking), somebody(booking)
    invitation, code = await invited(booking, mother)
    opened = await door(booking).get(f"/booking/{code}", headers=father.headers)
    assert opened.status_code == 303
    assert opened.headers["location"] == f"/accounts/invitations/{invitation}/mine?{code.replace('join/', 'code=')}"
    his = ticket(booking, invitation, father.person_id, mother.person_id)
    wrong = {
        "": 409,
        "x.y.z": 409,
        his: 409,
        ticket(booking, invitation, thief.person_id, thief.person_id): 409,
        ticket(booking, str(uuid4()), thief.person_id, mother.person_id): 409,
        ticket(booking, invitation, thief.person_id, mother.person_id, ago=3600): 409,
    }
    for said, status in wrong.items():
        taken = await send(booking, thief, code, called="father", agreed="yes", ticket=said)
        assert taken.status_code == status, said
    assert "李*雨" in await page(door(booking), father, f"{code}?ticket={his}")
    assert (await send(booking, father, code, called="father", agreed="yes", ticket=his)).status_code == 303
    assert (await send(booking, mother, f"family/invitations/{invitation}", verdict="join")).status_code == 303
    assert "李小雨" in await page(door(booking), father, "family")


async def test_the_code_of_a_phones_invitation_is_none_of_another_kind(booking):
    """The version before, which asks for no phone, does not know it; nor is one made into the other."""
    mother, thief = await parent(booking), somebody(booking)
    invitation, code = await invited(booking, mother)
    await booking.pool.execute("UPDATE invitation SET to_phone = false WHERE id = $1", UUID(invitation))
    assert (await send(booking, thief, code, called="other", agreed="yes")).status_code == 404


async def test_it_stands_for_a_day(booking):
    mother, father = await parent(booking), somebody(booking)
    invitation, code = await invited(booking, mother)
    hours = "SELECT extract(epoch FROM until - created_at) / 3600 FROM invitation"
    assert round(await booking.pool.fetchval(hours)) == 24
    await booking.pool.execute("UPDATE invitation SET until = clock_timestamp()")
    his = ticket(booking, invitation, father.person_id, mother.person_id)
    assert (await send(booking, father, code, called="father", agreed="yes", ticket=his)).status_code == 409
    assert "这个邀请不能用了" in await page(door(booking), father, code)


# -- accounts ------------------------------------------------------------------------------------------------------------


async def name(web: httpx2.AsyncClient, invitation: UUID, phone: str) -> httpx2.Response:
    return await web.put(f"/accounts/api/v1/invitations/{invitation}", json={"phone": phone, "code": CODE})


async def test_whoever_has_the_phone_is_vouched_for_and_nobody_else(office, keys_dir):
    invitation = uuid4()
    async with api(office, PARENT) as mother, api(office, FATHER) as father, api(office, STRANGER) as thief:
        assert (await name(mother, invitation, FATHER)).status_code == 200
        assert (await name(thief, invitation, STRANGER)).status_code == 200, "who names what is booking's to look at"
        said = (await father.get(f"/accounts/api/v1/invitations/{invitation}/ticket")).json()["ticket"]
        keys = public_keys(keys_dir)
        claims = jwt.decode(
            said, keys[jwt.get_unverified_header(said)["kid"]].key, [ALGORITHM], audience="aixin-invited"
        )
        mother_id = UUID((await mother.get("/accounts/api/v1/me")).json()["id"])
        assert claims["by"] == [str(mother_id)] and FATHER not in str(claims)
        assert (await father.get("/accounts/api/v1/invitations")).json() == {"codes": [CODE]}
        assert f'href="/booking/join/{CODE}"' in (await father.get("/accounts/")).text
        at = f"/accounts/invitations/{invitation}/mine?code={CODE}"
        assert (await father.get(at)).headers["location"].startswith(f"/booking/join/{CODE}?ticket=")
        theirs = (await thief.get(f"/accounts/api/v1/invitations/{invitation}/ticket")).json()["ticket"]
        assert mother_id.hex not in jwt.decode(theirs, options={"verify_signature": False})["by"][0].replace("-", "")
        assert (await name(mother, invitation, ORGANIZER)).status_code == 200, "the number was wrong"
        assert (await father.get(f"/accounts/api/v1/invitations/{invitation}/ticket")).status_code == 404
        refused = await father.get(at)
        assert (refused.status_code, "不是给这个手机号的" in refused.text) == (403, True)
    assert office_of(office).channel.invited == [FATHER, STRANGER, ORGANIZER]


async def test_a_phone_without_an_account_is_answered_alike(office):
    """Whoever names phones learns nothing of them, and names only a few."""
    async with api(office, PARENT) as mother:
        answers = [await name(mother, uuid4(), phone) for phone in (ORGANIZER, FATHER)]
        shape = [(answer.status_code, sorted(answer.json())) for answer in answers]
        assert shape[0] == shape[1]
        for n in range(3):
            assert (await name(mother, uuid4(), f"1370000200{n}")).status_code == 200
        assert (await name(mother, uuid4(), "13700002009")).status_code == 429
        assert (await name(mother, uuid4(), "123")).status_code == 422
    kept = await office.pool.fetch("SELECT * FROM invited_phone")
    assert not any(phone in str(dict(row)) for row in kept for phone in (ORGANIZER, FATHER))


async def test_by_the_page_it_is_named_and_the_way_back_is_bookings(office):
    invitation = uuid4()
    headers = bearer(await token_of(office, PARENT)) | {"origin": "http://accounts.test", "accept": "text/html"}
    transport = httpx2.ASGITransport(office.app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://accounts.test", headers=headers) as web:
        asked = await web.get(f"/accounts/invitations/{invitation}?code={CODE}")
        assert "对方的手机号" in asked.text and f'value="{CODE}"' in asked.text
        assert (await web.get(f"/accounts/invitations/{invitation}?code=../x")).status_code == 404
        form = {"phone": "123", "code": CODE, "idempotency_key": str(uuid4())}
        wrong = await web.post(f"/accounts/invitations/{invitation}", data=form)
        assert (wrong.status_code, "请填写 11 位手机号" in wrong.text) == (422, True)
        sent = await web.post(f"/accounts/invitations/{invitation}", data=form | {"phone": FATHER})
        assert (sent.status_code, sent.headers["location"]) == (303, f"/booking/family/invitations/{invitation}")
