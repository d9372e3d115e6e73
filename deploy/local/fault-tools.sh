#!/bin/sh
# Some faults need PgBouncer, and a library that sets one process's clock wrong: install what is missing where that is possible, else say
# so (their tests then say they skip).
missing=
PATH=$PATH:/usr/sbin command -v pgbouncer >/dev/null || missing=pgbouncer
ls /usr/lib/faketime/*.so.1 /usr/lib/*/faketime/*.so.1 2>/dev/null | grep -q . || missing="$missing libfaketime"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "安装 $missing …  Installing $missing …"
    # shellcheck disable=SC2086 # one word for each package
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
echo "没有 $missing，有关的测试将跳过。 Not here: $missing; install it to run its tests."
