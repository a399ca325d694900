#!/bin/sh
# Takes the program away; what is the site's stays: settings and rules in /etc/opportune, database, files of runs, backups and keys in /var/lib/opportune.
#   ./uninstall.sh                 (in /opt/opportune/VERSION, or in the archive)
#   ./uninstall.sh --with-data     also those, and the account: for ever
set -eu
home=/opt/opportune
data=no
fail() { echo "uninstall.sh: $1" >&2; exit 1; }
case ${1:-} in
  "") ;;
  --with-data) data=yes ;;
  -h | --help) sed -n '2,/^set /s/^# \{0,1\}//p' "$0"; exit 0 ;;
  *) fail "unknown '$1'; there is --with-data" ;;
esac
[ "$(id -u)" = 0 ] || fail "run it as root"
. "$(dirname "$(readlink -f "$0")")/service.sh"
stop
refuse_others
service disable --now opportune.service opportune-worker.service opportune-backup.timer 2>/dev/null || true
rm -f /etc/systemd/system/opportune.service /etc/systemd/system/opportune-worker.service /etc/systemd/system/opportune-backup.service /etc/systemd/system/opportune-backup.timer
rm -f /etc/logrotate.d/opportune /usr/local/bin/opportune
service daemon-reload
rm -rf $home
if [ $data = yes ]; then
  rm -rf /etc/opportune /var/lib/opportune /var/log/opportune
  ! getent passwd opportune >/dev/null || userdel opportune
  ! getent group opportune >/dev/null || groupdel opportune
  echo "uninstall.sh: Opportune and all of its data are gone"
else
  echo "uninstall.sh: the program is gone; /etc/opportune and /var/lib/opportune are as they were"
fi
