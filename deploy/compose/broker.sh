#!/usr/bin/env bash
# Starts the broker of the image, with a cluster id of its own, its users in its log from the first record on. The image gives every
# broker the same id; but it is by a new one that the systems notice a broker that lost everything, and fill it again. So a log that was
# made for other users, or for everybody, goes, as one that was lost: docs/decisions/0024.
set -euo pipefail
data=/var/lib/kafka/data users=/run/aixin/kafka.users
stack=$(sed -n 's/^stack //p' "$users") made_for=$(sha256sum <"$users")
[ "$(cat "$data/users" 2>/dev/null)" = "$made_for" ] || find "$data" -mindepth 1 -delete
if [ ! -e "$data/users" ]; then
  # By files: a command line can be read by everybody on the machine.
  format=$(mktemp -d)
  cat >"$format/properties" <<END
process.roles=broker,controller
node.id=1
controller.listener.names=CONTROLLER
listeners=SYSTEMS://:9092,CONTROLLER://:9093
inter.broker.listener.name=SYSTEMS
listener.security.protocol.map=SYSTEMS:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.quorum.voters=1@localhost:9093
log.dirs=$data
END
  {
    echo kafka.tools.StorageTool format -t "$(head -c 16 /dev/urandom | base64 | tr '+/' 'Kk' | tr -d =)" -c "$format/properties"
    sed 's/\([^ ]*\) \(.*\)/--add-scram SCRAM-SHA-512=[name=\1,password=\2]/' "$users"
  } >"$format/words"
  /opt/kafka/bin/kafka-run-class.sh "@$format/words"
  rm -r "$format"
  echo "$made_for" >"$data/users"
fi
CLUSTER_ID=$(sed -n 's/^cluster\.id=//p' "$data/meta.properties")
jaas=org.apache.kafka.common.security
KAFKA_LISTENER_NAME_SYSTEMS_SCRAM___SHA___512_SASL_JAAS_CONFIG="$jaas.scram.ScramLoginModule required username=\"stack\" password=\"$stack\";"
KAFKA_LISTENER_NAME_CONTROLLER_PLAIN_SASL_JAAS_CONFIG="$jaas.plain.PlainLoginModule required username=\"stack\" password=\"$stack\" user_stack=\"$stack\";"
export CLUSTER_ID KAFKA_LISTENER_NAME_SYSTEMS_SCRAM___SHA___512_SASL_JAAS_CONFIG KAFKA_LISTENER_NAME_CONTROLLER_PLAIN_SASL_JAAS_CONFIG
exec /etc/kafka/docker/run
