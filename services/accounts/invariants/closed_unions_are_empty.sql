-- I5 已撤并的工会没有会员和职责 a union that was closed has neither members nor roles
SELECT u.code FROM trade_union u WHERE u.closed_at IS NOT NULL
    AND (EXISTS (SELECT FROM roll_member r WHERE r.union_code = u.code) OR EXISTS (SELECT FROM role_grant g WHERE g.union_code = u.code)
        OR EXISTS (SELECT FROM trade_union b WHERE b.parent = u.code AND b.closed_at IS NULL))
