"""What other systems ask; the edge lets nobody else here."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header

from services.accounts.dependencies import AtOffice
from services.accounts.usecases.tell_phone import tell_phone
from services.accounts.usecases.tell_subject import tell_subject

router = APIRouter(prefix="/accounts/inside", include_in_schema=False)


@router.post("/phones/{person_id}")
async def phone(
    office: AtOffice, person_id: UUID, authorization: Annotated[str, Header()] = ""
) -> dict[str, str | None]:
    """The phone of a person, for notify alone; null: there is no such person any more."""
    return {"phone": await tell_phone(office, person_id, authorization)}


@router.post("/bindings/{service}/{person_id}")
async def binding(
    office: AtOffice, service: str, person_id: UUID, authorization: Annotated[str, Header()] = ""
) -> dict[str, str | None]:
    """By what name the service knows a person, for notify alone; null: it does not."""
    return {"subject": await tell_subject(office, service, person_id, authorization)}
