#!/bin/sh
# The one-shot container `databases`: a role and a database for each system, at every start and without harm.
# It stands on the server's own loopback, where the image trusts the superuser; so a lost password is simply set anew.
set -eu
for file in /run/aixin/*.pgpass; do
  role=aixin_$(basename "$file" .pgpass)
  export file
  psql --quiet --no-psqlrc --host 127.0.0.1 --username postgres --set ON_ERROR_STOP=1 --set role="$role" <<'SQL'
    \set password `cut -d: -f5 "$file"`
    SELECT format('CREATE ROLE %I LOGIN', :'role')
     WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
    ALTER ROLE :"role" PASSWORD :'password';
    SELECT format('CREATE DATABASE %I OWNER %I', :'role', :'role')
     WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'role') \gexec
    REVOKE ALL ON DATABASE :"role" FROM PUBLIC;
SQL
done
