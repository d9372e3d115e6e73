"""What programs do for guardians: the whole way of an invitation, by the JSON door alone."""

import asyncio

import httpx2

from tests.support.booking import FamilyOfOne, broken, door
from tests.support.guardians import family_of, somebody
from tests.support.parents import parent

API = "/booking/api/v1"


async def ask(booking, who: FamilyOfOne, method: str, path: str, body: object = None) -> httpx2.Response:
    """An operation, with a key where it writes."""
    headers = who.headers if method == "GET" else who.with_key()
    return await door(booking).request(method, f"{API}/{path}", json=body, headers=headers)


async def test_a_father_joins_says_who_he_is_and_leaves(booking):
    mother, father = await parent(booking), somebody(booking)
    family = await family_of(booking, mother)
    said = await ask(booking, mother, "PUT", f"families/{family}/guardians/me", {"called": "mother"})
    assert said.json() == {"called": "mother"}
    made = (await ask(booking, mother, "POST", f"families/{family}/invitations", {})).json()
    assert made["link"].endswith(f"/booking/join/{made['code']}")

    shown = (await ask(booking, father, "GET", f"invited/{made['code']}")).json()
    assert (shown["open"], shown["member"], shown["children"]) == (True, False, ["李*雨"])
    for wrong in ({"called": "father"}, {"called": "father", "agreed": False}, {"called": "", "agreed": True}):
        assert (await ask(booking, father, "POST", f"invited/{made['code']}/accept", wrong)).status_code == 422
    accepting = {"called": "father", "agreed": True}
    assert (await ask(booking, father, "POST", f"invited/{made['code']}/accept", accepting)).json() == {
        "state": "accepted"
    }
    assert (await ask(booking, father, "GET", "families")).json() == {"families": []}, "accepting is not joining"
    (mine,) = (await ask(booking, mother, "GET", "families")).json()["families"]
    assert [one["accepted"]["called"] for one in mine["to_confirm"]] == ["father"]

    done = await ask(booking, mother, "POST", f"invitations/{made['id']}/settle", {"joins": True})
    assert done.json() == {"state": "joined"}
    (his,) = (await ask(booking, father, "GET", "families")).json()["families"]
    assert (his["own"], his["children"], [one["called"] for one in his["guardians"]]) == (
        False, ["李小雨"], ["mother", "father"],
    )  # fmt: skip
    assert (await ask(booking, father, "DELETE", f"families/{family}/guardians/me")).json() == {"left": str(family)}
    assert (await ask(booking, mother, "DELETE", f"families/{family}/guardians/me")).status_code == 409
    assert await broken(booking) == set()


async def test_whose_family_it_is_not_finds_nothing(booking):
    mother, stranger = await parent(booking), await parent(booking, "王一诺")
    family = await family_of(booking, mother)
    made = (await ask(booking, mother, "POST", f"families/{family}/invitations", {})).json()
    for method, path, body in (
        ("PUT", f"families/{family}/guardians/me", {"called": "mother"}),
        ("DELETE", f"families/{family}/guardians/me", None),
        ("POST", f"families/{family}/invitations", {}),
        ("GET", f"invitations/{made['id']}", None),
        ("POST", f"invitations/{made['id']}/settle", {"joins": True}),
        ("GET", f"invited/{'A' * 43}", None),
    ):
        assert (await ask(booking, stranger, method, path, body)).status_code == 404, path


async def test_asked_twice_with_one_key_it_is_one_invitation(booking):
    mother = await parent(booking)
    path, headers = f"{API}/families/{await family_of(booking, mother)}/invitations", mother.with_key()
    made = await asyncio.gather(*(door(booking).post(path, json={}, headers=headers) for _ in range(4)))
    assert len({answer.json()["code"] for answer in made}) == 1
    assert await booking.pool.fetchval("SELECT count(*) FROM invitation") == 1
