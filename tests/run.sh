#!/usr/bin/env bash
# Installs what the tests need, builds, and runs them.
#   bash tests/run.sh          everything
#   bash tests/run.sh quick    what needs no other program (unit tests and conventions)
#   bash tests/run.sh postgres starts the tests' PostgreSQL, prints how to name it, and stops it when this is interrupted
#   bash tests/run.sh kills N [SEED]
#                              kills the program N times on each engine at random moments, and compares what readers see with
#                              an undisturbed life; prints its seed
#   bash tests/run.sh cluster FINDINGS [SEED]
#                              lets four workers share a run over so many findings, kills, pauses and cuts them off at random, and
#                              compares what they publish with one process; prints its seed. OPPORTUNE_CLUSTER_INPUT=DIR keeps
#                              the invented findings there for the next time
#   bash tests/run.sh hangfire with Hangfire as the engine that carries messages: the tests of the seam, and those with Parquet.Net and Apache.Arrow
#   bash tests/run.sh hostile N [SEED]
#                              damages N table files in every way and reads them; prints how many were read and refused
# Ends with the plain line "N passed, N failed"; exit code 0 only if none failed and all projects ran.
set -u
cd "$(dirname "$0")/.."
# What is started here is mostly short: compiling its code better, which a whole night's run gains from, takes longer than it saves.
export DOTNET_TieredPGO=0 DOTNET_TC_CallCountingDelayMs=64
part=${1:-all}
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

stop() { echo "tests/run.sh: $1" >&2; exit 1; }

command -v dotnet >/dev/null || stop "the .NET SDK (version in global.json) is missing; install it from https://dot.net and run this again"

# PostgreSQL: a server of the tests' own, gone when this ends.
if [ "$part" != quick ] && [ "$part" != hostile ]; then
  bash tests/postgres.sh install || exit 1
  server=$(mktemp -d)
  trap 'bash tests/postgres.sh stop "$server"' EXIT
  trap 'exit 130' INT TERM
  url=$(bash tests/postgres.sh start "$server") || exit 1
  export OPPORTUNE_TEST_POSTGRESQL=$url
  if [ "$part" = postgres ]; then
    echo "export OPPORTUNE_TEST_POSTGRESQL=$url"
    # In the background and waited for, so that an interruption is heard at once.
    sleep infinity &
    wait $!
  fi
fi

# A browser, for the pages: by preference the one without windows, which is the same engine for two thirds of the work.
if [ "$part" = all ] && ! command -v chromium-headless-shell >/dev/null; then
  install="apt-get update && apt-get install -y --no-install-recommends"
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    sh -c "$install chromium-headless-shell" >&2 || command -v chromium >/dev/null || sh -c "$install chromium" >&2 || stop "could not install chromium; run as root: $install chromium"
  elif ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
    stop "chromium is missing; run as root: $install chromium-headless-shell"
  fi
fi

# A spreadsheet, for the CSV: 93 MB to fetch, 290 MB on the disk, about 40 seconds, once.
if [ "$part" = all ] && ! command -v soffice >/dev/null; then
  install="apt-get update && apt-get install -y --no-install-recommends libreoffice-calc"
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    began=$(date +%s)
    sh -c "$install" >&2 || stop "could not install LibreOffice; run as root: $install"
    echo "LibreOffice Calc installed in $(($(date +%s) - began)) s" >&2
  else
    stop "LibreOffice Calc is missing; run as root: $install"
  fi
fi

# Node and its packages: independent readers and writers of Parquet and Arrow.
if [ "$part" = all ]; then
  if ! command -v npm >/dev/null; then
    install="apt-get update && apt-get install -y --no-install-recommends nodejs npm"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      sh -c "$install" >&2 || stop "could not install node; run as root: $install"
    else
      stop "node and npm are missing; run as root: $install"
    fi
  fi
  lock=tests/Interop/package-lock.json
  stamp=tests/Interop/node_modules/.installed
  if ! cmp -s "$lock" "$stamp" 2>/dev/null; then
    # Not "npm ci": it insists on lock entries for every platform's binaries, and a registry may hold only some. The lock
    # file's versions and hashes hold all the same, and it is not rewritten.
    (cd tests/Interop && npm install --no-save --no-audit --no-fund --loglevel=error) >&2 || stop "npm install failed in tests/Interop"
    cp "$lock" "$stamp"
  fi
fi

build() { dotnet build "$@" -c Release -v quiet -clp:NoSummary; }
[ "$part" = hangfire ] || build Opportune.slnx || { echo "0 passed, 1 failed"; exit 1; }

