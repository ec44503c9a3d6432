# An older version beside this one, built in a worktree of its own in the system's folder for temporary files and kept for the next time: for dev/upgrade and dev/drill.
# Needs $root and tools.sh. Sets older: the folder.
build_both() { # COMMIT
    local commit
    commit="$(git -C "$root" rev-parse --verify --quiet --short "$1^{commit}")" || stop "There is no such commit: $1."
    older="${TMPDIR:-/tmp}/parley-older-$commit"
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
    need_dotnet
    need "A fault run" $stores
    if [ ! -e "$older/built" ]; then
        echo "Building $commit in $older …" >&2
        [ -d "$older" ] || git -C "$root" worktree add --detach "$older" "$commit" >/dev/null 2>&1 || stop "No worktree could be made in $older. See: git worktree list; git worktree prune"
        build_tree "$older" Silo WebFrontend
        touch "$older/built"
    fi
    echo "Building this version …" >&2
    build_tree "$root" Silo WebFrontend Faults
    echo "From $commit to $(git -C "$root" describe --always --dirty). Take the older tree away by: git worktree remove --force $older" >&2
}

build_tree() { # TREE PROJECT…
    local tree="$1" project output
    shift
    for project in "$@"; do
        output="$(cd "$tree" && MSBUILDDISABLENODEREUSE=1 dotnet build "$project" -m:1 --nologo -v quiet -p:SkipWeb=true 2>&1)" || stop "$output"$'\n'"The build of $project in $tree failed."
    done
}
