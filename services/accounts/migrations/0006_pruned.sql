-- Sessions go when their life is over; `created_at` never changes, so that touching a session leaves the index alone.
CREATE INDEX session_old ON session (created_at);
