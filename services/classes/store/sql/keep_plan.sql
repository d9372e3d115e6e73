-- Keep a plan's file; locks the plan's row, which every import of the plan takes first. No row: the key is another union's.
INSERT INTO plan AS p (key, union_code, title, source) VALUES ($1, $2, $3, $4)
ON CONFLICT (key) DO UPDATE
SET title = excluded.title, source = excluded.source,
    revision = p.revision + (p.source <> excluded.source)::int,
    imported_at = CASE WHEN p.source <> excluded.source THEN clock_timestamp() ELSE p.imported_at END
WHERE p.union_code = excluded.union_code
RETURNING *
