-- I4 统一录取以后没有人悬着 once decided together, nobody is left undecided
SELECT e.id, e.group_id FROM enrollment e JOIN ledger l USING (group_id) WHERE l.settled AND e.state = 'entered'
