# shellcheck shell=bash
# What a person sees of our scripts: one line a step, rewritten in place on a terminal, and one clear line when it fails.
#
#   ui_begin NAME          name of the program for messages
#   ui_step TEXT           the step that begins now (ends the one before)
#   ui_note TEXT           how far it is; shown on a terminal only
#   ui_result TEXT         what the step came to, shown when it ends
#   ui_done                ends the step, with the time it took
#   ui_fail WHAT [DO]      ends the program: what is wrong and what to do, on stderr
#   ui_interrupted         the same for Ctrl-C: trap ui_interrupted INT TERM
#   ui_run LOG CMD...      runs CMD quietly, all its output into LOG; returns its exit code

ui_begin() {
  ui_name=$1 ui_title='' ui_came_to='' ui_started=0 ui_tty=0 ui_ok='' ui_dim='' ui_red='' ui_off=''
  [[ -t 1 && ${TERM:-dumb} != dumb ]] && ui_tty=1
  if ((ui_tty)) && [[ -z ${NO_COLOR:-} ]]; then
    ui_ok=$'\e[32m' ui_dim=$'\e[2m' ui_red=$'\e[31m' ui_off=$'\e[0m'
  fi
}

ui_columns() {
  local columns
  columns=$(tput cols 2>/dev/null) || columns=80
  echo "${columns:-80}"
}

ui_step() {
  [[ -z $ui_title ]] || ui_done
  ui_title=$1 ui_came_to='' ui_started=$EPOCHREALTIME
  if ((ui_tty)); then ui_note ''; fi
}

ui_note() {
  ((ui_tty)) || return 0
  local text="  … $ui_title  $1" width
  width=$(ui_columns)
  printf '\r\e[K%s' "${text:0:width-1}"
}

ui_result() { ui_came_to=$1; }

# Seconds since the step began, "4.2 s" or "3 min 07 s".
ui_elapsed() {
  local ms=$(((${EPOCHREALTIME/[.,]/} - ${ui_started/[.,]/}) / 1000))
  if ((ms < 60000)); then
    printf '%d.%d s' $((ms / 1000)) $((ms % 1000 / 100))
  else
    printf '%d min %02d s' $((ms / 60000)) $((ms / 1000 % 60))
  fi
}

ui_done() {
  [[ -n $ui_title ]] || return 0
  local clear=''
  ((ui_tty)) && clear=$'\r\e[K'
  printf '%s  %s✓%s %-28s %s%s%s%s\n' "$clear" "$ui_ok" "$ui_off" "$ui_title" "$ui_dim" "$(ui_elapsed)" \
    "${ui_came_to:+   $ui_came_to}" "$ui_off"
  ui_title=''
}

ui_fail() {
  if ((ui_tty)) && [[ -n $ui_title ]]; then printf '\r\e[K'; fi
  printf '%s%s: %s%s%s\n' "$ui_red" "$ui_name" "$1" "$ui_off" "${2:+ ($2)}" >&2
  exit "${ui_exit_code:-1}"
}

ui_interrupted() {
  ui_exit_code=130
  ui_fail "interrupted"
}

ui_run() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")" 2>/dev/null || ui_fail "cannot write to $(dirname "$log")"
  "$@" >"$log" 2>&1 </dev/null
}
