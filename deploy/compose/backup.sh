#!/usr/bin/env bash
# 备份到新的目录 Back up into a new folder: deploy/compose/backup.sh FOLDER. The systems go on meanwhile.
# Who hears comes before who says, so that whatever a system had heard, the other still knows that it said it; papers come last.
set -euo pipefail
folder=${1:?用法 usage: deploy/compose/backup.sh FOLDER}
umask 077
mkdir "$folder"
for system in notify booking classes accounts; do
  date -u +%Y-%m-%dT%H:%M:%S+0000 >"$folder/$system.taken"
  docker compose exec -T postgres pg_dump -U postgres -h 127.0.0.1 --format=custom --no-owner "aixin_$system" >"$folder/$system.dump"
done
docker compose cp setup:/run/aixin/keys "$folder/keys"
docker compose cp booking:/var/lib/aixin/papers "$folder/papers"
(cd "$folder" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS)
echo "✓ $folder：$(du -sh "$folder" | cut -f1)"
