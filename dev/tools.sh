# Sourced, not run: sees to programs of the operating system, each checked by itself.

stop() { echo "$*" >&2; exit 1; }

browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

# Servers live in sbin, which is on root's PATH only.
program() { PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v "$1"; }

have() {
    case "$1" in
        chromium) [ -n "${CHROMIUM:-}" ] || browser ;;
        mariadb-server-core) program mariadbd && program mariadb-install-db ;; # the programs alone: no service is set up
        mariadb-client-core) program my_print_defaults ;; # mariadb-install-db calls it
        mariadb-client) program mariadb-dump && program mariadb-binlog ;;
        systemd) program systemd-analyze ;;
        nginx-light) program nginx ;;
        python3-channels-redis) /usr/bin/python3 -c "import channels_redis" 2>&1 ;; # a library
        *) program "$1" ;;
    esac >/dev/null
}

stores="mariadb-server-core mariadb-client-core redis-server"

# need WHO PACKAGE…: installs what is missing if it may, else says how to. A package may bring a service of the system with it;
# nothing here uses or touches it.
need() {
    local who="$1" package missing=() as_root=
    shift
    for package in "$@"; do
        have "$package" || missing+=("$package")
    done
    [ "${#missing[@]}" -gt 0 ] || return 0

    [ "$(id -u)" -eq 0 ] || as_root="sudo -n"
    local install="apt-get install -y --no-install-recommends ${missing[*]}"
    local by_hand="$who needs ${missing[*]}. Install: sudo apt-get update && sudo $install"
    command -v apt-get >/dev/null || stop "$by_hand (or what your system calls them)."
    [ -z "$as_root" ] || $as_root true 2>/dev/null || stop "$by_hand"
    $as_root env DEBIAN_FRONTEND=noninteractive $install >/dev/null 2>&1 ||
        { $as_root apt-get update >/dev/null 2>&1 && $as_root env DEBIAN_FRONTEND=noninteractive $install >/dev/null; } || stop "$by_hand"
    for package in "${missing[@]}"; do
        have "$package" || stop "$package was installed, but its program is not found. $by_hand"
    done
}

need_dotnet() {
    dotnet --version >/dev/null 2>&1 || stop "The .NET SDK 10 is needed, as global.json says. Get it from https://dotnet.microsoft.com/download."
}
