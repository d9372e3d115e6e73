#!/bin/sh
# The one-shot container `databases`: a role and a database for each system, and a role that compares them, at every start and without harm.
# It stands on the server's own loopback, where the image trusts the superuser; so a lost password is simply set anew.
set -eu
for system in accounts classes booking notify auditor; do
  file=/run/aixin/$system.pgpass role=aixin_$system
  export file
  psql --quiet --no-psqlrc --host 127.0.0.1 --username postgres --set ON_ERROR_STOP=1 --set role="$role" <<'SQL'
    \set password `cut -d: -f5 "$file"`
    SELECT format('CREATE ROLE %I LOGIN', :'role')
     WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
    ALTER ROLE :"role" PASSWORD :'password';
    SELECT format('CREATE DATABASE %I OWNER %I', :'role', :'role')
     WHERE :'role' <> 'aixin_auditor' AND NOT EXISTS (SELECT FROM pg_database WHERE datname = :'role') \gexec
    SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'role') WHERE :'role' <> 'aixin_auditor' \gexec
    SELECT format('GRANT CONNECT ON DATABASE %I TO %I', datname, :'role') FROM pg_database
     WHERE :'role' = 'aixin_auditor' AND datname LIKE 'aixin\_%' \gexec
SQL
done
