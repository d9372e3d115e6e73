"""booking: whom each route lets in."""

from datetime import timedelta

from tests.support.access.asked import (
    ANYBODY,
    CARERS,
    CLASS_TEACHER,
    EMPLOYER,
    FAMILY,
    FEDERATION,
    PARK,
    PROGRAM,
    SOMEBODY,
    STAFF,
    TEACHER,
    Asked,
    only,
)
from tests.support.access.booking_world import HASH, world
from tests.support.booking import DAYS
from tests.support.staff import PICTURE

__all__ = ["ROUTES", "world"]

_SOON = DAYS[0] - timedelta(days=14)
_MINE = Asked(SOMEBODY)
_THEIRS = only(FAMILY)
_DESK = only(EMPLOYER, FEDERATION)
_PARK = only(PARK, FEDERATION)
_CHILD = {"name": "张小红", "birth_date": "2018-05-01", "grade": 2}
_SEAT = {"group_id": "{open_id}", "child_id": "{child_id}"}
_CONSENT = {"group_id": "{group_id}", "kind": "agreement", "hash": HASH}
_FIRST = {"enrollment_id": "{enrollment_id}", "reason": "理由"}
_MOVE = {"to_group_id": "{to_group_id}", "reason": "理由"}
_BROUGHT = {"ticket": "none", "name": "户口本"}
_FILE = {"file": ("h.png", PICTURE, "image/png")}

