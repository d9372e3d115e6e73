"""What may befall the databases of four systems that were lived in: what is done to one of them, and the invariant that it breaks."""

from dataclasses import dataclass

GROUP = "(SELECT group_id FROM enrollment WHERE state = 'offered')"
WAITS = "(SELECT id FROM enrollment WHERE state = 'waitlisted' ORDER BY seq LIMIT 1)"
HAS = f"(SELECT id FROM enrollment WHERE state = 'confirmed' AND group_id = {GROUP} LIMIT 1)"
OF_BODY = "(convert_from(body, 'UTF8')::jsonb ->> 'enrollment_id')::uuid"
NEW = (
    "INSERT INTO enrollment (id, group_id, child_id, state, seq, booked_by, created_at, changed_at, pool, unit, choice)"
)
COPY = f"{NEW} SELECT gen_random_uuid(), group_id, {{child}}, {{state}}, 1000, booked_by, {{at}}, '-infinity', pool, {{unit}}, {{choice}} FROM enrollment"


def another(where: str, **changes: str) -> str:
    """One more enrollment like that one, of another child unless it is said; it says nothing of events."""
    plain = {
        "child": "(SELECT id FROM child WHERE id NOT IN (SELECT child_id FROM enrollment e WHERE e.group_id = enrollment.group_id) LIMIT 1)"
    }
    plain |= {"state": "state", "at": "created_at", "unit": "unit", "choice": "choice"}
    return f"{COPY.format(**(plain | changes))} WHERE {where}"


@dataclass(frozen=True)
class Seed:
    """What is done to the database of a system, and the invariant that must break."""

    id: str
    system: str
    sql: str
    breaks: str


