# What an administrator does with the archives, on a machine that has neither network nor .NET. Each line that is told is one that the test asks for.
set -eu
first=$(echo /media/opportune-*-linux-x64.tar.gz) older=$(ls /media | sed -n 's/^opportune-\(.*\)-linux-x64$/\1/p')
fail() { echo "FAILED: $1"; exit 1; }
tell() { echo "-- $1"; }
state() { (cd /var/lib/opportune && find . -type f ! -path './opportune.db*' ! -path './backups/*' -print0 | sort -z | xargs -0 sha256sum | sha256sum); }
site() { (cd /etc/opportune && find . -type f -print0 | sort -z | xargs -0 sha256sum; stat -c '%n %a %U %G' opportune.yaml site) | sha256sum; }
# The entry on which somebody decided, as its line says it.
decided() { opportune entries list --state waiting --json 2> /dev/null | grep -o '"entry_id": *"[^"]*"'; }

! command -v dotnet >/dev/null || fail ".NET is here"
[ "$(grep -c : /proc/net/dev)" = 1 ] || fail "there is a network"
! (exec 3<>/dev/tcp/127.0.0.1/1) 2>/dev/null || fail "something listens"
tell "neither network nor .NET"

cd /root
tar xzf "$first"
cd opportune-*
version=$(cat VERSION)
# What people keep beside it is none of the program, and who unpacked it decides nothing.
echo 'measure patient_id' > changes.tsv
chmod -R go= .
./install.sh --environment test --no-start > /root/install.txt 2>&1 || { cat /root/install.txt; fail "install"; }
grep -q "install.sh: $version is installed" /root/install.txt || { cat /root/install.txt; fail "it does not say so"; }
[ "$(stat -c '%a %U' /var/lib/opportune)" = "700 opportune" ] || fail "rights of the state"
[ "$(stat -c '%a %U %G' /etc/opportune/opportune.yaml)" = "640 root opportune" ] || fail "rights of the settings"
[ -z "$(find /opt/opportune ! -user root -o -type f -perm /022)" ] || fail "the program may be changed by others"
[ "$(cd /etc/systemd/system && echo *)" = "opportune-backup.service opportune-backup.timer opportune-worker.service opportune.service" ] || fail "no unit"
[ ! -e "/opt/opportune/$version/changes.tsv" ] && [ -z "$(find /opt/opportune ! -perm -004)" ] || fail "the program is not what the archive brings, for all to read"
grep -q 'user add NAME --role administrator' /root/install.txt && grep -q 'opportune serve  ' /root/install.txt || { cat /root/install.txt; fail "it does not say what comes next"; }
./install.sh --help | grep -q -- '--no-backup' || fail "it does not say what may be said"
! (cd / && setpriv --reuid=65534 --regid=65534 --clear-groups opportune runs list) > /root/other.txt 2>&1 && grep -q '^opportune: /etc/opportune/opportune.yaml: .* may not read the settings; .*sudo -u opportune opportune COMMAND' /root/other.txt || { cat /root/other.txt; fail "who may not read the settings is not told so"; }
tell "installed $version"
opportune doctor --install > /root/doctor.txt || [ $? = 4 ] || fail "doctor"
# A namespace shares its machine's clock; whether that is kept right is not this test's affair.
grep WRONG /root/doctor.txt | grep -v 'time server' && fail "doctor finds something"
grep -q 'ok    mail: nobody is told of anything' /root/doctor.txt || fail "doctor says nothing of mail"
printf 'health: {host-keeps-clock: true}\n' >> /etc/opportune/opportune.yaml
opportune doctor --install > /root/doctor.txt || { cat /root/doctor.txt; fail "doctor finds something although the host keeps the clock"; }
tell "doctor finds nothing to mend"

opportune demo --patients 1000 --no-web --quiet --out /var/lib/opportune/demo > /root/demo.txt 2>&1 || { cat /root/demo.txt; fail "demo"; }
[ -s /var/lib/opportune/demo/run/worklist.csv ] || [ -n "$(find /var/lib/opportune/demo/run -name worklist.csv -size +0)" ] || fail "the demo made no list"
tell "the demo ran"