ROUTES = {
    "GET /booking/healthz": Asked(ANYBODY),
    "GET /booking/readyz": Asked(ANYBODY),
    "GET /booking/metrics": Asked(ANYBODY),
    "GET /booking/clock": Asked(ANYBODY),
    # what everybody may know
    "GET /booking/api/v1/groups/{group_id}/results": Asked(ANYBODY),
    "GET /booking/groups/{group_id}/results": Asked(ANYBODY),
    "GET /booking/draws/draw.py": Asked(ANYBODY),
    "GET /booking/draws/{draw_id}": Asked(ANYBODY),
    "GET /booking/draws/{draw_id}/live": Asked(ANYBODY),
    "GET /booking/draws/{draw_id}/list": Asked(ANYBODY),
    "GET /booking/draws/{draw_id}/draw.json": Asked(ANYBODY),
    # a union's programs
    "GET /booking/api/v1/groups/{group_id}/enrollments": only(PROGRAM),
    # a number that nobody used for long
    "GET /booking/number/{request_id}": Asked(ANYBODY, of={"request_id": "{group_id}"}),
    "POST /booking/number/{request_id}": Asked(
        ANYBODY, form={"name": "", "birth_date": ""}, of={"request_id": "{group_id}"}, keyed=False, guessed=True
    ),
    # one's own, whoever one is
    "GET /booking/api/v1/enrollments": _MINE,
    "GET /booking/api/v1/children": _MINE,
    "GET /booking/api/v1/family": _MINE,
    "GET /booking/api/v1/privacy": _MINE,
    "GET /booking/api/v1/papers": _MINE,
    "GET /booking/api/v1/consents": _MINE,
    "GET /booking/api/v1/groups/{group_id}/eligibility": _MINE,
    "GET /booking/api/v1/groups/{group_id}/texts": _MINE,
    "GET /booking/": _MINE,
    "GET /booking/family": _MINE,
    "GET /booking/copy": _MINE,
    "GET /booking/family/children/new": _MINE,
    "GET /booking/family/about": _MINE,
    "GET /booking/family/firms": Asked(SOMEBODY, query={"employers": "济宁"}),
    "GET /booking/api/v1/family/employers": Asked(SOMEBODY, query={"named": "济宁"}),
    "GET /booking/family/contact": _MINE,
    "GET /booking/family/guardians": _MINE,
    "GET /booking/api/v1/families": _MINE,
    "GET /booking/api/v1/children/twice": _MINE,
    "GET /booking/api/v1/invited/{code}": _MINE,
    "GET /booking/join/{code}": _MINE,
    "POST /booking/join/{code}": Asked(SOMEBODY, form={"called": "other", "agreed": "yes"}, once=True),
    "POST /booking/api/v1/invited/{code}/accept": Asked(
        SOMEBODY, json={"called": "other", "agreed": True}, guessed=True
    ),
    "GET /booking/family/privacy": _MINE,
    "GET /booking/family/papers": _MINE,
    "GET /booking/family/consents": _MINE,
    "GET /booking/groups/{group_id}": _MINE,
    "GET /booking/wishes/{group_id}": Asked(SOMEBODY, of={"group_id": "{ranked_id}"}),
    "GET /booking/pair/{group_id}": Asked(SOMEBODY, of={"group_id": "{inside_id}"}),
    "PUT /booking/api/v1/privacy": Asked(SOMEBODY, json={"version": "1"}),
    "PUT /booking/api/v1/family": Asked(SOMEBODY, json={"categories": [], "employers": []}),
    "POST /booking/api/v1/children": Asked(SOMEBODY, json=_CHILD),
    "POST /booking/family/privacy": Asked(SOMEBODY, form={"agreed": "yes", "version": "1"}),
    "POST /booking/family/about": Asked(SOMEBODY, form={"employers": ""}),
    "POST /booking/family/contact": Asked(SOMEBODY, form={"name": "王芳", "phone": "13812345678"}),
    "POST /booking/family/children": Asked(SOMEBODY, form=_CHILD | {"name": "张小兰"}),
    "POST /booking/api/v1/consents": Asked(SOMEBODY, json=_CONSENT),
    "POST /booking/family/consents": Asked(SOMEBODY, form=_CONSENT | {"agreed": "yes"}),
    # a family's
    "POST /booking/api/v1/enrollments": only(FAMILY, json=_SEAT),
    "POST /booking/api/v1/enrollments/together": only(FAMILY, json={"choices": [[_SEAT]]}),
    "POST /booking/api/v1/enrollments/{enrollment_id}/accept": _THEIRS,
    "GET /booking/family/children/{child_id}/join/{other_id}": only(FAMILY, of={"other_id": "{twin_id}"}),
    "POST /booking/api/v1/children/{child_id}/join": only(FAMILY, json={"other_id": "{other_twin_id}", "agreed": True}),
    "POST /booking/family/children/{child_id}/join/{other_id}": only(
        FAMILY, form={"agreed": "yes"}, of={"other_id": "{twin_id}"}
    ),
    "PUT /booking/api/v1/children/{child_id}": only(FAMILY, json=_CHILD | {"name": "欧阳小雨"}),
    "POST /booking/api/v1/papers": only(FAMILY, form={"child_id": "{child_id}", "name": "户口本"}, files=_FILE),
    "GET /booking/api/v1/papers/{paper_id}": _THEIRS,
    "POST /booking/groups/{group_id}/enroll": only(FAMILY, form={"child_id": "{child_id}"}),
    "GET /booking/enrollments/{enrollment_id}": _THEIRS,
    "GET /booking/enrollments/{enrollment_id}/calendar.ics": _THEIRS,
    "POST /booking/enrollments/{enrollment_id}/accept": _THEIRS,
    "POST /booking/enrollments/{enrollment_id}/mended": _THEIRS,
    "POST /booking/api/v1/enrollments/{enrollment_id}/mended": _THEIRS,
    "POST /booking/family/guardians/called": only(FAMILY, form={"family": "{family_id}", "called": "mother"}),
    "PUT /booking/api/v1/families/{family_id}/guardians/me": only(FAMILY, json={"called": "mother"}),
    "GET /booking/api/v1/invitations/{invitation_id}": _THEIRS,
    "POST /booking/api/v1/invitations/{invitation_id}/settle": only(FAMILY, json={"joins": False}, once=True),
    "POST /booking/api/v1/families/{family_id}/invitations": only(FAMILY, json={}),
    "POST /booking/family/checks": only(FAMILY, form={"group_id": "{group_id}", "child_id": "{child_id}"}),
    "POST /booking/family/invitations": only(FAMILY, form={"family": "{family_id}"}),
    "GET /booking/family/invitations/{invitation_id}": _THEIRS,
    "POST /booking/family/invitations/{invitation_id}": only(FAMILY, form={"verdict": "decline"}, guessed=True),
    "GET /booking/family/children/{child_id}": _THEIRS,
    "POST /booking/family/children/{child_id}": only(FAMILY, form=_CHILD | {"name": "欧阳小雨"}),
    "POST /booking/family/papers": only(FAMILY, form={"child_id": "{child_id}", "name": "户口本"}, files=_FILE),
    "GET /booking/family/papers/{paper_id}": _THEIRS,
    "POST /booking/wishes/{group_id}": only(
        FAMILY,
        form={"child_id": "{child_id}", "wish-1-{child_id}": "{ranked_id}"},
        of={"group_id": "{ranked_id}"},
        unseen=True,
    ),
    "POST /booking/pair/{group_id}": only(
        FAMILY, form={"child_id": "{child_id}", "care": "{open_id}"}, of={"group_id": "{inside_id}"}
    ),
    # those who care for the park's children
    "GET /booking/console/": Asked(STAFF),
    "GET /booking/console/groups": Asked(CARERS | {CLASS_TEACHER}),
    "GET /booking/console/unreached": Asked(STAFF),
    "POST /booking/console/unreached": only(PARK, FEDERATION, form={"enrollment_id": "{enrollment_id}"}),
    "GET /booking/console/families": Asked(STAFF, query={"q": "欧阳"}),
    "GET /booking/console/groups/{group_id}": only(PARK, TEACHER, CLASS_TEACHER, FEDERATION),
    "GET /booking/console/broadcasts/{union}": _PARK,
    "POST /booking/console/broadcasts/{union}": only(
        PARK,
        FEDERATION,
        form={"title": "明早停课", "body": "因大雪停课一天。", "contact": "工会办公室", "group_ids": "{group_id}"},
    ),
    "GET /booking/console/broadcasts/{union}/{broadcast_id}": _PARK,
    "POST /booking/console/broadcasts/{union}/{broadcast_id}": only(PARK, FEDERATION, form={"act": "try"}),
    "GET /booking/console/groups/{group_id}/teachers": _PARK,
    "GET /booking/api/v1/staff/groups/{group_id}/teachers": _PARK,
    "POST /booking/api/v1/staff/groups/{group_id}/teachers": only(
        PARK, FEDERATION, json={"ticket": "none", "called": "王老师"}
    ),
    "DELETE /booking/api/v1/staff/groups/{group_id}/teachers/{teacher_id}": only(PARK, FEDERATION, guessed=True),
    "POST /booking/console/groups/{group_id}/teachers": only(
        PARK, FEDERATION, form={"called": "王老师", "ticket": "none"}, guessed=True
    ),
    "POST /booking/console/groups/{group_id}/teachers/{teacher_id}/end": only(PARK, FEDERATION, form={}, once=True),
    "GET /booking/console/groups/{group_id}/roster.xlsx": _PARK,
    "GET /booking/console/exports": Asked(STAFF),
    "POST /booking/console/exports": only(
        PARK, FEDERATION, form={"chosen": "{group_id}", "reason": "统一购买保险"}, keyed=False
    ),
    "GET /booking/console/exports/log": only(FEDERATION),
    "GET /booking/console/groups/{group_id}/waiting": _PARK,
    "POST /booking/console/groups/{group_id}/waiting": only(PARK, FEDERATION, form=_FIRST),
    "GET /booking/console/groups/{group_id}/move": _PARK,
    "POST /booking/console/groups/{group_id}/move": only(PARK, FEDERATION, form=_MOVE | {"until": f"{_SOON}T09:00"}),
    "GET /booking/console/groups/{group_id}/merge": _PARK,
    "POST /booking/console/groups/{group_id}/merge": only(PARK, FEDERATION, form=_MOVE),
    "GET /booking/console/draws/{draw_id}": _PARK,
    "POST /booking/console/draws/{draw_id}": only(PARK, FEDERATION, form={"randomness": "3 5 8", "step": "hold"}),
    "GET /booking/api/v1/staff/groups/{group_id}/roster": _PARK,
    "GET /booking/api/v1/staff/groups/{group_id}/waiting": _PARK,
    "POST /booking/api/v1/staff/groups/{group_id}/waiting/first": only(PARK, FEDERATION, json=_FIRST),
    "GET /booking/api/v1/staff/groups/{group_id}/moves": _PARK,
    "POST /booking/api/v1/staff/groups/{group_id}/moves": only(
        PARK, FEDERATION, json=_MOVE | {"until": f"{_SOON}T09:00:00+08:00"}
    ),
    "POST /booking/api/v1/staff/groups/{group_id}/merge": only(PARK, FEDERATION, json=_MOVE),
    # those who check requests
    "GET /booking/console/corrections": Asked(STAFF),
    "POST /booking/console/corrections/{correction_id}": only(
        PARK, FEDERATION, form={"verdict": "refuse", "reason": "和户口本一致"}, once=True
    ),
    "GET /booking/api/v1/checks": _MINE,
    "POST /booking/api/v1/checks": only(FAMILY, json={"group_id": "{group_id}", "child_id": "{child_id}"}),
    "GET /booking/api/v1/staff/checks": Asked(STAFF),
    "POST /booking/api/v1/staff/checks": Asked(
        STAFF, json={"checks": [{"id": "{enrollment_id}", "version": 0}], "approved": True}
    ),
    "GET /booking/console/checks": Asked(STAFF),
    "POST /booking/console/checks": Asked(STAFF, form={"chosen": "{enrollment_id}.0", "verdict": "approve"}),
    "GET /booking/api/v1/staff/review": Asked(STAFF),
    "GET /booking/console/review": Asked(STAFF),
    "GET /booking/console/review/{group_id}": _DESK,
    "GET /booking/console/papers/{paper_id}": _DESK,
    "GET /booking/console/papers/{paper_id}/beside": _DESK,
    "GET /booking/console/health/{enrollment_id}": _DESK,
    "GET /booking/api/v1/staff/review/{group_id}": _DESK,
    "POST /booking/api/v1/staff/review/{group_id}": only(
        EMPLOYER, FEDERATION, json={"requests": ["{enrollment_id}"], "approved": True}
    ),
    "POST /booking/api/v1/staff/review/{group_id}/send-back": only(
        EMPLOYER, FEDERATION, json={"requests": ["{enrollment_id}"], "reason": "看不清"}
    ),
    "POST /booking/console/review/{group_id}": only(
        EMPLOYER, FEDERATION, form={"chosen": "{enrollment_id}", "verdict": "approve"}
    ),
    "POST /booking/family/children/{child_id}/correction": only(
        FAMILY, form={"right_name": "欧阳晓雨", "right_birth_date": "2018-05-01"}
    ),
    # what takes away: refused while a request needs it
    "POST /booking/family/papers/{paper_id}/remove": _THEIRS,
    "DELETE /booking/api/v1/papers/{paper_id}": only(FAMILY, of={"paper_id": "{other_paper_id}"}),
    "POST /booking/family/consents/{consent_id}/withdraw": _THEIRS,
    "DELETE /booking/api/v1/consents/{consent_id}": _THEIRS,
    "POST /booking/family/children/{child_id}/remove": _THEIRS,
    "DELETE /booking/api/v1/children/{child_id}": _THEIRS,
    "POST /booking/enrollments/{enrollment_id}/withdraw": _THEIRS,
    "POST /booking/api/v1/enrollments/{enrollment_id}/withdraw": _THEIRS,
    "GET /booking/console/groups/{group_id}/desk": only(PARK, FEDERATION, query={"ticket": "none"}),
    "POST /booking/console/groups/{group_id}/desk": only(PARK, FEDERATION, form={"ticket": "none"}),
    "GET /booking/console/groups/{group_id}/desk/papers": only(
        PARK, FEDERATION, query={"ticket": "none", "child": "{child_id}"}
    ),
    "POST /booking/console/groups/{group_id}/desk/ask": only(
        PARK, FEDERATION, form={"ticket": "none", "child": "{child_id}"}
    ),
    "POST /booking/console/papers": only(
        PARK, FEDERATION, form=_BROUGHT | {"group": "{group_id}", "child": "{child_id}"}
    ),
    "POST /booking/api/v1/staff/papers": only(
        PARK, FEDERATION, form=_BROUGHT | {"group_id": "{group_id}", "child_id": "{child_id}"}
    ),
    "POST /booking/api/v1/staff/groups/{group_id}/desk/children": only(
        PARK, FEDERATION, json={"ticket": "none", "child": _CHILD, "agreed": ["privacy"], "signed_on": "2026-11-01"}
    ),
    "POST /booking/api/v1/staff/groups/{group_id}/desk": only(
        PARK, FEDERATION, json={"ticket": "none", "child_id": "{child_id}"}
    ),
    "POST /booking/console/families/{family_id}/guardians": only(
        PARK, FEDERATION, form={"person_id": "{person_id}", "reason": "理由"}, once=True
    ),
    "DELETE /booking/api/v1/families/{family_id}/guardians/me": only(FAMILY, guessed=True),
    "POST /booking/family/guardians/leave": only(FAMILY, form={"family": "{family_id}"}, once=True),
    "POST /booking/console/groups/{group_id}/cancel": only(PARK, FEDERATION, form=_FIRST),
}
"""In the order in which those whom they let in ask."""
