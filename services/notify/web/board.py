"""What became of the messages of a union's groups; whom nothing has reached, and the phone to call, which leaves a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from services.notify.dependencies import AtSystem, OwnUnion
from services.notify.store import board as store
from services.notify.store.board import Untold
from services.notify.usecases import call_unreached
from services.notify.words import board as words
from services.notify.words import refusals, ways
from shared.db.clock import today
from shared.db.once import write_once
from shared.db.pool import Connection, connection, transaction
from shared.kernel.answer import Answer, digest
from shared.kernel.sentence import Sentence
from shared.system import System
from shared.web.auth import Staff
from shared.web.downloads import download, sheet_name, workbook
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.shown import shows

router = APIRouter(prefix="/notify/console/board", include_in_schema=False)
Text = Annotated[str, Form()]


class AgainForm(BaseModel):
    """What had failed of a kind by a channel."""

    model_config = ConfigDict(extra="forbid")

    kind: str
    channel: str
    idempotency_key: str = ""


@dataclass(frozen=True, slots=True)
class GroupAsked:
    """A group as a union's organizer asks for it."""

    system: System
    union: str
    group_id: UUID

    @property
    def unions(self) -> list[str]:
        """Whose groups they may see here."""
        return self.system.unions.tree.under(self.union)

    @property
    def path(self) -> str:
        """Of its page."""
        return f"/notify/console/board/{self.union}/groups/{self.group_id}"


async def group_asked(system: AtSystem, union: OwnUnion, group_id: UUID) -> GroupAsked:
    """What the path names."""
    return GroupAsked(system, union, group_id)


OfGroup = Annotated[GroupAsked, Depends(group_asked)]


@router.get("/{code}")
@shows()
async def board(request: Request, who: Staff, system: AtSystem, union: OwnUnion) -> Response:
    """The groups of the union and of those below it, those with most to do first."""
    async with connection(system.pool) as conn:
        groups = await store.groups(conn, system.unions.tree.under(union))
    return render(request, "board.html", union=union, groups=groups, since=store.SINCE)


@router.get("/{code}/groups/{group_id}")
@shows("unreached")
async def of_group(request: Request, who: Staff, asked: OfGroup) -> Response:
    """Each kind by each way, and who was not reached."""
    async with transaction(asked.system.pool) as conn:
        found = await call_unreached.unreached(conn, who, asked.unions, asked.group_id)
    return await _page(request, asked, found)


@router.post("/{code}/groups/{group_id}/phones")
@shows("unreached")
async def phones(request: Request, who: Staff, asked: OfGroup, reason: Text = "") -> Response:
    """The same page with the phones of those who were not reached: for a reason that is kept."""
    reason = reason.strip()[:200]
    async with transaction(asked.system.pool) as conn:
        found = await call_unreached.unreached(conn, who, asked.unions, asked.group_id, reason=reason)
    if not reason:
        return await _page(request, asked, found, error=refusals.WHY_CALL.both)
    people = dict.fromkeys(one.person_id for one in found)
    return await _page(request, asked, found, phones=await call_unreached.phones(asked.system.settings, people))


@router.post("/{code}/groups/{group_id}/again")
@shows()
async def again(who: Staff, asked: OfGroup, form: Annotated[AgainForm, Form()]) -> Response:
    """Send once more what had failed by one way."""

    async def work(conn: Connection) -> Answer:
        many = await store.send_again(conn, asked.unions, asked.group_id, form.kind, form.channel)
        return Answer(200, {"again": many})

    what = digest("board-again", asked.path, form.kind, form.channel)
    done = await write_once(asked.system, who.person_id, checked_key(form.idempotency_key), what, work)
    return RedirectResponse(f"{asked.path}?again={done.body['again']}", 303)


@router.get("/{code}/groups/{group_id}/board.xlsx")
@shows()
async def as_excel(who: Staff, asked: OfGroup) -> Response:
    """The table, without anybody's name."""
    async with connection(asked.system.pool) as conn:
        rows = await store.of_group(conn, asked.unions, asked.group_id)
        day = await today(conn)
    cells = (
        (words.KINDS[one.kind].zh, ways.channel(one.channel).zh, one.told, one.read, one.delivered, one.accepted, one.failed, one.unknown,
         one.dropped, one.waiting, one.why or "")
        for one in rows
    )  # fmt: skip
    columns = [column.zh for column in words.COLUMNS.values()]
    content = await workbook(asked.system.apart, words.TITLE.zh, columns, cells, first=16, width=12, frozen=2)
    return download(content, sheet_name(words.TITLE.zh, day))


async def _page(
    request: Request, asked: GroupAsked, unreached: Sequence[Untold], *, phones: Mapping[UUID, str | Sentence] | None = None, error: str = ""
) -> Response:  # fmt: skip
    async with connection(asked.system.pool) as conn:
        group = await store.group(conn, asked.unions, asked.group_id)
        rows = await store.of_group(conn, asked.unions, asked.group_id)
    filled = words.ALWAYS | {
        name for row in rows if row.channel != "inbox" for name in words.COLUMNS if getattr(row, name)
    }
    return render(
        request, "board_of_group.html", 422 if error else 200, asked=asked, group=group, rows=rows, unreached=unreached, phones=phones, error=error,
        most=store.MOST, again=request.query_params.get("again"), kinds=words.KINDS, columns=words.COLUMNS.items(), filled=filled, called=ways.channel, became=ways.became,
    )  # fmt: skip
