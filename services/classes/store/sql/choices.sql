-- What the catalogue can be filtered by: every season, site, kind and union that families may see. Reads only.
SELECT array_agg(DISTINCT season ORDER BY season DESC) AS seasons,
       ARRAY(SELECT site FROM class_group WHERE state <> 'draft' GROUP BY site, by_site ORDER BY by_site, site) AS sites,
       array_agg(DISTINCT kind ORDER BY kind DESC) AS kinds
FROM class_group
WHERE state <> 'draft'
