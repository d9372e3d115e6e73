#!/bin/sh
# One fault needs PgBouncer: install it where that is possible, else say so (its tests then say they skip).
PATH=$PATH:/usr/sbin command -v pgbouncer >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "安装 PgBouncer …  Installing PgBouncer …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends pgbouncer >/dev/null && exit 0
fi
echo "没有 PgBouncer，有关的测试将跳过。 No PgBouncer: install pgbouncer to run its tests."
