"""What messages are about (事项), as a family chooses by which way it hears of it: a few words for many kinds."""

from collections.abc import Mapping

MATTERS: Mapping[str, frozenset[str]] = {
    "answer": frozenset(
        {"offered", "reminded", "opened", "sent-back", "to-mend", "overlaps", "asked-again", "checked"}
    ),
    "change": frozenset({"cancelled", "changed", "merged", "promoted", "expired", "doubted", "assured"}),
    "result": frozenset(
        {"submitted", "unverified", "entered", "confirmed", "waitlisted", "unplaced", "refused", "withdrawn"}
    ),
    "ahead": frozenset({"opens-soon", "first-day", "goes-on"}),
    "notice": frozenset({"broadcast", "broadcast-held"}),
    "family": frozenset({"guardian-asks", "records-joined"}),
    "security": frozenset({"guardian-left", "role-changed", "teacher", "webhook-off"}),
}
"""Each kind stands in one of them."""
SECURITY = MATTERS["security"]
"""What nobody can switch off; the constraint `security_is_told` says so, too."""
