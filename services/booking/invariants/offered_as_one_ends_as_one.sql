-- I4 一起保留的一起到期 what is offered as one ends as one
SELECT unit, choice, array_agg(until) FROM enrollment WHERE state = 'offered' AND unit IS NOT NULL
GROUP BY unit, choice HAVING count(DISTINCT until) > 1
