#!/bin/sh
# The one-shot container `databases`: for each system its database, the owner, and the clerk that works with it; and a role that compares
# them, at every start and without harm.
# It stands on the server's own loopback, where the image trusts the superuser; so a lost password is simply set anew.
set -eu
cat "${1:-/run/aixin}"/*.pgpass | while IFS=: read -r _ _ _ role password; do
  export password
  psql --quiet --no-psqlrc --host 127.0.0.1 --username postgres --set ON_ERROR_STOP=1 --set role="$role" <<'SQL'
    \getenv password password
    SELECT format('CREATE ROLE %I LOGIN', :'role')
     WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
    ALTER ROLE :"role" PASSWORD :'password';
SQL
done
for owner in aixin_accounts aixin_classes aixin_booking aixin_notify; do
  psql --quiet --no-psqlrc --host 127.0.0.1 --username postgres --set ON_ERROR_STOP=1 --set owner="$owner" <<'SQL'
    SELECT format('CREATE DATABASE %I OWNER %I', :'owner', :'owner')
     WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'owner') \gexec
    REVOKE ALL ON DATABASE :"owner" FROM PUBLIC;
    GRANT CONNECT ON DATABASE :"owner" TO aixin_auditor;
SQL
done
