"""The JSON door: parse, call the use case, shape the answer. Pages have their own door and import nothing of this one."""

from services.booking.api import (
    desk,
    early_checks,
    enrollments,
    family,
    guardians,
    prepared,
    privacy,
    programs,
    staff,
    teachers,
)

ROUTERS = (
    enrollments.router,
    family.router,
    guardians.router,
    privacy.router,
    prepared.router,
    staff.router,
    desk.router,
    teachers.router,
    early_checks.family,
    early_checks.staff,
    programs.router,
)
