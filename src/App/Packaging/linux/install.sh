#!/bin/sh
# Installs Opportune from this unpacked archive, or upgrades what is installed. Needs no network.
#   ./install.sh [--environment test|production] [--no-start]
#   ./install.sh --rollback [--no-start]    back to the version before the last upgrade, and to the state as it was then
#   --owner URL   with PostgreSQL: the database as its owner, where the settings name an account that may change no table
# Puts there:
#   /opt/opportune/VERSION           the program, for all to read; current leads to the one in use; others stay, for the way back
#   /usr/local/bin/opportune         starts it with the settings below, and as its own account, also for root
#   /etc/opportune/opportune.yaml    settings; written where there are none, never changed
#   /etc/opportune/site              the site's own rules; never written to
#   /var/lib/opportune               database, files of runs, backups, keys: the account's alone
#   opportune.service, opportune-worker.service
# An upgrade takes a backup with the program that is in use before it changes anything.
set -eu
umask 022
account=opportune
home=/opt/opportune
settings=/etc/opportune
state=/var/lib/opportune
units=/etc/systemd/system

fail() { echo "install.sh: $1" >&2; exit 1; }
say() { echo "install.sh: $1"; }

environment=""
start=yes
rollback=no
owner=""
while [ $# -gt 0 ]; do
  case $1 in
    --environment)
      environment=${2:-}
      case $environment in test | production) shift 2 ;; *) fail "--environment is test or production" ;; esac ;;
    --owner) owner=${2:-}; shift 2 ;;
    --no-start) start=no; shift ;;
    --rollback) rollback=yes; shift ;;
    *) fail "unknown '$1'; see the head of this file" ;;
  esac
done
[ "$(id -u)" = 0 ] || fail "run it as root: it makes an account and folders"
for tool in setpriv useradd sha256sum readlink; do command -v $tool >/dev/null || fail "$tool is missing (packages util-linux, passwd, coreutils)"; done
here=$(cd "$(dirname "$0")" && pwd)