passed=0 failed=0 skipped=0
projects="Unit Conventions"
only=""
[ "$part" = all ] && projects="$projects Integration Web"
# The other engine, whose parts have an output of their own. Everything builds its adapter and holds the two libraries to our files; the tests of the seam with it
# are a part of their own, for all of the program is built anew for them. Where its packages cannot be had that is said, and counts as nothing.
other=""
if [ "$part" = all ] || [ "$part" = hangfire ]; then
  log=$(mktemp)
  needed="src/HangfireDispatch tests/Interop/InteropTests.csproj"
  [ "$part" = hangfire ] && needed="$needed tests/Integration/Integration.csproj tests/Web/WebTests.csproj"
  other=yes
  for project in $needed; do
    build "$project" -p:Dispatch=Hangfire > "$log" 2>&1 && continue
    other=""
    if grep -qE 'error NU1(10[123]|301)' "$log"; then
      echo "Not built and not counted: the Hangfire adapter and the tests with Parquet.Net and Apache.Arrow; no package source here has $(grep -oE 'package [A-Za-z0-9._]*[A-Za-z0-9_]' "$log" | sort -u | sed 's/package //' | paste -sd, | sed 's/,/, /g')"
    else
      cat "$log"
      failed=$((failed + 1))
    fi
    break
  done
  rm -f "$log"
fi
if [ "$part" = hangfire ]; then
  projects=""
  seam="Cluster.EngineTests Cluster.QueuedRunTests Cluster.SharedWorkTests Cluster.StormTests Cluster.WorkerTests Database.LeastPrivilegeTests Schedules.DeskTests Schedules.DutyTests Schedules.RetryTests Serving.ServeTests"
fi
if [ "$part" = kills ]; then
  export OPPORTUNE_KILLS=${2:-1000}
  [ -n "${3:-}" ] && export OPPORTUNE_KILLS_SEED=$3
  projects=Integration
  only="-class Opportune.Tests.Integration.Kills.KillTests"
fi
if [ "$part" = cluster ]; then
  export OPPORTUNE_CLUSTER_FINDINGS=${2:-50000000}
  [ -n "${3:-}" ] && export OPPORTUNE_CLUSTER_SEED=$3
  projects=Integration
  only="-class Opportune.Tests.Integration.Cluster.StormTests"
fi
if [ "$part" = hostile ]; then
  export OPPORTUNE_HOSTILE=${2:-100000} OPPORTUNE_HOSTILE_SEED=${3:-1}
  projects=Unit
  only="-class Opportune.Tests.Unit.Columnar.HostileInputTests -showLiveOutput"
fi
# A test that hangs is named after five minutes, and ends its project after forty: the line below comes all the same.
patience="-longRunning 300"
limit=""
[ "$part" = all ] && command -v timeout >/dev/null && limit="timeout --kill-after=30 2400"
# NAME PROJECT [ARGUMENT...]: the tests of a project, with arguments to their runner.
tests() {
  local name=$1 project=$2 log line bad
  shift 2
  echo "== $name"
  log=$(mktemp)
  $limit dotnet run --no-build -c Release --project "tests/$project" $engine -- -noColor -noLogo $patience "$@" 2>&1 | tee "$log" | grep -v -E '^ *(Discovering|Discovered|Starting|Finished):'
  line=$(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+' "$log" | tail -1)
  number() { echo "$line" | sed -n "s/.*$1: \([0-9][0-9]*\).*/\1/p"; }
  if [ -z "$line" ] || [ "$(number Total)" = 0 ]; then
    echo "tests/run.sh: $name ran no test" >&2
    failed=$((failed + 1))
  else
    bad=$(($(number Failed) + $(number Errors)))
    failed=$((failed + bad))
    skipped=$((skipped + $(number Skipped)))
    passed=$((passed + $(number Total) - $(number Failed) - $(number Skipped)))
  fi
  rm -f "$log"
}
engine=""
for project in $projects; do
  tests "$project" "$project" $only
done
if [ -n "$other" ]; then
  engine=-p:Dispatch=Hangfire
  tests "Parquet.Net and Apache.Arrow" Interop
  if [ "$part" = hangfire ]; then
    tests "Integration on Hangfire" Integration $(printf -- '-class Opportune.Tests.Integration.%s ' $seam)
    tests "Web on Hangfire" Web -class Opportune.Tests.Web.Access.EnginePagesTests
  else
    echo "The Hangfire adapter was built; the tests of the seam on it: bash tests/run.sh hangfire"
  fi
fi
[ "$skipped" = 0 ] && echo "$passed passed, $failed failed" || echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
