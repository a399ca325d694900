#!/bin/sh
# Takes the program away; what is the site's stays: settings and rules in /etc/opportune, database, files of runs, backups and keys in /var/lib/opportune.
#   ./uninstall.sh                 (in /opt/opportune/VERSION, or in the archive)
#   ./uninstall.sh --with-data     also those, and the account: for ever
set -eu
data=no
case ${1:-} in
  "") ;;
  --with-data) data=yes ;;
  *) echo "uninstall.sh: unknown '$1'; there is --with-data" >&2; exit 1 ;;
esac
[ "$(id -u)" = 0 ] || { echo "uninstall.sh: run it as root" >&2; exit 1; }
if [ -d /run/systemd/system ]; then
  systemctl disable --now opportune opportune-worker 2>/dev/null || true
fi
rm -f /etc/systemd/system/opportune.service /etc/systemd/system/opportune-worker.service /etc/logrotate.d/opportune /usr/local/bin/opportune
[ ! -d /run/systemd/system ] || systemctl daemon-reload
rm -rf /opt/opportune
if [ $data = yes ]; then
  rm -rf /etc/opportune /var/lib/opportune /var/log/opportune
  ! getent passwd opportune >/dev/null || userdel opportune
  ! getent group opportune >/dev/null || groupdel opportune
  echo "uninstall.sh: Opportune and all of its data are gone"
else
  echo "uninstall.sh: the program is gone; /etc/opportune and /var/lib/opportune are as they were"
fi