SEEDS = (
    # I1: places
    Seed("sold twice", "booking", f"{another(f'id = {HAS}')}; {another(f'id = {HAS}', at='created_at')}".replace("1000", "1001", 1), "no_place_sold_twice"),
    Seed("a pool given to others", "booking", """
        UPDATE class_group SET heard_at = heard_at - interval '1 hour' WHERE facts -> 'rules' -> 'pools' <> '[]';
        UPDATE ledger SET taken = taken + 1 WHERE pools <> '{}';
        """ + another("group_id = (SELECT group_id FROM ledger WHERE pools <> '{}') AND pool IS NULL LIMIT 1"), "kept_for_others"),
    Seed("a pool larger than its group", "booking", """
        UPDATE class_group SET facts = jsonb_set(facts, '{rules,pools,0,places}', '99') WHERE facts -> 'rules' -> 'pools' <> '[]'
        """, "a_pool_within_its_group"),
    Seed("places that nobody declared", "booking", f"UPDATE ledger SET capacity = capacity + 5 WHERE group_id = {GROUP}", "capacity_as_declared"),
    Seed("a declared capacity that differs", "booking", """
        UPDATE class_group SET facts = jsonb_set(facts, '{capacity}', '31'); UPDATE ledger SET capacity = 31
        """, "groups_as_declared"),
    # I2: children
    Seed("a child twice in a group", "booking", "DROP INDEX one_live_enrollment; " + another(f"id = {WAITS}", child="child_id"), "one_live_enrollment"),
    Seed("a child in two places at once", "booking", f"""
        UPDATE class_group SET facts = jsonb_set(facts, '{{meetings}}', (SELECT facts -> 'meetings' FROM class_group WHERE id = {GROUP}));
        {another(f"id = {WAITS}", child="(SELECT child_id FROM enrollment WHERE group_id <> g.id AND state = 'entered' LIMIT 1)").replace("FROM enrollment WHERE id =", "FROM enrollment JOIN class_group g ON g.id = group_id WHERE enrollment.id =").replace("gen_random_uuid(), group_id", "gen_random_uuid(), enrollment.group_id")}
        """, "nowhere_twice"),
    Seed("a child under two names of one record", "booking", f"""
        UPDATE child SET identity = '\\x01' WHERE id IN (SELECT child_id FROM enrollment WHERE group_id = {GROUP} AND state = 'confirmed')
        """, "one_place_a_child"),
    Seed("an option without its care", "booking", f"""
        UPDATE class_group SET facts = jsonb_set(facts, '{{only_with}}', '"care@nowhere"') WHERE id = {GROUP}
        """, "no_option_without_care"),
    Seed("both of an exchange", "booking", f"UPDATE enrollment SET replaces = {WAITS} WHERE id = {HAS}", "neither_both"),
    Seed("two wishes granted", "booking", "UPDATE enrollment SET state = 'confirmed' WHERE state = 'entered'", "one_choice_granted"),
    # I3: what families are told
    Seed("an event lost before it was told", "booking", f"DELETE FROM outbox WHERE topic = 'enrollment' AND {OF_BODY} = {HAS}", "every_state_was_told"),
    Seed("an enrollment that vanished", "booking", f"DELETE FROM enrollment WHERE id = {HAS}", "nothing_told_of_nobody"),
    Seed("a confirmed answer, and no place", "booking", f"UPDATE enrollment SET state = 'waitlisted' WHERE id = {HAS}", "answers_stand"),
    Seed("a message lost", "notify", """
        DELETE FROM delivery WHERE message_id = (SELECT min(id::text)::uuid FROM message);
        DELETE FROM message WHERE id = (SELECT min(id::text)::uuid FROM message)
        """, "every_family_is_told_once"),
    Seed("a message twice", "notify", """
        ALTER TABLE message DROP CONSTRAINT message_event_id_person_id_key;
        INSERT INTO message (event_id, person_id, kind, params) SELECT event_id, person_id, kind, params FROM message LIMIT 1
        """, "every_family_is_told_once"),
    Seed("a message without cause", "notify", """
        INSERT INTO message (event_id, person_id, kind, params) SELECT uuidv7(), person_id, kind, params FROM message LIMIT 1
        """, "every_family_is_told_once"),
    Seed("a message of the wrong kind", "notify", "UPDATE message SET kind = 'confirmed' WHERE kind = 'waitlisted'", "every_family_is_told_once"),
    Seed("another kind than was said", "notify", "UPDATE message SET kind = 'confirmed' WHERE kind = 'waitlisted'", "told_as_it_was_said"),
    Seed("a message of a role lost", "notify", """
        DELETE FROM delivery WHERE message_id IN (SELECT id FROM message WHERE kind = 'role-changed');
        DELETE FROM message WHERE kind = 'role-changed'
        """, "every_change_of_a_role_is_told_once"),
    Seed("a message of a role that never changed", "notify", """
        INSERT INTO message (event_id, person_id, kind, params) SELECT uuidv7(), person_id, kind, params FROM message WHERE kind = 'role-changed' LIMIT 1
        """, "every_change_of_a_role_is_told_once"),
    Seed("a role taken back in silence", "accounts", "DELETE FROM outbox WHERE type = 'accounts.role-changed.v1'", "every_change_of_a_role_was_told"),
    Seed("told of a role that was never kept", "accounts", """
        UPDATE outbox SET body = convert_to(replace(convert_from(body, 'UTF8'), '"at":"20', '"at":"21'), 'UTF8') WHERE type = 'accounts.role-changed.v1'
        """, "every_change_of_a_role_was_told"),
    Seed("a role that its owner never heard of", "accounts", """
        WITH told AS (SELECT id, phone_hash FROM person p WHERE NOT EXISTS (SELECT FROM role_grant g WHERE g.phone_hash = p.phone_hash) LIMIT 1), begun AS (
            UPDATE person SET created_at = created_at - interval '1 day' WHERE id = (SELECT id FROM told)
        ), given AS (
            INSERT INTO role_grant (phone_hash, role, union_code, phone_masked, at)
            SELECT phone_hash, 'teacher', 'gaoxin', '', clock_timestamp() - interval '1 hour' FROM told RETURNING *
        )
        INSERT INTO role_change (at, phone_hash, phone_masked, what, role, union_code) SELECT at, phone_hash, phone_masked, 'given', role, union_code FROM given
        """, "every_change_of_a_role_was_told"),
    Seed("a delivery missing", "notify", "DELETE FROM delivery WHERE channel = 'mail'", "every_message_by_every_channel"),
    Seed("a delivery stuck", "notify", "UPDATE delivery SET due_at = 'infinity' WHERE channel = 'mail' AND due_at IS NOT NULL", "no_delivery_is_stuck"),
    Seed("a delivery passed over", "notify", """
        UPDATE delivery SET due_at = due_at - interval '1 day', changed_at = changed_at - interval '1 day'
        WHERE id = (SELECT min(id::text)::uuid FROM delivery WHERE channel = 'mail' AND due_at IS NOT NULL)
        """, "no_delivery_is_stuck"),
    Seed("a webhook's delivery passed over", "notify", "UPDATE webhook_delivery SET due_at = 'infinity' WHERE due_at IS NOT NULL", "no_webhook_is_stuck"),
    Seed("a delivery of another message", "notify", "UPDATE delivery SET person_id = uuidv7() WHERE channel = 'inbox'", "deliveries_fit_their_message"),
    # I4: the ledger
    Seed("the ledger off by one", "booking", f"UPDATE ledger SET taken = taken - 1 WHERE group_id = {GROUP}", "ledger_equals_enrollments"),
    Seed("nobody counted who waits", "booking", f"UPDATE ledger SET waiting = 0 WHERE group_id = {GROUP}", "ledger_equals_enrollments"),
    Seed("a pool off by one", "booking", "UPDATE ledger SET pools = '{\"新就业形态\": 2}' WHERE pools <> '{}'", "pools_equal_enrollments"),
    Seed("a pool not counted", "booking", "UPDATE ledger SET pools = '{}'", "pools_equal_enrollments"),
    Seed("a group without a ledger", "booking", f"DELETE FROM ledger WHERE group_id = {GROUP}", "a_ledger_a_group"),
    Seed("a child that is nobody's", "booking", "UPDATE enrollment SET child_id = gen_random_uuid() WHERE state = 'offered'", "a_ledger_a_group"),
    Seed("waiting beside a free place", "booking", f"""
        UPDATE enrollment SET state = 'withdrawn' WHERE id = {HAS}; UPDATE ledger SET taken = taken - 1 WHERE group_id = {GROUP}
        """, "nobody_waits_beside_a_free_place"),
    Seed("an offer that outlived its time", "booking", "UPDATE enrollment SET until = until - interval '1 day' WHERE state = 'offered'", "no_offer_outlives_its_time"),
    Seed("offered as one, ending apart", "booking", f"""
        UPDATE enrollment SET unit = id WHERE state = 'offered';
        {NEW.replace("choice)", "choice, until)")} SELECT gen_random_uuid(), group_id, gen_random_uuid(), state, 1000, booked_by, created_at, changed_at, pool, unit,
            choice, until + interval '1 hour' FROM enrollment WHERE state = 'offered'
        """, "offered_as_one_ends_as_one"),
    Seed("a booking left with a record that became one with another", "booking", f"""
        UPDATE child SET joined_into = gen_random_uuid(), removed_at = clock_timestamp() WHERE id = (SELECT child_id FROM enrollment WHERE id = {HAS})
        """, "nothing_hangs_on_a_joined_record"),
    Seed("somebody left in a group called off", "booking", f"UPDATE ledger SET called_off = true WHERE group_id = {GROUP}", "called_off_is_empty"),
    Seed("decided, and somebody undecided", "booking", "UPDATE ledger SET settled = true, frozen = true WHERE entered > 0", "decided_means_all"),
    Seed("another secret than was promised", "booking", "UPDATE draw SET secret = 'another'", "a_draw_keeps_its_promise"),
    # I5: what two systems know
    Seed("other numbers in the catalogue", "classes", "UPDATE class_group SET taken = taken + 1", "the_catalogue_shows_the_ledger"),
    Seed("a group that booking does not know", "booking", f"DELETE FROM class_group WHERE id = {GROUP}", "groups_as_declared"),
    Seed("called off by the organizer alone", "classes", "UPDATE class_group SET state = 'cancelled'", "groups_as_declared"),
    Seed("a membership unheard of", "booking", "UPDATE membership SET unions = '{}'", "memberships_as_registered"),
    Seed("a union that was closed with a role", "accounts", "UPDATE trade_union SET closed_at = now() WHERE code = (SELECT union_code FROM role_grant WHERE union_code IS NOT NULL LIMIT 1)", "closed_unions_are_empty"),
    Seed("member of a union that is not", "accounts", "UPDATE person SET unions = unions || '{nowhere}'", "nobody_belongs_to_what_is_not"),
    Seed("another opening than was declared", "classes", "UPDATE class_group SET opens_at = opens_at - interval '1 day'", "instants_as_declared"),
    Seed("a step not taken", "classes", "UPDATE class_group SET opens_at = opens_at - interval '1 hour', closes_at = opens_at - interval '30 minutes'", "every_step_was_taken"),
    Seed("out of its key's order", "booking", "UPDATE outbox SET shard = (shard + 1) % 8", "in_the_shard_of_its_key"),
    # I6: nothing vanishes
    *(
        Seed(f"{topic} not heard by {reader}", reader, "DELETE FROM inbox", f"{topic}_to_{reader}")
        for topic, reader in (("catalogue", "booking"), ("accounts", "booking"), ("accounts", "classes"), ("accounts", "notify"), ("enrollment", "notify"), ("capacity", "classes"), ("capacity", "notify"))
    ),
    *(
        Seed(f"a timer of {kind} missing", "booking", f"DELETE FROM timer WHERE kind = '{kind}'", "every_instant_has_its_timer")
        for kind in ("offer-ends", "decide-together", "refill")
    ),
    Seed("the timer of a step missing", "classes", "DELETE FROM timer", "every_step_has_its_timer"),
    Seed("the daily timer missing", "accounts", "DELETE FROM timer", "memberships_are_looked_at_daily"),
    Seed("a timer stuck", "booking", "UPDATE timer SET due_at = due_at - interval '30 days'", "what_is_due_is_done"),
    Seed("a claim without an answer", "booking", """
        UPDATE idempotent_answer SET status = NULL, body = NULL, at = at - interval '1 hour'
        """, "every_claim_is_answered"),
    Seed("a guard switched off", "booking", "ALTER TABLE paper_reading DISABLE TRIGGER only_added", "logs_are_guarded"),
    Seed("a guard taken away", "booking", "DROP TRIGGER never_emptied ON reading", "logs_are_guarded"),
)  # fmt: skip
