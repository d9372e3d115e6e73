"""docs/doors.md: each door that somebody may try, how it is held, and the tests that fail when it is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_HEAD = """# The doors, and what holds each

Made from `aixin/doors.py` by `make docs`; do not edit. `make attack` plays the tests named here: everybody knocks at every route, and whatever is sent
to the API, well formed or not, is answered as its document says. A door that waits for a part of the system says so.
Weaknesses are told as [SECURITY.md](../SECURITY.md) says.

| | door | how it is held | tests |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Door:
    """What somebody may try, and what stands in the way."""

    number: int
    what: str
    held: str
    tests: Sequence[str] = ()
    """Files of tests, tests, or the beginnings of their ids; `*` stands for any letters."""
    waits: str = ""
    """Which part of it, or all, is not there, and why."""


def _tests(folder: str, file: str, *names: str) -> tuple[str, ...]:
    path = f"tests/{folder}/test_{file}.py"
    return tuple(f"{path}::test_{name}" for name in names) or (path,)


_ACCESS = _tests("integration", "access")
_AROUND = "contract", "around"
_LOGIN = "integration", "accounts_login"
_LIMITS = "integration", "accounts_limits"

DOORS = (
    Door(
        1,
        "what is another's, by its id",
        "every route says whom it lets in; one answer for what is not there and not theirs",
        _ACCESS,
    ),
    Door(
        2,
        "another park's or union's things: lists, exports, search, streams",
        "whatever is asked for is looked for among one's own",
        (
            *_ACCESS,
            *_tests("integration", "booking_review", "an_employers_union*"),
            *_tests("integration", "notify_stream", "one_person*"),
        ),
    ),
    Door(
        3,
        "the staff's routes, for a family",
        "a role that is asked for by the route itself",
        (*_ACCESS, *_tests("contract", "revoked", "every_door*")),
    ),
    Door(
        4,
        "fields that nobody asked for",
        "forms and bodies refuse what they do not know",
        (*_tests(*_AROUND, "no_body*"), *_tests(*_LOGIN, "unknown_fields*")),
    ),
    Door(
        5,
        "answers that say more than their shape",
        "an answer is built from its shape, and another one is a fault of ours",
        _tests("unit", "shapes"),
    ),
    Door(
        6,
        "a role that was taken back",
        "told to every system, and believed by none that cannot hear",
        (*_tests("integration", "revocation"), *_tests("contract", "revoked")),
    ),
    Door(
        7,
        "ids that can be guessed, lists without an end",
        "things are asked for by UUID; a list comes in parts",
        (
            *_tests(*_AROUND, "whatever_is_named*"),
            *_tests("integration", "notify_inbox", "pages_of_the_api*"),
            *_tests("integration", "api_parts", "every_enrollment*"),
        ),
    ),
    Door(
        8,
        "a log-in code",
        "six digits of chance, ten minutes, once, for one request; kept as a keyed hash",
        _tests(
            *_LOGIN,
            "a_code_works_once",
            "a_code_is_bound*",
            "a_code_of_eleven*",
            "one_code_used_twice*",
            "codes_phones*",
        ),
    ),
    Door(9, "trying codes", "five tries a code", _tests(*_LOGIN, "after_five*")),
    Door(
        10,
        "having codes sent",
        "one a minute, a number and a network so many, a budget over all",
        (*_tests(*_LOGIN, "a_second_code*", "codes_asked_for_at_once*"), *_tests(*_LIMITS)),
    ),
    Door(
        11,
        "finding out who has an account",
        "known and unknown phones are answered alike",
        _tests(*_LOGIN, "known_and_unknown*"),
    ),
    Door(
        12,
        "a session that should be over",
        "new at each log-in, gone at log-out, idle and absolute ends, everywhere at once",
        _tests(*_LOGIN, "a_session_renews*", "an_idle_or_old*", "log_out_everywhere*", "logging_in_again*"),
    ),
    Door(
        13,
        "a cookie that is read or set elsewhere",
        "`__Host-`, Secure, HttpOnly, SameSite",
        (*_tests(*_LOGIN, "each_cookie*"), *_tests("unit", "auth", "over_https*")),
    ),
    Door(
        14,
        "a write that another site's page sends",
        "the page it comes from must be ours, with or without a cookie",
        (*_tests(*_AROUND, "a_write_from*"), *_tests(*_LOGIN, "a_write_from*")),
    ),
    Door(
        15,
        "a script on a page",
        "a policy without inline or eval",
        (
            *_tests(*_AROUND, "every_answer*"),
            *_tests("integration", "web_frame", "nothing_stands*"),
            *_tests("browser", "web_frame", "pages_fit*"),
        ),
    ),
    Door(
        16,
        "what browsers do by themselves",
        "HSTS, nosniff, referrer, opener and permissions policies",
        _tests(*_AROUND, "every_answer*"),
    ),
    Door(
        17,
        "a personal page in a cache",
        "`no-store` on everything but static files",
        (*_tests(*_AROUND, "every_answer*"), *_tests("integration", "web_frame", "static_files*")),
    ),
    Door(18, "another site's script that reads", "no origin is allowed anything", _tests(*_AROUND, "no_other_origin*")),
    Door(
        19,
        "a name that is a script",
        "templates escape, mails and exports too",
        (*_tests("integration", "booking_api", "pages_show*"), *_tests("unit", "notify_texts", "words_of_strangers*")),
    ),
    Door(
        20,
        "a name that is a formula",
        "cells are written as text",
        (
            *_tests("integration", "booking_api", "the_exported*"),
            *_tests("unit", "excel", "what_looks_like*"),
        ),
    ),
    Door(21, "SQL in a field", "statements are constants, values are parameters", _tests("unit", "sql")),
    Door(
        22,
        "a webhook that leads inside",
        "names are looked up and looked at by us, the connection goes to that address under the name's certificate; https, port 443, no redirect,"
        " no proxy, bounds in bytes and seconds, nothing told of an answer but its status",
        _tests("integration", "webhooks_outside"),
    ),
    Door(
        23,
        "a forged callback",
        "a secret in its address, the provider’s own networks (`AIXIN_RECEIPTS_FROM`), bounds in size; what is settled stays, what is unknown is answered alike",
        _tests("integration", "notify_receipts"),
    ),
    Door(
        24,
        "a token of one's own making",
        "one algorithm; exp, iat, aud and iss are required",
        (*_tests("unit", "tokens"), *_tests("unit", "auth")),
    ),
    Door(
        25,
        "a key that was seen",
        "another one signs and seals, the old one opens; what it signs counts no longer than a token lives",
        (*_tests("unit", "keys", "a_rotation*"), *_tests("unit", "web_vault", "a_key_is_rotated*")),
    ),
    Door(
        26,
        "a stolen phone number of the staff",
        "roles count with a second factor; one that opens much waits for a day or a second officer; its owner is told; there are no passwords",
        (
            *_tests("integration", "accounts_second_factor"),
            *_tests("integration", "accounts_roles", "a_role_that*"),
            *_tests("integration", "accounts_roles_told"),
        ),
    ),
    Door(27, "an address that is not one's own", "told by the trusted proxy alone", _tests(*_LIMITS, "one_address*")),
    Door(
        28,
        "taking places by machine",
        "one live request a child and group, ten children (`AIXIN_FAMILY_CHILDREN`) and thirty requests (`AIXIN_FAMILY_REQUESTS`) a family, nothing before the opening; all under the locks of admission",
        (
            *_tests("integration", "booking_race"),
            *_tests("integration", "booking_one_child"),
            *_tests("integration", "booking_caps"),
        ),
    ),
    Door(
        29,
        "requests that are slow, endless or large",
        "bounds in bytes and seconds",
        (*_tests("unit", "web_doors"), *_tests("integration", "serving")),
    ),
    Door(
        30,
        "a dump, a log, a topic",
        "health notes, phones and papers are sealed for their row",
        (
            *_tests("unit", "web_vault", "a_sealed*"),
            *_tests(*_LOGIN, "codes_phones*"),
            *_tests("integration", "booking_shelf", "what_lies_there*"),
            *_tests("integration", "canary"),
        ),
    ),
    Door(31, "looking a phone up by its hash", "the hash is keyed", _tests("unit", "web_vault", "a_hash*")),
    Door(32, "personal data in events", "events tell ids and masked names", _tests("contract", "events_tell_ids")),
    Door(
        33,
        "staff who are curious",
        "each reading is kept, and only added: who works with the tables owns none",
        (
            *_tests("integration", "readings"),
            *_tests("integration", "clerk"),
            *_tests("contract", "shown"),
            *_tests("integration", "booking_health", "readings_are*"),
        ),
    ),
    Door(
        34,
        "a child without a guardian's word",
        "consent apart, unticked, refusable, by version",
        _tests("integration", "booking_privacy"),
    ),
    Door(
        35, "a column without a purpose", "each is named in `shared/privacy`", _tests("integration", "personal_columns")
    ),
    Door(
        36,
        "data that its owner cannot reach",
        "seen, copied, corrected, deleted",
        (*_tests("integration", "copied"), *_tests("integration", "booking_wiped")),
    ),
    Door(
        37,
        "data that nobody needs any more",
        "let go by its age",
        (*_tests("integration", "booking_let_go"), *_tests("integration", "pruned")),
    ),
    Door(38, "whom a breach hit", "`aixin breach` lists the families", _tests("integration", "breach")),
    Door(
        39,
        "a log that names people",
        "what is personal is taken out",
        (*_tests("unit", "observability"), *_tests("integration", "canary")),
    ),
    Door(
        40,
        "an error that gives something away",
        "a fault is a sentence for people, its cause stands in the log",
        _tests("integration", "answers_of_failures"),
    ),
    Door(
        41,
        "a package that is not what it was",
        "locked by hash, told by `make sbom`; licences are looked at; `make attack` asks for advisories, and says where none answers",
        _tests("unit", "supply"),
    ),
    Door(
        42,
        "whatever else is sent",
        "no error of ours, no answer that the document does not know",
        _tests("integration", "api_fuzzed"),
    ),
    Door(
        43,
        "one system's database, topics or keys, by another or by whoever reaches a port",
        "a role and a password for each; rights at the broker; keys of its own",
        (*_tests("compose", "one_server", "each*"), *_tests("contract", "rights"), *_tests("contract", "k8s", "each*")),
    ),
    Door(
        44,
        "a QR code that is copied",
        "an invitation's is signed, names nobody, works once within half an hour, and lets nobody in before a guardian says that it is them",
        _tests("integration", "guardians"),
    ),
)


def render() -> dict[Path, str]:
    """The page, by its path below the repository's root."""
    return {Path("docs/doors.md"): _HEAD + "".join(map(_row, DOORS))}


def _row(door: Door) -> str:
    files = dict.fromkeys(test.partition("::")[0] for test in door.tests)
    tests = " ".join(f"[{Path(file).stem.removeprefix('test_')}](../{file})" for file in files)
    held = f"{door.held}; {door.waits}" if door.tests and door.waits else door.waits or door.held
    return f"| {door.number} | {door.what} | {held} | {tests or '–'} |\n"
