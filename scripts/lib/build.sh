# shellcheck shell=bash
# Configure and build with a preset, showing how far it is. Logs stay in build/logs.
: "${root:?the repository}"

# As many compilers as there are cores, but not more than memory holds (the largest files take about 1 GB).
build_jobs() {
  local cores memory_gb
  cores=$(nproc)
  memory_gb=$(awk '/^MemAvailable/ {print int($2 / 1048576)}' /proc/meminfo)
  ((memory_gb >= 1)) || memory_gb=1
  echo $((cores < memory_gb ? cores : memory_gb))
}

# build_need_space MB: fails early and plainly instead of late and oddly.
build_need_space() {
  mkdir -p "$root/build/logs" 2>/dev/null || ui_fail "cannot write to $root/build" "check its owner and its disk"
  local free
  free=$(df --output=avail -m "$root/build" | tail -n 1)
  ((free >= $1)) || ui_fail "not enough disk space in $root/build: $((free)) MB free, $1 MB needed"
}

# build_configure PRESET [CMAKE ARGS...]
build_configure() {
  local preset=$1 log=$root/build/logs/configure-$1.log
  shift
  (cd "$root" && ui_run "$log" cmake --preset "$preset" "$@") && return
  build_show_log "$log"
  ui_fail "configuring failed: $(grep -m1 -A1 'CMake Error' "$log" | tail -n 1 | sed 's/^ *//')" "log: $log"
}

# build_targets PRESET [TARGET...]
build_targets() {
  local preset=$1 log=$root/build/logs/build-$1.log line
  shift
  local -a targets=()
  (($# == 0)) || targets=(--target "$@")
  if {
    cd "$root" && NINJA_STATUS='[%f/%t] ' cmake --build --preset "$preset" -j "$(build_jobs)" "${targets[@]}" 2>&1 </dev/null
  } | tee "$log" | while IFS= read -r line; do
    if [[ $line =~ ^\[([0-9]+/[0-9]+)\]\ (.*) ]]; then ui_note "${BASH_REMATCH[1]}  ${BASH_REMATCH[2]##*/}"; fi
  done; then return; fi
  build_show_log "$log"
  grep -q 'No space left' "$log" && ui_fail "the disk is full: the build stopped" "free some space, then run this again"
  ui_fail "the build failed: $(grep -m1 -E 'error:|FAILED' "$log")" "log: $log"
}

# Where nobody can open the log afterwards (CI), its end is shown.
build_show_log() {
  [[ -z ${CI:-} ]] || tail -n 60 "$1" >&2
}
