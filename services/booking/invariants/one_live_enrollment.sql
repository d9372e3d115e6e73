-- I2 一个孩子一个班次只报一次 one live enrollment per child and group
SELECT child_id, group_id, count(*) FROM enrollment WHERE live(state) GROUP BY child_id, group_id HAVING count(*) > 1
