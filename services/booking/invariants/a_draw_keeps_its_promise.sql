-- I4 摇号与公布的一致 a draw is what was promised and frozen
SELECT id, secret_hash FROM draw
WHERE secret_hash <> encode(sha256(convert_to(secret, 'UTF8')), 'hex') OR (result IS NOT NULL AND jsonb_array_length(result) <> jsonb_array_length(units))
