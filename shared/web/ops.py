"""What operators ask: alive, ready, how much."""

from typing import TYPE_CHECKING

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from shared.observability.health import readiness
from shared.observability.metrics import render

if TYPE_CHECKING:
    from shared.system import System


def ops_router(system: "System") -> APIRouter:
    """`/healthz` (the process answers), `/readyz` (its database does; the broker only degrades), `/metrics`."""
    router = APIRouter(prefix=f"/{system.name}", include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/readyz")
    async def readyz() -> JSONResponse:
        status, details = await readiness(system)
        return JSONResponse(details, status)

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(render(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return router
