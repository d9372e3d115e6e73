"""Sums of groups by union and site."""

from services.classes.domain.totals import SiteTotals, Totals
from services.classes.store.queries import sql
from shared.db.pool import Connection


async def by_site(conn: Connection, unions: list[str] | None, season: str | None) -> list[SiteTotals]:
    """Of these unions (None: of all), of a season (None: of any)."""
    rows = await conn.fetch(sql("totals"), unions, season)
    return [SiteTotals(union, site, Totals(*numbers)) for union, site, *numbers in rows]
