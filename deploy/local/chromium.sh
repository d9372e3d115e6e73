#!/bin/sh
# The browser tests need a Chromium and a Chinese font: install them where that is possible, else say so (the tests then say they skip).
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "安装 Chromium 与中文字体 …  Installing Chromium and a Chinese font …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null && exit 0
fi
echo "没有 Chromium,浏览器测试将跳过。 No Chromium: install chromium and fonts-noto-cjk to run the browser tests."
