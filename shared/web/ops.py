"""What operators ask: alive, ready, how much. And what pages ask: the time."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from shared.kernel.clock import machine_clock
from shared.observability.metrics import render
from shared.web.health import Working, readiness


def ops_router(name: str, system: Working) -> APIRouter:
    """`/healthz` (the process answers), `/readyz` (its database does; the broker only degrades), `/metrics`; `/clock` (milliseconds)."""
    router = APIRouter(prefix=f"/{name}", include_in_schema=False)

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

    @router.get("/clock")
    async def clock() -> Response:
        return Response(str(int(machine_clock().timestamp() * 1000)), media_type="text/plain")

    return router
