#!/usr/bin/env bash
# A PostgreSQL server of the tests' own: an unprivileged process, a free port of 127.0.0.1, a data folder that goes away.
#   bash tests/postgres.sh install         what is missing (Debian's package, as root)
#   bash tests/postgres.sh start FOLDER    makes FOLDER, starts a server in it, prints its URL without a database's name
#   bash tests/postgres.sh crash FOLDER    stops it as a power cut would and starts it again, on the same port
#   bash tests/postgres.sh stop FOLDER     stops it and removes FOLDER
# It keeps PostgreSQL's own fsync, because the tests kill what writes to it. Everyone on this machine may sign in as anybody,
# except as "locked", who needs a password. Words sort as in English, so that a column that forgot COLLATE "C" is noticed.
set -u
fail() { echo "tests/postgres.sh: $1" >&2; exit 1; }

# PostgreSQL refuses to run as root.
unprivileged() { if [ "$(id -u)" = 0 ]; then runuser -u "$(owner)" -- "$@"; else "$@"; fi; }
owner() { getent passwd postgres >/dev/null && echo postgres || echo nobody; }

programs() {
  local folder
  for folder in $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin 2>/dev/null | sort -rV) "$(dirname "$(readlink -f "$(command -v initdb)")")"; do
    [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] && echo "$folder" && return
  done
  return 1
}

install() {
  programs >/dev/null && return
  local install="apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql"
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    sh -c "$install" >&2 || fail "could not install PostgreSQL; run as root: $install"
  else
    fail "PostgreSQL is missing; run as root: $install"
  fi
  programs >/dev/null || fail "PostgreSQL was installed, but its initdb is not to be found"
}

start() {
  local folder=$1 bin port try
  bin=$(programs) || fail "PostgreSQL is missing; run: bash tests/postgres.sh install"
  mkdir -p "$folder" && chmod 711 "$folder" || fail "cannot make $folder"
  mkdir "$folder/data" && chmod 700 "$folder/data" || fail "there is a server in $folder already"
  [ "$(id -u)" != 0 ] || chown "$(owner)" "$folder" "$folder/data"
  (cd "$folder" && unprivileged "$bin/initdb" -D "$folder/data" -U postgres -E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US --auth=trust >"$folder/initdb.log" 2>&1) \
    || fail "initdb failed: $(tail -1 "$folder/initdb.log")"
  printf 'host all locked 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n' >"$folder/data/pg_hba.conf"
  # A kill test opens many connections at once; the rest is PostgreSQL's default.
  printf "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 300\nmax_locks_per_transaction = 256\n" >>"$folder/data/postgresql.conf"
  for try in 1 2 3 4 5; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    echo "$port" >"$folder/port"
    up "$folder" && echo "postgresql://postgres@127.0.0.1:$port" && return
  done
  fail "PostgreSQL does not start: $(tail -1 "$folder/data/server.log")"
}

up() {
  (cd "$1" && unprivileged "$(programs)/pg_ctl" -D "$1/data" -o "-p $(cat "$1/port")" -l "$1/data/server.log" -w -t 60 start >/dev/null 2>&1 </dev/null)
}

down() { (cd "$1" && unprivileged "$(programs)/pg_ctl" -D "$1/data" -m immediate -w stop >/dev/null 2>&1); }

case "${1:-}" in
  install) install ;;
  start) start "${2:?}" ;;
  crash) down "${2:?}"; up "$2" || fail "PostgreSQL does not start again" ;;
  stop) [ -d "${2:?}/data" ] && down "$2"; rm -rf "$2" ;;
  *) fail "say install, start, crash or stop" ;;
esac
