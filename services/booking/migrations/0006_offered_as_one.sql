-- What is offered as one ends as one: offers under way end with the first of them.
UPDATE enrollment e SET until = first.ends
FROM (SELECT unit, choice, min(until) AS ends FROM enrollment WHERE state = 'offered' AND unit IS NOT NULL GROUP BY unit, choice) AS first
WHERE e.state = 'offered' AND e.unit = first.unit AND e.choice = first.choice;
