-- I2 没有人被同时录到两个地方 nobody was booked into two places at once
SELECT child_id, one, other FROM overlapping WHERE booked_so
