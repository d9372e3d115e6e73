-- I5 会员属于登记过的工会 people belong to unions that there are
SELECT p.id, belongs.code FROM person p, unnest(p.unions) AS belongs (code)
WHERE NOT EXISTS (SELECT FROM trade_union u WHERE u.code = belongs.code)
