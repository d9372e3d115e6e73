-- I4 取消的班次里没有人 nobody is left in a group that was called off
SELECT e.id, e.group_id, e.state FROM enrollment e JOIN ledger l USING (group_id) WHERE l.called_off AND live(e.state)
