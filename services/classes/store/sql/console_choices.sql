-- What the organizer's groups ($1 their unions, null: all; $2 a season, null: any) can be found by. Reads only.
SELECT array_agg(DISTINCT g.union_code) AS unions,
       array_agg(DISTINCT g.site) AS sites,
       array_agg(DISTINCT g.term) FILTER (WHERE g.term <> '') AS terms,
       array_agg(DISTINCT g.state) AS states
FROM class_group g
WHERE ($1::text[] IS NULL OR g.union_code = ANY ($1)) AND ($2::text IS NULL OR g.season = $2)
