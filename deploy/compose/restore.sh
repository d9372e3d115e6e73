#!/usr/bin/env bash
# 恢复 Restore: deploy/compose/restore.sh FOLDER [SYSTEM…] – these systems' databases, or all four. The broker may be kept or empty.
# What is there stays until the new database is whole. On a new server first put back keys and papers: deploy/compose/README.md.
set -euo pipefail
folder=${1:?用法 usage: deploy/compose/restore.sh FOLDER [SYSTEM…]}
shift
systems=("${@:-}")
[ -n "${systems[0]}" ] || systems=(accounts classes booking notify)
(cd "$folder" && sha256sum --check --quiet SHA256SUMS)

sql() { # statements, each by itself
  local words=()
  for statement in "$@"; do words+=(--command "$statement"); done
  docker compose exec -T postgres psql -U postgres -h 127.0.0.1 --quiet --set ON_ERROR_STOP=1 "${words[@]}"
}

docker compose stop "${systems[@]}"
for system in "${systems[@]}"; do
  name=aixin_$system
  sql "DROP DATABASE IF EXISTS ${name}_new WITH (FORCE)" "CREATE DATABASE ${name}_new OWNER $name"
  docker compose exec -T postgres pg_restore -U postgres -h 127.0.0.1 --role="$name" --exit-on-error --single-transaction --no-owner \
    --dbname="${name}_new" <"$folder/$system.dump"
  sql "DROP DATABASE IF EXISTS $name WITH (FORCE)" "ALTER DATABASE ${name}_new RENAME TO $name" \
    "REVOKE ALL ON DATABASE $name FROM PUBLIC" "GRANT CONNECT ON DATABASE $name TO aixin_auditor"
  docker compose run --rm --no-deps -T migrate deploy.compose.migrate "$system"
  docker compose run --rm --no-deps -T "$system" aixin restored --taken-at "$(cat "$folder/$system.taken")"
done
docker compose start "${systems[@]}"
echo '✓ 已恢复，请运行 Restored; now: docker compose exec booking python -m aixin invariants'
