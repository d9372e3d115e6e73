"""What groups say is read before anybody asks for them."""

from datetime import UTC, datetime, timedelta

from services.booking.store import groups
from services.booking.store.groups import GroupBook
from shared.db.pool import connection
from tests.support.booking import publish

_LATER = """UPDATE class_group SET facts = jsonb_set(facts, '{title}', '"read when asked"')"""


async def titles(conn, book, groups):
    """What each is called by the book, where whatever it has still to read is called otherwise by now."""
    await conn.execute(_LATER)
    known = await book.current(conn, groups)
    return [known[group].group.title for group in groups]


async def test_groups_that_open_soon_are_read_before_a_family_asks(booking):
    now, book = datetime.now(UTC), GroupBook()
    is_open = await publish(booking, title="open")
    soon = await publish(booking, title="soon", opens_at=now + timedelta(minutes=50))
    tomorrow = await publish(booking, opens_at=now + timedelta(hours=20))
    over = await publish(booking, closes_at=now)
    async with connection(booking.pool) as conn:
        await book.read_ahead(conn)
        found = await titles(conn, book, [is_open, soon, tomorrow, over])
    assert found == ["open", "soon", "read when asked", "read when asked"]


async def test_what_is_revised_or_new_is_read_again(booking):
    book, revised = GroupBook(), await publish(booking, title="before")
    async with connection(booking.pool) as conn:
        await book.read_ahead(conn)
        await publish(booking, revised, revision=2, title="revised")
        new = await publish(booking, title="new")
        await book.read_ahead(conn)
        assert await titles(conn, book, [revised, new]) == ["revised", "new"]


async def test_what_is_more_than_a_look_reads_is_read_by_the_next(booking, monkeypatch):
    monkeypatch.setattr(groups, "PORTION", 2)
    book, coming = GroupBook(), [await publish(booking, title="ahead") for _ in range(5)]
    async with connection(booking.pool) as conn:
        for _ in range(2):
            await book.read_ahead(conn)
        found = await titles(conn, book, coming)
        assert sorted(found) == ["ahead"] * 4 + ["read when asked"]


async def test_the_book_holds_so_many_and_lets_go_of_what_was_not_asked_for_longest(booking):
    book, three = GroupBook(holds=2), [await publish(booking, title=title) for title in ("one", "two", "three")]
    async with connection(booking.pool) as conn:
        assert len(await book.current(conn, three)) == 3  # whatever is asked for is there, all the same
        await book.current(conn, three[1:2])
        await book.current(conn, three[:1])
        assert await titles(conn, book, [three[1], three[0]]) == ["two", "one"]
        assert await titles(conn, book, [three[2]]) == ["read when asked"]