# Live data: a night, a person, a decision, a rule of the site's own.
url=$(opportune settings --get database)
opportune synth --patients 1000 --seed 7 --out /var/lib/opportune/in --quiet
OPPORTUNE_SETTINGS=/etc/opportune/opportune.yaml /opt/opportune/current/opportune rules take measures/statin-review.yaml
echo '# The site speaks.' >> /etc/opportune/site/measures/statin-review.yaml
night() { opportune run nightly --as-of 2026-11-14 --input /var/lib/opportune/in --quiet 2> /dev/null; }
night
[ "$(stat -c '%a %a %a' /var/lib/opportune/out/runs)" = '700 700 700' ] || fail "others may look into the folder of runs"
for wrong in 'statin-reviw --site NORTHGATE' 'statin-review --site NORTHGAT'; do
  opportune standing set $wrong --to silent --reason 'a slip of the hand' > /root/unknown.txt 2>&1 && fail "an unknown measure or site is accepted"
  grep -qE 'known: |did you mean' /root/unknown.txt || { cat /root/unknown.txt; fail "it does not say which there are"; }
done
opportune standing set statin-review --site NORTHGATE --to pilot --panel 'NORTHGATE panel 1' --reason 'a panel tries it' > /dev/null
SUDO_USER=anna night
opportune runs show last --database "$url" --json | grep -q 'opportune (sudo: anna)' || fail "who called is not kept"
opportune run nightly --as-of 2026-11-14 --input /var/lib/opportune/in --out /var/lib/opportune/tried --quiet 2>&1 | grep -q 'without --database' || fail "a run beside the installation does not say so"
rm -rf /var/lib/opportune/tried
entry=$(opportune entries list --database "$url" --json | sed -n 's/.*"entry_id": *"\([^"]*\)".*/\1/p' | head -1)
opportune entries dispose "$entry" --as statin-prescribed --by vera --database "$url" > /dev/null
[ "$(decided)" = "\"entry_id\": \"$entry\"" ] || fail "nothing was decided"
opportune user add vera --role viewer --panel nowhere > /dev/null 2> /root/panel.txt
grep -qE 'note: --panel: .*(known: |did you mean)' /root/panel.txt || { cat /root/panel.txt; fail "an unknown panel is not told"; }
OPPORTUNE_LISTEN=http://127.0.0.1:6001 opportune user link vera 2> /dev/null | grep -q '^http://127.0.0.1:6001/' || fail "a link leads elsewhere than the pages are"
# Beside a service that systemd did not start nothing is changed: it would go on with what was moved away under it.
opportune serve > /root/serve.txt 2>&1 &
serving=$!
sleep 1
(cd "/media/opportune-$older-linux-x64" && ./install.sh --no-start) > /root/beside.txt 2>&1 && { cat /root/beside.txt /root/serve.txt; fail "it upgrades under a service that is at work"; }
! /opt/opportune/current/uninstall.sh > /root/uninstall.txt 2>&1 && grep -q 'serves from /opt/opportune' /root/uninstall.txt && [ -x /opt/opportune/current/opportune ] || { cat /root/uninstall.txt; fail "it is taken away under a service that is at work"; }
grep -q 'serves from /opt/opportune' /root/beside.txt || { cat /root/beside.txt /root/serve.txt; fail "it does not say who is at work"; }
kill $serving
wait $serving || true
[ "$(readlink /opt/opportune/current)" = "$version" ] || fail "it was changed beside a service that is at work"
opportune retention apply --dry-run 2> /dev/null | grep -q 'nothing is past its time' || fail "something is past its time"
# What the timer calls each night, as it calls it.
unit() { sed -n "s/^$1=//p" /etc/systemd/system/opportune-backup.service; }
(cd "$(unit WorkingDirectory)" && env $(unit Environment) setpriv --reuid="$(unit User)" --regid="$(unit Group)" --clear-groups $(unit ExecStart)) > /root/backup.txt 2>&1 || { cat /root/backup.txt; fail "the nightly backup"; }
nightly=$(echo /var/lib/opportune/backups/opportune-2*Z.zip)
[ -s "$nightly" ] || { cat /root/backup.txt; fail "there is no nightly backup"; }
opportune audit verify > /root/audit.txt || { cat /root/audit.txt; fail "the audit trail"; }
before=$(opportune runs list --database "$url" --json)
tell "a night with live data"

[ "$(opportune rules site | grep -c 'base changed')" = 0 ] || fail "nothing changed yet"
kept=$(site) files=$(state)

