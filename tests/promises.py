"""What pages and messages promise, and the test that fails when it is not kept.

A phrase stands for every sentence of the program that contains it. `tests/unit/test_promises.py` finds the sentences.
"""

from collections.abc import Mapping, Sequence

HELD: Mapping[str, Sequence[str]] = {
    # -- a place ---------------------------------------------------------------------------------------------------------
    "unit/test_admission_offers::test_a_freed_place_is_held_for_the_next_family_until_it_answers": (
        "名额为您保留", "名额已为您保留", "保留到 %s", "名额为您留着", "名额还为您留着", "名额为他们保留",
        "轮到您时会通知您", "有空位会按顺序通知您",
    ),
    "unit/test_admission::test_a_withdrawal_promotes_the_first_who_waits": (
        "有空位会按顺序自动递补", "名额会按顺序让给候补的孩子", "有家庭候补的，会按顺序递补",
    ),
    "unit/test_admission::test_more_places_go_in_strict_order": ("增加名额时，候补会按顺序自动递补",),
    "unit/test_admission::test_fewer_places_never_take_one_away": ("已录取和保留的有 %s 个，不能更少", "名额不能少于 {given}"),
    "unit/test_admission_ways::test_places_of_a_pool_are_kept_for_its_families": ("个名额为“{pool.name}”保留", "”保留的 {pool.places} 个名额", "一直保留"),
    "unit/test_admission_ways::test_what_is_left_of_a_pool_falls_to_everyone_at_its_instant": ("余下的面向所有人",),
    "unit/test_admission_ways::test_a_place_freed_in_a_pool_goes_to_the_first_of_the_pool_who_waits": ("其他家庭不能递补",),
    "unit/test_admission_told::test_who_comes_too_late_for_an_open_place_still_waits_and_is_shown_its_own_turn": ("您的候补位置不变", "您的候补顺序不变"),
    "unit/test_admission_told::test_an_offer_that_nobody_answered_says_that_it_had_waited": ("没有收到您的答复",),
    "unit/test_admission_told::test_who_takes_an_open_place_had_waited": ("接受后马上录取",),
    "integration/test_booking_rights::test_a_turn_whose_right_has_ended_ends_with_the_reason_and_the_next_is_promoted": ("轮到时还没有恢复的，这份报名就结束",),
    "unit/test_admission_offers::test_an_offer_ends_at_its_instant_not_before_and_passes_on": ("没有接受，就让给下一家",),
    "integration/test_booking_family_pages::test_a_family_is_led_from_what_is_missing_to_ready": ("之后这里会告诉您：哪些班次可以报",),
    "integration/test_class_teachers::test_a_teacher_is_told_once_of_being_named_and_of_being_taken_off": ("被指定、被取消，都会收到通知",),
    # -- asked for as one, and instead ---------------------------------------------------------------------------------
    "unit/test_admission_units::test_both_or_none": ("要么都有名额，要么都不占名额",),
    "unit/test_admission_units::test_who_gets_none_waits_for_each_and_the_others_end_with_the_first": ("其余自动取消", "这一个自动取消"),
    "unit/test_admission_units::test_a_pair_that_gives_one_up_needs_only_one": ("只取消这一项，一起报的其他项不变",),
    "unit/test_admission_exchanged::test_not_granted_the_old_place_stays": ("没有录取就不变", "原来的报名不变"),
    "unit/test_admission_exchanged::test_a_turn_keeps_the_old_place_until_it_is_reached": (
        "录取时，这一项自动放弃", "在真正录取之前，原来的", "真正录取之前，原来的",
    ),
    # -- checked -------------------------------------------------------------------------------------------------------
    "unit/test_admission_ways::test_a_checked_group_keeps_the_place_until_somebody_has_checked": ("审核后通知您结果", "审核期间，名额为您留着", "等审核通过"),
    "unit/test_admission_ways::test_the_employers_union_signs_up_in_its_own_order": ("在那之前不保留名额",),
    "unit/test_admission_ways::test_who_waits_may_be_checked_while_waiting": ("审核期间不保留名额",),
    "unit/test_admission_sent_back::test_the_place_is_kept_and_the_turn_too": ("一直为您保留", "原来的名额或顺序一直为您留着"),
    "unit/test_admission_namesakes::test_two_children_go_on_with_the_turn_they_had": (
        "先后顺序为您保留", "先后顺序已为您保留", "先后顺序保留", "这份报名就照常办理", "是两个孩子，报名就照常办理",
    ),
    "unit/test_notify_texts::test_every_event_of_an_enrollment_is_told_or_has_a_reason_why_not": (
        "结果会通知您", "有结果会通知您", "一有结果就通知您", "把结果通知您", "结果会马上通知您", "家长会收到通知", "每个家庭都会收到通知",
        "都会在这里告诉您", "消息会马上出现在这里",
    ),
    "integration/test_booking_corrected::test_the_organizer_sees_old_and_new_and_the_place_stays": ("报名和名额不变",),
    "contract/test_shown": ("每次查看都会留下记录",),
    # -- decided together ------------------------------------------------------------------------------------------------
    "integration/test_booking_draw::test_the_list_freezes_by_itself_at_closing": ("截止时名单自动冻结",),
    "unit/test_draw_tampering::test_a_changed_list_is_found_by_its_hash_by_the_result_and_by_a_kept_copy": ("指纹都会变",),
    # -- moved, merged, changed, called off ------------------------------------------------------------------------------
    "integration/test_booking_moves_ended::test_while_the_old_place_stands_declining_keeps_it": (
        "在您答复之前，原来的名额不变", "不同意或不答复，也不变", "没有同意的，保留在本班的名额", "没有同意的家庭保留原来的名额", "没答复的保留原来的名额",
        "不调班，保留原名额", "原来的名额不变", "”的名额不变", "”的名额也不变",
    ),
    "integration/test_booking_moves_ended::test_when_the_old_group_is_called_off_the_new_place_is_all_there_is_and_everything_says_so": (
        "之后如有变化会另行通知您",
    ),
    "integration/test_booking_merge::test_all_go_over_in_one_step_and_every_family_is_told_once": (
        "待确认的名额照旧", "名额照旧", "候补照旧", "时间、地点、收费不变", "时间、地点、收费都不变", "时间地点不变",
    ),
    "unit/test_admission_merged::test_a_move_that_was_proposed_goes_along_and_gives_the_new_place_up": ("已经提议的调班跟着过去，期限不变",),
    "integration/test_booking_merge::test_nobody_comes_to_a_class_that_was_merged_away": ("并完以后本班自动关闭", "已自动关闭，不再接受报名"),
    "integration/test_booking_changes::test_every_family_with_a_place_an_offer_or_a_turn_is_told_and_nobody_else": (
        "会收到“安排有变”的通知", "答复的截止时间不变", "您的名额、候补或登记照旧", "一切照旧",
    ),
    "integration/test_booking_changes::test_what_a_family_must_act_on_is_told_and_a_comma_is_not": (
        "须知的改动和标点不会通知", "这次改动不会通知任何家庭", "有改动时，已报名的家庭会收到通知",
    ),
    "integration/test_booking_overlaps::test_a_later_change_is_shown_to_the_family_and_to_the_organizer_and_takes_nothing_away": ("不会自动取消",),
    "integration/test_booking_api::test_a_cancelled_group_ends_every_enrollment_with_its_reason": (
        "所有家庭都会收到通知和原因", "已录取和候补的家庭都会收到通知",
    ),
    # -- a plan ----------------------------------------------------------------------------------------------------------
    "integration/test_classes::test_importing_twice_changes_nothing": ("没有变化的班次不会被改动",),
    "integration/test_import_told::test_what_changes_is_read_line_by_line_and_for_how_many": ("不会改动任何东西",),
    "integration/test_classes::test_what_the_console_changed_survives_the_same_file": ("再次导入同一个方案文件时会保留",),
    "integration/test_classes::test_a_group_that_vanished_from_the_file": ("文件里没有，但已发布，予以保留",),
    "integration/test_classes::test_a_group_opens_closes_and_begins_by_itself": ("报名在 %s 自动开始", "报名到点自动开始"),
    # -- people ------------------------------------------------------------------------------------------------------------
    "integration/test_guardians::test_who_leaves_harms_no_enrollment_and_both_hear": ("已有的报名不变，由其他家长办理", "已有的报名、候补都不变"),
    "integration/test_guardians::test_the_union_takes_out_with_a_reason_that_is_kept_and_told": ("确认移出，报名不变",),
    "integration/test_number_asleep::test_whoever_is_new_to_the_number_begins_anew_and_who_had_it_is_given_another": ("他们的信息仍为他们保留",),
    "integration/test_phones::test_with_codes_from_both_the_person_stays_who_they_are": ("孩子、报名、会员身份都不变",),
    "integration/test_phones::test_the_union_asks_the_old_number_is_told_and_after_the_wait_the_new_one_is_the_person": ("会通知原手机号",),
    "integration/test_accounts_login::test_a_first_log_in_is_told_once": ("第一次登录会自动建立账户",),
    "integration/test_accounts_lists::test_it_is_made_and_filled_in_the_console_and_its_people_see_it": ("加入后这里会自动更新，不用重新登录",),
    "integration/test_account_closed::test_who_proves_once_more_that_it_is_theirs_is_forgotten_and_may_begin_anew": ("不会有以前的任何信息",),
    "integration/test_booking_privacy::test_the_page_comes_first_unticked_and_can_be_refused": ("我们不会保存孩子的任何信息", "开班目录、登录和通知照常可用"),
    "unit/test_booking_paper_files::test_nothing_is_left_of_place_time_device_and_maker": ("照片里的拍摄地点会自动去掉",),
    "integration/test_booking_for_families::test_what_the_family_is_and_where_it_works_is_said_at_the_desk_and_added_to_what_it_said": ("以前说过的保留",),
    "integration/test_booking_for_families::test_each_text_is_signed_apart_and_it_is_kept_by_whom_and_when": ("是您代办的会一直记着",),
    "integration/test_class_teachers::test_it_ends_by_itself_two_weeks_after_the_last_day": ("结束两周后自动停止",),
    # -- unions, programs, addresses ---------------------------------------------------------------------------------------
    "integration/test_accounts_roll::test_bad_rows_are_reported_and_good_ones_imported_unless_all_must_be_right": ("已导入的不会重复", "重复导入同一份不会出错"),
    "integration/test_accounts_leavers::test_the_whole_roll_says_who_goes_and_they_go_once_that_is_confirmed": ("已有的报名不会因此取消",),
    "integration/test_accounts_unions_changed::test_a_name_changes_and_the_code_stays": ("代码不变，班次和方案照常",),
    "integration/test_accounts_unions_changed::test_what_is_merged_goes_on_with_members_roles_and_groups_of_before": ("写着本工会的班次照常",),
    "integration/test_notify_preferences::test_an_address_counts_once_its_owner_confirmed_it": ("确认之前不会往那里发通知", "我们不会再往这里发通知"),
    "integration/test_notify_sms::test_who_chose_otherwise_is_told_as_they_chose": ("站内通知总会收到",),
    "integration/test_webhooks::test_places_are_told_and_each_union_hears_of_its_own_alone": ("本工会和所有下级工会的变化都会推送",),
    "integration/test_webhooks::test_an_address_that_takes_nothing_for_days_is_disabled_and_says_so": ("会一直重试，三天后停用",),
    "integration/test_webhooks::test_while_a_secret_is_renewed_both_sign": ("旧密钥一天内还同时有效",),
    "integration/test_webhooks_outside::test_no_way_of_writing_it_leads_to_this_machine": ("域名指向内网或本机，不会访问",),
    # -- too few children, and what is said to many --------------------------------------------------------------------
    "integration/test_booking_minimum::test_families_are_told_until_when_more_may_come_and_it_is_cancelled_by_itself": (
        "仍不足，自动取消，我们马上通知您", "这个班自动取消，我们马上通知您", "仍不足的自动取消",
    ),
    "integration/test_booking_minimum::test_who_comes_meanwhile_counts_and_all_are_told_that_it_takes_place": ("就照常开班", "照常开班，"),
    "integration/test_booking_minimum::test_the_organizer_decides_before_and_another_minimum_is_counted_anew": ("提前决定取消或照常开班",),
    "integration/test_booking_broadcast::test_everybody_with_a_place_is_told_once_and_who_waits_only_if_that_is_said": ("每家都会看到",),
    "integration/test_notify_ways::test_of_a_union_the_nearest_counts_and_the_family_itself_before_it": ("家长自己选过的不变",),
    "integration/test_notify_board::test_every_state_is_counted_where_it_belongs_and_taken_is_not_delivered": ("通知会自动发出，发到了哪里都在这里看",),
}  # fmt: skip
NO_PROMISES = (
    "三天内到决定时间，或已经过了", "三天内的家庭数", "24 小时内到期", "请在一天内用这个手机号登录，在“我的”里查看", "保留这一份",
    "理由（这家的家长都会看到，并记下是您移出的）", "我们留着什么、为什么、谁能看到、留多久", "其中 %s 个为家庭保留，待确认或待审核",
    "：已录取 %s，保留 %s，候补 %s，登记 %s", "保留", "不变", "自动", "不占名额",
    "照常开班", "照常开", "人数不足，决定照常开班", "照常开班：{{ e.child_name }} · {{ e.group.title }}", "工会通知", "七天内邮件或短信没有送到的",
    "{{ e.child_name }}报“{{ e.group.title }}”的申请快到补件的截止时间了，还没有收到您补好的",
)  # fmt: skip
"""What only tells, asks or counts."""