# As the account, with the settings of this machine, wherever it is called from.
run() { (cd / && HOME=$state OPPORTUNE_SETTINGS=$settings/opportune.yaml exec setpriv --reuid=$account --regid=$account --clear-groups "$@"); }
service() { [ ! -d /run/systemd/system ] || systemctl "$@"; }
active() { [ -d /run/systemd/system ] && systemctl --quiet is-active "$1"; }
stop() {
  was=""
  for unit in opportune opportune-worker; do
    if active $unit; then was="$was $unit"; service stop $unit; fi
  done
}
begin() { for unit in $was; do service start "$unit"; done; }
# Where systemd did not start it, nobody here can stop it, and it would go on with a database that was moved away under it.
refuse_others() {
  for process in /proc/[0-9]*; do
    case $(readlink "$process/exe" 2>/dev/null) in "$home"/*) ;; *) continue ;; esac
    case $(tr '\0' ' ' < "$process/cmdline" 2>/dev/null) in
      *" serve "* | *" worker "*) begin; fail "process ${process#/proc/} serves from $home, and systemd did not start it: stop it (kill ${process#/proc/}) and call this again; nothing was changed" ;;
    esac
  done
}
# One rename: at no moment is there none.
use() { ln -s "$1" "$home/.next"; mv -T "$home/.next" "$home/current"; }
url() { run "$1/opportune" settings --get database; }
# The state goes back to a backup: an audit trail that ends there is no fault then. A program that knows nothing of this tells it all the same.
went_back() { run "$home/$to/opportune" audit restored --from "$backup" --database "$database" >/dev/null 2>&1 || say "what was recorded since the upgrade will be missed by 'audit verify'"; }
exists() { case $1 in sqlite:*) [ -f "${1#sqlite:}" ] ;; *) true ;; esac; }

if [ $rollback = yes ]; then
  [ -f $home/last-upgrade ] || fail "nothing was upgraded here"
  read -r from to backup < $home/last-upgrade
  [ -x "$home/$from/opportune" ] || fail "$home/$from is not there any more"
  database=$(url "$home/$from")
  stop
  refuse_others
  if [ "$backup" != - ]; then
    [ -f "$backup" ] || fail "the backup $backup is not there any more"
    case $database in
      sqlite:*)
        file=${database#sqlite:}
        aside=$file.of-$to-$(date -u +%Y%m%dT%H%M%SZ)
        for part in "" -wal -shm; do [ ! -e "$file$part" ] || mv "$file$part" "$aside$part"; done
        run "$home/$from/opportune" restore --database "$database" --from "$backup" || {
          for part in "" -wal -shm; do rm -f "$file$part"; [ ! -e "$aside$part" ] || mv "$aside$part" "$file$part"; done
          begin
          fail "the backup could not be restored; nothing was changed"
        }
        say "the state as of the upgrade is in force again; what came after it lies in $aside" ;;
      *)
        # By the newer program: it knows how, and moves tables without looking into them. What comes after is the older one's.
        aside=of_$(echo "$to" | tr -c 'A-Za-z0-9\n' _)_$(date -u +%Y%m%d_%H%M%S)
        run "$home/$to/opportune" set-aside --database "${owner:-$database}" --as "$aside" ||
          { begin; fail "what the database holds could not be set aside; nothing was changed. Its owner may do it: --owner URL"; }
        run "$home/$from/opportune" restore --database "${owner:-$database}" --from "$backup" || {
          run "$home/$to/opportune" set-aside --database "${owner:-$database}" --as "${aside}_failed" || true
          run "$home/$to/opportune" set-aside --database "${owner:-$database}" --back "$aside" || fail "what the database held lies in its schema $aside"
          begin
          fail "the backup could not be restored; the database is as it was"
        }
        say "the state as of the upgrade is in force again; what came after it lies in the schema $aside of the database"
        [ -z "$owner" ] || say "run roles/postgresql.sql of $from again, as after each migrate" ;;
    esac
    went_back
  fi
  use "$from"
  rm -f $home/last-upgrade
  [ $start = no ] || begin
  say "$from is in use again"
  exit 0
fi

version=$(cat "$here/VERSION")
(cd "$here" && sha256sum --check --quiet SHA256SUMS) || fail "files of this archive are not what SHA256SUMS says; copy it anew"
# What it needs of the system, said before anything is changed.
"$here/opportune" --help >/dev/null 2>&1 ||
  fail "the program does not start here: it needs glibc 2.27 or later, libgcc and libstdc++ (on Debian: apt-get install libstdc++6): $("$here/opportune" --help 2>&1 | head -1)"
[ -e /usr/share/zoneinfo/UTC ] || fail "time zones are missing (on Debian: apt-get install tzdata)"

getent group $account >/dev/null || groupadd --system $account
getent passwd $account >/dev/null || useradd --system --gid $account --home-dir $state --no-create-home --shell /usr/sbin/nologin $account
[ -d $settings ] || install -d -m 0750 -o root -g $account $settings
[ -d $settings/site ] || install -d -m 0750 -o root -g $account $settings/site
for folder in $state $state/out $state/backups; do [ -d $folder ] || install -d -m 0700 -o $account -g $account $folder; done
if [ ! -f $settings/opportune.yaml ]; then
  sed -e "s|^database: sqlite:state/opportune.db |database: sqlite:$state/opportune.db |" -e "s|^out: out |out: $state/out |" \
    -e "s|^#site: site |site: $settings/site |" -e "s|^#environment: production |environment: ${environment:-production} |" "$here/opportune.example.yaml" > $settings/.new
  chown root:$account $settings/.new
  chmod 0640 $settings/.new
  mv $settings/.new $settings/opportune.yaml
elif [ -n "$environment" ]; then
  say "$settings/opportune.yaml is there and stays as it is; --environment was not used"
fi

if [ ! -d $home/"$version" ]; then
  install -d -m 0755 $home
  rm -rf $home/.part
  cp -R "$here" $home/.part
  chown -R root:root $home/.part
  chmod 0755 $home/.part
  mv $home/.part $home/"$version"
elif ! cmp -s "$here/SHA256SUMS" $home/"$version"/SHA256SUMS; then
  fail "$home/$version is another build of the same version; take it away first"
fi
new=$home/$version

before=$(readlink $home/current 2>/dev/null || true)
was=""
if [ -n "$before" ] && [ "$before" != "$version" ]; then
  database=$(url "$home/$before")
  stop
  refuse_others
  backup=-
  if exists "$database"; then
    backup=$state/backups/before-$version-$(date -u +%Y%m%dT%H%M%SZ).zip
    run "$home/$before/opportune" backup --database "$database" --to "$backup" || { begin; fail "no backup could be taken; $before goes on as before"; }
    echo "$before $version $backup" > $home/last-upgrade
    run "$new/opportune" migrate --database "${owner:-$database}" || fail "the database was not brought to $version: './install.sh --rollback' goes back to $before and the backup"
  fi
  echo "$before $version $backup" > $home/last-upgrade
fi
use "$version"
cp "$here/opportune.sh" /usr/local/bin/.opportune && chmod 755 /usr/local/bin/.opportune && mv /usr/local/bin/.opportune /usr/local/bin/opportune
if [ -d $units ]; then
  cp "$here"/systemd/*.service $units
  service daemon-reload
fi
if [ -d /etc/logrotate.d ]; then cp "$here/logrotate" /etc/logrotate.d/opportune; fi
if [ $start = yes ]; then
  begin
  [ -n "$before" ] || service enable --now opportune
fi
if [ -n "$before" ] && [ "$before" != "$version" ]; then
  say "upgraded from $before to $version; './install.sh --rollback' goes back"
  # What the site wrote over rules that are others now: for people to look at.
  /usr/local/bin/opportune rules site || true
else
  say "$version is installed; settings: $settings/opportune.yaml"
fi
/usr/local/bin/opportune doctor --install || say "something is left to mend, above; then: opportune doctor --install"