# The next version: another schema, another rule shipped.
cd "/media/opportune-$older-linux-x64"
./opportune upgrade rehearse --old /opt/opportune/current --input /var/lib/opportune/in --as-of 2026-11-14 --quiet > /root/rehearsal.txt || { cat /root/rehearsal.txt; fail "rehearsal"; }
grep -q ': 0 enter, 0 leave, 0 change their tier' /root/rehearsal.txt || { cat /root/rehearsal.txt; fail "the same rules list others"; }
tell "rehearsed"
./install.sh --no-start > /root/upgrade.txt 2>&1 || { cat /root/upgrade.txt; fail "upgrade"; }
grep -q "install.sh: upgraded from $version to $older" /root/upgrade.txt || { cat /root/upgrade.txt; fail "it does not say so"; }
grep -q 'measures/statin-review.yaml.*base changed' /root/upgrade.txt || { cat /root/upgrade.txt; fail "the changed base is not told"; }
[ "$(readlink /opt/opportune/current)" = "$older" ] || fail "it is not in use"
[ "$(site)" = "$kept" ] || fail "settings or rules of the site were changed by the upgrade"
[ "$(state)" = "$files" ] || fail "files of the state were changed by the upgrade"
[ "$(opportune runs list --database "$url" --json)" = "$before" ] || fail "runs are other ones after the upgrade"
[ "$(decided)" = "\"entry_id\": \"$entry\"" ] || fail "the decision is gone after the upgrade"
opportune doctor --quiet --database "$url" || fail "the database after the upgrade"
tell "upgraded to $older"

# The older program does not touch what the newer one made.
code=0
setpriv --reuid=opportune --regid=opportune --clear-groups "/opt/opportune/$version/opportune" runs list --database "$url" > /root/refused.txt 2>&1 || code=$?
[ $code = 2 ] && [ "$(grep -c . /root/refused.txt)" = 1 ] && grep -q 'install the newer program' /root/refused.txt || { cat /root/refused.txt; fail "the older program is not refused by one line"; }
tell "the older program is refused"
night
[ "$(opportune user list --database "$url" --json | grep -c vera)" -gt 0 ] || fail "nobody is known"

./install.sh --rollback --no-start > /root/rollback.txt 2>&1 || { cat /root/rollback.txt; fail "rollback"; }
[ "$(readlink /opt/opportune/current)" = "$version" ] || fail "the older one is not in use"
[ "$(opportune runs list --database "$url" --json)" = "$before" ] || fail "runs are other ones after the way back"
[ "$(opportune user list --database "$url" --json | grep -c vera)" -gt 0 ] || fail "nobody is known after the way back"
[ "$(decided)" = "\"entry_id\": \"$entry\"" ] || fail "the decision is gone after the way back"
opportune doctor --quiet --database "$url" || fail "the database after the way back"
opportune audit verify > /root/audit.txt 2> /dev/null && grep -q 'the state went back to that of' /root/audit.txt || { cat /root/audit.txt; fail "the audit trail after the way back"; }
[ "$(site)" = "$kept" ] || fail "settings or rules of the site were changed by the way back"
[ -n "$(ls /var/lib/opportune/opportune.db.of-$older-*)" ] || fail "what came after the upgrade is gone"
tell "rolled back to $version"

