#!/usr/bin/env bash
# Builds everything and runs every test, the quick parts first. The last line says how many passed, failed and were
# skipped; the exit code is 0 only if everything ran and nothing failed.
# ./test.sh faults …: no tests, but fault runs against a cluster; see docs/reliability.md. What follows goes to them, e.g. --minutes 30.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. dev/tools.sh

results="$(mktemp -d)"
child=
cleanup() {
    trap - EXIT INT TERM
    if [ -n "$child" ]; then
        kill -TERM -- "-$child" 2>/dev/null # a runner and what it has started: one process group
        wait "$child" 2>/dev/null
    fi
    rm -rf "$results"
}
trap cleanup EXIT
trap 'cleanup; exit 130' INT
trap 'cleanup; exit 143' TERM

# What is needed -----------------------------------------------------------------------------------------------------
need_dotnet
if [ "${1:-}" = faults ]; then
    shift
    need "A fault run" $stores
    faults=1
else
    [ $# -eq 0 ] || stop "Not understood: $*. It is ./test.sh, or ./test.sh faults with what to run."
    faults=
fi
[ -n "$faults" ] || node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null ||
    stop "Node.js 20.19 or newer is needed. Get it from https://nodejs.org."
[ -n "$faults" ] || need "The test run" chromium $stores mariadb-client haproxy nginx-light caddy docker-compose systemd openssl prometheus prometheus-alertmanager irssi tmux daphne python3-channels-redis # CHROMIUM may hold the path of a Chromium
CHROMIUM="${CHROMIUM:-$(browser)}"
export CHROMIUM

# Build and run ------------------------------------------------------------------------------------------------------
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 CI=1
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false # no build server stays behind
export DOTNET_TieredPGO=0 # no process of a test lives long enough to earn what it costs
failures=()

# In a process group of its own, so that an interrupted run takes all of it down.
run() {
    local name="$1"
    shift
    echo "== $name"
    set -m
    "$@" </dev/null &
    child=$!
    set +m
    wait "$child"
    local code=$?
    child=
    [ "$code" -eq 0 ] || failures+=("$name (exit code $code)")
    return "$code"
}

# A runner whose few failures are looked at once more, alone: tests "What" REPORT COMMAND…. The end of the output names what passed only then.
tests() {
    local what="$1" report="$2" again=()
    shift 2
    run "$what" "$@" && return
    mapfile -t again < <(node .ci/failed.mjs "$results/$report.json")
    if [ ${#again[@]} -gt 0 ] && run "$what, once more" "rerun_$report" "${again[@]}"; then
        unset 'failures[-1]'
    fi
}

vitest() {
    local report="$1" workspace="$2"
    shift 2
    npm test --silent --workspace "$workspace" -- --reporter=default --reporter=json --outputFile.json="$results/$report.json" "$@"
}

xunit() {
    local report="$1"
    shift
    dotnet test Orleans.sln --no-build --no-progress --results-directory "$results" --report-xunit-ctrf --report-xunit-ctrf-filename "$report.json" "$@"
}

rerun_server() { xunit server-again "${@/#/--filter-class=}"; }
rerun_browser() { vitest browser-again @parley/browser-tests "$@"; }

if [ -n "$faults" ]; then
    run "Build" dotnet build Orleans.sln -m:1 --nologo -v quiet -p:SkipWeb=true || stop "The build failed."
    run "Fault runs" dotnet Faults/bin/Debug/net10.0/Parley.Faults.dll run "$@"
    exit $?
fi

run "Build" dotnet build Orleans.sln -m:1 --nologo -v quiet || stop "The build failed."
run "Build of the client library" npm run --silent build -w @parley/client
run "Lint of the TypeScript" npm run --silent lint --workspaces
run "Type check of the TypeScript" npm run --silent typecheck --workspaces --if-present
run "Unit tests of the client library" vitest client-library @parley/client
run "Unit tests of the web client" vitest web-client @parley/web
tests "Tests of the server" server xunit server
tests "Browser tests" browser vitest browser @parley/browser-tests

# The last line comes from here, whatever happened before.
node .ci/results.mjs "$results" client-library web-client server browser -- "${failures[@]+"${failures[@]}"}"
