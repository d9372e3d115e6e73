"""A break between two blocks is told on every page of booking, and no calendar runs over it."""

from datetime import time, timedelta

from icalendar import Calendar

from shared.events.catalogue import Dates, Meeting
from shared.events.enrollment import EnrollmentConfirmed
from shared.kernel.words import Words
from tests.support.booking import DAYS, book, door, make_families, publish
from tests.support.outcomes import page
from tests.support.staff import Staff

LATER = [day + timedelta(days=21) for day in DAYS]
BLOCKS = [(DAYS[0], DAYS[-1]), (LATER[0], LATER[-1])]


async def test_two_blocks_are_told_as_two(booking):
    meetings = [Meeting(date=day, start=time(8, 30), end=time(17, 30)) for day in DAYS + LATER]
    group_id = await publish(booking, meetings=meetings, dates=Dates(blocks=BLOCKS))
    (family,) = await make_families(booking, 1)
    said, web, staff = Words("zh").blocks(BLOCKS), door(booking), Staff(booking)
    assert said in await page(web, family, f"groups/{group_id}")
    enrollment_id = (await book(web, family, group_id))["enrollment_id"]
    assert said in await page(web, family, f"enrollments/{enrollment_id}")
    assert said in await page(web, family)
    assert said in (await staff.read(f"console/groups/{group_id}")).text
    assert said in (await staff.read("console/groups")).text
    body = await booking.pool.fetchval("SELECT body FROM outbox WHERE type = $1", EnrollmentConfirmed.TYPE)
    assert EnrollmentConfirmed.model_validate_json(body).group.dates == Dates(blocks=BLOCKS)

    calendar = Calendar.from_ical(await page(web, family, f"enrollments/{enrollment_id}/calendar.ics"))
    spans = [(event.decoded("dtstart"), event.decoded("dtend")) for event in calendar.walk("VEVENT")]
    assert len(spans) == len(DAYS + LATER)
    assert all(end - start == timedelta(hours=9) for start, end in spans)
