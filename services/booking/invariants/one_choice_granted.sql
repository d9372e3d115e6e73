-- I2 几个志愿只得一个 of several choices one is granted
SELECT unit FROM enrollment WHERE unit IS NOT NULL AND state IN ('confirmed', 'offered', 'pending')
GROUP BY unit HAVING count(DISTINCT choice) > 1
