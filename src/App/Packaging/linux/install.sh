#!/bin/sh
# Installs Opportune from this unpacked archive, or upgrades what is installed. Needs no network.
#   ./install.sh [--environment test|production] [--no-start] [--no-backup]
#   ./install.sh --rollback [--no-start]    back to the version before the last upgrade, and to the state as it was then
#   --environment   what a first installation is for (production, unless it is said); no mail leaves a test
#   --no-start      start nothing: neither the service nor the nightly backup
#   --no-backup     leave the nightly backup (opportune-backup.timer) off; else it is switched on with the version that first brings it, and stays as you set it
#   --owner URL     with PostgreSQL: the database as its owner, where the settings name an account that may change no table
#   --help          this
# Puts there:
#   /opt/opportune/VERSION           the program, for all to read; current leads to the one in use; others stay, for the way back
#   /usr/local/bin/opportune         starts it with the settings below, and as its own account, also for root
#   /etc/opportune/opportune.yaml    settings; written where there are none, never changed
#   /etc/opportune/site              the site's own rules; never written to
#   /var/lib/opportune               database, files of runs, backups, keys: the account's alone
#   opportune.service, opportune-worker.service, opportune-backup.service and .timer
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
nightly=yes
owner=""
while [ $# -gt 0 ]; do
  case $1 in
    --environment)
      environment=${2:-}
      case $environment in test | production) shift 2 ;; *) fail "--environment is test or production" ;; esac ;;
    --owner) owner=${2:-}; shift 2 ;;
    --no-start) start=no; shift ;;
    --no-backup) nightly=no; shift ;;
    --rollback) rollback=yes; shift ;;
    -h | --help) sed -n '2,/^set /s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) fail "unknown '$1'; ./install.sh --help says what there is" ;;
  esac
done
[ "$(id -u)" = 0 ] || fail "run it as root: it makes an account and folders"
for tool in setpriv useradd sha256sum readlink tar; do command -v $tool >/dev/null || fail "$tool is missing (packages util-linux, passwd, coreutils, tar)"; done
here=$(cd "$(dirname "$0")" && pwd)
. "$here/service.sh"

# As the account, with the settings of this machine, wherever it is called from.
run() { (cd / && HOME=$state OPPORTUNE_SETTINGS=$settings/opportune.yaml exec setpriv --reuid=$account --regid=$account --clear-groups "$@"); }
# One rename: at no moment is there none.
use() { ln -s "$1" "$home/.next"; mv -T "$home/.next" "$home/current"; }
# The units of a version, in the place of those of another.
put_units() {
  [ -d $units ] || return 0
  for unit in opportune-backup.timer opportune-backup.service; do
    [ -f "$1/systemd/$unit" ] || [ ! -f $units/$unit ] || { service disable --now $unit 2>/dev/null || true; rm -f $units/$unit; }
  done
  cp "$1"/systemd/opportune* $units
  service daemon-reload
}
url() { run "$1/opportune" settings --get database; }
# The state goes back to a backup: an audit trail that ends there is no fault then. A program that knows nothing of this tells it all the same.
went_back() { run "$home/$to/opportune" audit restored --from "$backup" --database "$database" >/dev/null 2>&1 || say "what was recorded since the upgrade will be missed by 'audit verify'"; }
exists() { case $1 in sqlite:*) [ -f "${1#sqlite:}" ] ;; *) true ;; esac; }

if [ $rollback = yes ]; then
  [ -f $home/last-upgrade ] || fail "nothing to go back to: no upgrade was made here, or it was taken back already$([ ! -L $home/current ] || echo "; $(readlink $home/current) is in use")"
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
  put_units "$home/$from"
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
  # What the archive brings and nothing else: people keep files in the folder where they unpacked it.
  mkdir $home/.part
  { sed 's/^[0-9a-f]*  //' "$here/SHA256SUMS"; echo ./SHA256SUMS; } | tar --create --directory "$here" --files-from - | tar --extract --directory $home/.part --no-same-owner
  (cd $home/.part && sha256sum --check --quiet SHA256SUMS) || fail "the program was not copied whole to $home; is the disk full?"
  chmod -R u=rwX,go=rX $home/.part
  mv $home/.part $home/"$version"
elif ! cmp -s "$here/SHA256SUMS" $home/"$version"/SHA256SUMS; then
  fail "$home/$version is another build of the same version; take it away first"
fi
new=$home/$version

before=$(readlink $home/current 2>/dev/null || true)
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
[ ! -f $units/opportune-backup.timer ] || nightly=as-it-is
put_units "$new"
if [ -d /etc/logrotate.d ]; then cp "$here/logrotate" /etc/logrotate.d/opportune; fi
if [ $start = yes ]; then
  begin
  [ -n "$before" ] || service enable --now opportune
  if [ $nightly = yes ] && [ -d /run/systemd/system ]; then
    service enable --now opportune-backup.timer
    say "a backup is taken each night into $state/backups, and the newest 14 stay: systemctl list-timers opportune-backup.timer; --no-backup leaves it off"
  fi
fi
if [ -n "$before" ] && [ "$before" != "$version" ]; then
  say "upgraded from $before to $version; './install.sh --rollback' goes back"
  # What the site wrote over rules that are others now: for people to look at.
  /usr/local/bin/opportune rules site || true
else
  say "$version is installed; settings: $settings/opportune.yaml"
fi
/usr/local/bin/opportune doctor --install || say "something is left to mend, above; then: opportune doctor --install"
if [ -z "$before" ]; then
  say "next:"
  [ $start = yes ] && [ -d /run/systemd/system ] || echo "  opportune serve                                  the service, which was not started (each night: opportune backup --into $state/backups --keep 14)"
  echo "  opportune user add NAME --role administrator     prints the link by which the first person signs in"
  echo "  OPPORTUNE_SETTINGS=$settings/opportune.yaml $home/current/opportune rules take nightly.yaml"
  echo "                                                   begins $settings/site/nightly.yaml: there name the folder of your tables as input"
  echo "  opportune check; opportune run nightly --as-of DATE"
  echo "  README.md (beside this, and in $home/current), 'For administrators: installing it', says the rest"
fi
