-- What the catalogue can be filtered by: every season, site, kind and union that families may see. Reads only.
SELECT array_agg(DISTINCT season ORDER BY season DESC) AS seasons,
       array_agg(DISTINCT site ORDER BY site) AS sites,
       array_agg(DISTINCT kind ORDER BY kind DESC) AS kinds
FROM class_group
WHERE state <> 'draft'