# The same on a server: the state moves there by a backup, with the key of its trail, is upgraded, and comes back.
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
ip link set lo up
mkdir -p /dev/shm && chmod 1777 /dev/shm
install -d -o nobody -g nogroup /var/lib/pg
server() { (cd / && setpriv --reuid=65534 --regid=65534 --clear-groups "$bin/$@"); }
server initdb -D /var/lib/pg/data -U opportune -E UTF8 --locale=C.UTF-8 --auth=trust > /root/server.txt 2>&1 || { cat /root/server.txt; fail "initdb"; }
server pg_ctl -D /var/lib/pg/data -o "-p 5433 -c listen_addresses=127.0.0.1 -c unix_socket_directories=''" -l /var/lib/pg/log -w start > /dev/null || { cat /var/lib/pg/log; fail "PostgreSQL does not start"; }
server createdb -h 127.0.0.1 -p 5433 -U opportune opportune
url=postgresql://opportune@127.0.0.1:5433/opportune
sed -i "s|^database: .*|database: $url|" /etc/opportune/opportune.yaml
printf 'audit: {folder: /var/lib/opportune/opportune.db.audit}\n' >> /etc/opportune/opportune.yaml
opportune restore --database "$url" --from $nightly --quiet
opportune audit restored --from $nightly > /dev/null 2>&1
[ "$(decided)" = "\"entry_id\": \"$entry\"" ] || fail "the decision did not move to PostgreSQL"
night
opportune audit verify > /root/audit.txt 2> /dev/null || { cat /root/audit.txt; fail "the audit trail on PostgreSQL"; }
kept=$(site) before=$(opportune runs list --json 2> /dev/null)
# With systemd, as far as it can be had here: somebody who is told what is asked of it, and says yes.
mkdir -p /run/systemd/system
printf '#!/bin/sh\necho "$@" >> /root/asked.txt\n' > /usr/local/bin/systemctl
chmod 755 /usr/local/bin/systemctl
asked() { sed 's/--quiet is-active .*//; /^$/d' /root/asked.txt | tr '\n' ';'; rm /root/asked.txt; }
./install.sh > /root/upgrade.txt 2>&1 || { cat /root/upgrade.txt; fail "upgrade on PostgreSQL"; }
[ "$(asked)" = 'stop opportune.service;stop opportune-worker.service;stop opportune-backup.timer;daemon-reload;start opportune.service;start opportune-worker.service;start opportune-backup.timer;' ] || fail "an upgrade asks something else of systemd"
night
[ "$(opportune runs list --json 2> /dev/null)" != "$before" ] || fail "nothing came after the upgrade"
# Back to one that brings no nightly backup yet.
rm "/opt/opportune/$version/systemd/opportune-backup.timer" "/opt/opportune/$version/systemd/opportune-backup.service"
./install.sh --rollback > /root/rollback.txt 2>&1 || { cat /root/rollback.txt; fail "rollback on PostgreSQL"; }
[ "$(asked)" = 'stop opportune.service;stop opportune-worker.service;stop opportune-backup.timer;disable --now opportune-backup.timer;disable --now opportune-backup.service;daemon-reload;start opportune.service;start opportune-worker.service;' ] || fail "a way back asks something else of systemd"
[ "$(readlink /opt/opportune/current)" = "$version" ] && [ "$(opportune runs list --json 2> /dev/null)" = "$before" ] && [ "$(decided)" = "\"entry_id\": \"$entry\"" ] || { cat /root/rollback.txt; fail "the state is another one after the way back on PostgreSQL"; }
opportune doctor --quiet --database "$url" || fail "PostgreSQL after the way back"
opportune audit verify > /root/audit.txt 2> /dev/null || { cat /root/audit.txt; fail "the audit trail after the way back on PostgreSQL"; }
aside=$(server psql -h 127.0.0.1 -p 5433 -U opportune -Atc "select nspname from pg_namespace where nspname like 'of\\_%'" opportune)
[ "$(server psql -h 127.0.0.1 -p 5433 -U opportune -Atc "select count(*) from $aside.runs" opportune)" -gt "$(echo "$before" | grep -c '"run_id"')" ] || fail "what came after the upgrade is gone on PostgreSQL"
[ "$(site)" = "$kept" ] || fail "settings or rules of the site were changed by the way back on PostgreSQL"
night
server pg_ctl -D /var/lib/pg/data -m immediate -w stop > /dev/null
tell "rolled back on PostgreSQL, too"

everything=$(state)
! /opt/opportune/current/install.sh --rollback > /root/rollback.txt 2>&1 && grep -q "it was taken back already; $version is in use" /root/rollback.txt || { cat /root/rollback.txt; fail "there is nothing to go back to, and it does not say so"; }
/opt/opportune/current/uninstall.sh > /dev/null
asked | grep -q 'disable --now opportune.service opportune-worker.service opportune-backup.timer;daemon-reload;$' || fail "the service is not switched off"
[ ! -e /opt/opportune ] && [ ! -e /usr/local/bin/opportune ] && [ -z "$(ls /etc/systemd/system)" ] || fail "something of the program is left"
[ "$(site)" = "$kept" ] && [ "$(state)" = "$everything" ] && [ -s /var/lib/opportune/opportune.db ] || fail "something of the site is gone"
tell "uninstalled; the site's files are there"
