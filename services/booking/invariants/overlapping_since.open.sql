-- I2 改动班次以后没有时间冲突，有则由家庭和主办方处理 nobody is booked twice at once since a group was changed; if so, people settle it
SELECT child_id, one, other FROM overlapping WHERE NOT booked_so
