#!/bin/sh
# Sets up one machine: sudo ./install.sh http://hall.example:8000
set -eu
ADDRESS=${1:-}
case $ADDRESS in
  http://*[!/] | https://*[!/]) ;;
  *) echo "用法：sudo ./install.sh http://大厅服务器:8000（最后不要加斜线）" >&2; exit 2 ;;
esac
case $ADDRESS in
  *[!A-Za-z0-9.:/_-]*) echo "地址里只能有字母、数字、点、冒号、横线和斜线。" >&2; exit 2 ;;
esac
[ "$(id -u)" -eq 0 ] || { echo "请用 sudo 运行。" >&2; exit 1; }
here=$(cd "$(dirname "$0")" && pwd)
for need in cage chromium curl; do
  command -v "$need" > /dev/null || { echo "还没有 $need：apt-get install cage chromium curl fonts-noto-cjk" >&2; exit 1; }
done
id kiosk > /dev/null 2>&1 || useradd --system --create-home --shell /usr/sbin/nologin kiosk
for group in video input render lp; do
  getent group "$group" > /dev/null && usermod --append --groups "$group" kiosk
done
install -d -m 0755 /etc/xiaobao-kiosk /etc/chromium/policies/managed
[ -f /etc/xiaobao-kiosk/settings ] || install -m 0644 "$here/settings.example" /etc/xiaobao-kiosk/settings
sed -i "s|^ADDRESS=.*|ADDRESS=$ADDRESS|" /etc/xiaobao-kiosk/settings
sed "s|\"ADDRESS\"|\"$ADDRESS\"|" "$here/policy.json" > /etc/chromium/policies/managed/xiaobao.json
chmod 0644 /etc/chromium/policies/managed/xiaobao.json
for program in xiaobao-kiosk xiaobao-kiosk-register xiaobao-kiosk-watch; do
  install -m 0755 "$here/$program" "/usr/local/bin/$program"
done
for unit in xiaobao-kiosk.service xiaobao-kiosk-watch.service xiaobao-kiosk-watch.timer xiaobao-kiosk-night.service xiaobao-kiosk-night.timer; do
  install -m 0644 "$here/$unit" "/etc/systemd/system/$unit"
done
systemctl daemon-reload
systemctl enable xiaobao-kiosk.service xiaobao-kiosk-watch.timer xiaobao-kiosk-night.timer
systemctl restart xiaobao-kiosk.service xiaobao-kiosk-watch.timer xiaobao-kiosk-night.timer
echo "装好了。接下来：在工作台“一体机”里添加这台机器，再运行 sudo xiaobao-kiosk-register 登记码"
