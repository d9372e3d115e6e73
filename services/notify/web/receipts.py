"""Where providers send their receipts. Whoever does not know the address, or does not come from where it must, finds nothing here."""

from ipaddress import ip_address, ip_network

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from services.notify.usecases.receive_receipts import receive_receipts
from services.notify.words import refusals
from shared.calls import is_receipts_seal
from shared.errors import BadInput, NotFound
from shared.providers.receipts import RECEIVING, read
from shared.settings import Settings
from shared.system import System

router = APIRouter(prefix="/notify/receipts", include_in_schema=False)


@router.post("/{provider}/{seal}")
async def receipts(request: Request, provider: str, seal: str) -> JSONResponse:
    """Take them; the answer does not say which of them we know."""
    system: System = request.app.state.system
    address = request.client.host if request.client else ""
    if provider not in RECEIVING or not is_receipts_seal(system.settings.keys_dir, provider, seal):
        raise NotFound
    if not _let_in(system.settings, address):
        raise NotFound
    try:
        said = read(provider, await request.body())
    except ValueError:
        raise BadInput(*refusals.NO_RECEIPTS) from None
    await receive_receipts(system, RECEIVING[provider].channel, said)
    return JSONResponse(dict(RECEIVING[provider].taken))


def _let_in(settings: Settings, address: str) -> bool:
    """Whether the address is of a network that the operator has named; none named: any."""
    networks = settings.receipts_from.split()
    try:
        return not networks or any(ip_address(address) in ip_network(network) for network in networks)
    except ValueError:
        return False
