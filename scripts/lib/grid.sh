# shellcheck shell=bash
# A grid on loopback for as long as a script runs: a coordinator, workers, and the agent that hgbuild starts by itself.
#
#   grid_start FOLDER BIN WORKERS SLOTS   sets grid_address and exports what hgbuild needs
#   grid_stop                             ends all of it; safe to call at any time, and twice

grid_pids=()
grid_folder=''

# grid_spawn NAME COMMAND...: in a session of its own, so that Ctrl-C reaches only us and we end things in order.
grid_spawn() {
  local name=$1
  shift
  setsid "$@" >"$grid_folder/$name.log" 2>&1 </dev/null &
  grid_pids+=($!)
}

grid_last_words() { grep -v '^[[:space:]]*$' "$grid_folder/$1.log" 2>/dev/null | tail -n 1; }

# grid_wait SECONDS WHAT LOG CONDITION...: until the condition holds; ends the program if a daemon dies or time is up.
grid_wait() {
  local deadline=$((SECONDS + $1)) what=$2 log=$3 pid
  shift 3
  until "$@"; do
    for pid in "${grid_pids[@]}"; do
      kill -0 "$pid" 2>/dev/null || ui_fail "$what did not start: $(grid_last_words "$log")"
    done
    ((SECONDS < deadline)) || ui_fail "$what was not ready in time: $(grid_last_words "$log")"
    sleep 0.1
  done
}

# The gRPC port that NAME wrote down once it listens.
grid_port_of() { sed -n 's/^grpc=//p' "$grid_folder/$1.ports" 2>/dev/null; }

grid_listens() { [[ -n $(grid_port_of "$1") ]]; }

grid_online() {
  local count
  count=$("$grid_bin/hgbuild" workers --json 2>/dev/null | grep -oE '"state": *"online"' | wc -l)
  ((count >= $1))
}

grid_start() {
  local number any_port=(--listen 127.0.0.1 --grpc-port 0 --http-port 0)
  grid_folder=$1 grid_bin=$2
  (umask 077 && mkdir -p "$grid_folder"/{run,cache,jobs})
  # An agent and memories of its own: nothing of the user's is used or left behind.
  export HG_AGENT_IDLE=30 HG_CACHE=off
  export XDG_RUNTIME_DIR=$grid_folder/run XDG_CACHE_HOME=$grid_folder/cache TMPDIR=$grid_folder/jobs
  grid_spawn coordinator "$grid_bin/hg-coord" serve "${any_port[@]}" --cache off --history off --ports-file "$grid_folder/coordinator.ports"
  grid_wait 15 "the coordinator" coordinator grid_listens coordinator
  grid_address=127.0.0.1:$(grid_port_of coordinator)
  export HG_COORDINATOR=$grid_address
  for ((number = 1; number <= $3; ++number)); do
    grid_spawn "worker$number" "$grid_bin/hg-worker" serve "${any_port[@]}" --cache off --coordinator "$grid_address" --max-tasks "$4"
  done
  grid_wait 30 "a worker" "worker$3" grid_online "$3"
}

# Everything that carries our runtime directory in its environment: what we started, and the agent that hgbuild started.
grid_members() {
  local process
  grep -lzxF "XDG_RUNTIME_DIR=$grid_folder/run" /proc/[0-9]*/environ 2>/dev/null | while IFS=/ read -r _ _ process _; do
    # Only the grid itself: so does every command that we run carry it.
    case $(readlink "/proc/$process/exe") in
      */hg-coord | */hg-worker | */hg-agent) echo "$process" ;;
    esac
  done
}

grid_stop() {
  local pids deadline=$((SECONDS + 10))
  [[ -n $grid_folder ]] || return 0
  mapfile -t pids < <(grid_members)
  ((${#pids[@]} == 0)) || kill "${pids[@]}" 2>/dev/null || true
  while mapfile -t pids < <(grid_members) && ((${#pids[@]} > 0)); do
    if ((SECONDS >= deadline)); then
      kill -KILL "${pids[@]}" 2>/dev/null || true
      break
    fi
    sleep 0.05
  done
  rm -rf "$grid_folder"
  grid_folder='' grid_pids=()
}
