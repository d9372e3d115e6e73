#!/usr/bin/env bash
# Really runs docker-compose.yml: tests/compose against a stack of its own name, ports and volumes, gone afterwards. Then, while the
# engine is up, what the other tests do with containers: the database, the broker, one way from a plan to a family's inbox.
# As root on Debian it brings an engine up itself, on a socket of its own, and ends it again.
# What cannot run is an error in CI, a word elsewhere.
set -euo pipefail
cd "$(dirname "$0")/.."
engine='' scratch=$(mktemp -d)

answers() { docker info >/dev/null 2>&1; }

cannot() { # Chinese, English
  printf '%s\n%s\n' "$1" "$2" >&2
  [ -z "${CI:-}" ] && exit 0
  exit 1
}

finish() {
  if [ -n "$engine" ]; then
    kill "$engine" 2>/dev/null && wait "$engine" || true
  fi
  rm -rf "$scratch"
}
trap finish EXIT

start_engine() {
  [ "$(id -u)" = 0 ] || return 1
  command -v dockerd >/dev/null || install_engine || return 1
  answers && return # installing may have started it
  export DOCKER_HOST=unix://$scratch/engine.sock
  dockerd --host "$DOCKER_HOST" --pidfile "$scratch/engine.pid" >"$scratch/engine.log" 2>&1 &
  engine=$!
  for _ in $(seq 120); do
    answers && return
    kill -0 "$engine" 2>/dev/null || break
    sleep 0.5
  done
  tail -n 15 "$scratch/engine.log" >&2
  return 1
}

install_engine() {
  command -v apt-get >/dev/null || return 1
  echo '安装 Docker 引擎 …  Installing the Docker engine …'
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends docker.io >/dev/null
}

answers || start_engine || cannot \
  '没有可用的 Docker 引擎，容器测试未运行。请启动 Docker 后再执行 make test-compose。' \
  'No Docker engine answers, so the container tests did not run. Start Docker, then: make test-compose'
if [ -x .ci/images ]; then .ci/images; fi
docker compose version >/dev/null 2>&1 || cannot \
  '没有 docker compose(v2),容器测试未运行。请安装 Docker Compose 插件。' \
  'There is no docker compose (v2), so the container tests did not run. Install the Docker Compose plugin.'
AIXIN_TEST_COMPOSE=1 .venv/bin/python -m pytest tests/compose "$@"
# Containers end with the tests that start them; whoever cleans up after others would be one image more to fetch. Their ports are this
# machine's, also where this machine is a container itself.
export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_CONNECTION_MODE=docker_host TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1
env -u AIXIN_TEST_DATABASE -u AIXIN_TEST_KAFKA AIXIN_TEST_CONTAINERS=1 \
  .venv/bin/python -m pytest tests/integration/test_{migrate,pool,consumer,relay,change_told}.py
