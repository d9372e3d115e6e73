#!/usr/bin/env bash
# Starts the broker of the image, with a cluster id of its own. The image gives every broker the same one; but it is by a new id
# that the systems notice a broker that lost everything, and fill it again.
set -euo pipefail
CLUSTER_ID=$(sed -n 's/^cluster\.id=//p' /var/lib/kafka/data/meta.properties 2>/dev/null || true)
[ -n "$CLUSTER_ID" ] || CLUSTER_ID=$(head -c 16 /dev/urandom | base64 | tr '+/' 'Kk' | tr -d =)
export CLUSTER_ID
exec /etc/kafka/docker/run
