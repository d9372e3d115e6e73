"""Where providers send their receipts. Whoever does not know the address, or does not come from where it must, finds nothing here."""

from ipaddress import ip_address, ip_network

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from services.notify.usecases.receive_receipts import receive_receipts
from services.notify.words import refusals
from shared.calls import is_receipts_seal
from shared.errors import BadInput, NotFound
from shared.providers.accounts import Accounts
from shared.providers.receipts import RECEIVING, Receiving
from shared.settings import Settings
from shared.system import System

router = APIRouter(prefix="/notify/receipts", include_in_schema=False)


@router.post("/{provider}/{seal}")
async def receipts(request: Request, provider: str, seal: str) -> Response:
    """Take them; the answer does not say which of them we know."""
    by, system = _sender(request, provider, seal), request.app.state.system
    try:
        said = by.read(await request.body())
    except ValueError:
        raise BadInput(*refusals.NO_RECEIPTS) from None
    await receive_receipts(system, by.channel, said)
    return Response(by.taken, media_type=by.media_type)


@router.get("/{provider}/{seal}")
async def known(request: Request, provider: str, seal: str) -> Response:
    """Whoever signs asks once whether the address is ours, by a word that it wants to hear again."""
    _sender(request, provider, seal)
    return PlainTextResponse(request.query_params.get("echostr", ""))


def _sender(request: Request, provider: str, seal: str) -> Receiving:
    """Who sends. Raises NotFound for anybody else."""
    system: System = request.app.state.system
    held: Accounts = request.app.state.providers
    if provider not in RECEIVING or not is_receipts_seal(system.settings.keys_dir, provider, seal):
        raise NotFound
    if not _let_in(system.settings, request.client.host if request.client else ""):
        raise NotFound
    if not RECEIVING[provider].signed(request.query_params, held):
        raise NotFound
    return RECEIVING[provider]


def _let_in(settings: Settings, address: str) -> bool:
    """Whether the address is of a network that the operator has named; none named: any."""
    networks = settings.receipts_from.split()
    try:
        return not networks or any(ip_address(address) in ip_network(network) for network in networks)
    except ValueError:
        return False
