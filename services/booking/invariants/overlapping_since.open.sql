-- I2 改动以后时间冲突，等家庭和主办方处理 overlapping since a group was changed, for people to settle
SELECT child_id, one, other FROM overlapping WHERE NOT booked_so
