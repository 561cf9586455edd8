# shellcheck shell=bash
# Debian packages: install_packages LIST... makes sure that everything in scripts/packages/LIST.txt is there.
# A line is a name, or "NAME unless COMMAND": not wanted where there is such a command, from wherever.
# Silent, non-interactive, waits for another apt to finish, asks for root only when something is really missing.
: "${root:?the repository}"

packages_in() {
  local list name unless command
  for list in "$@"; do sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$root/scripts/packages/$list.txt"; done | sort -u |
    while read -r name unless command; do
      [[ -n $unless ]] && command -v "$command" >/dev/null || echo "$name"
    done
}

packages_missing() {
  local name
  for name in $(packages_in "$@"); do
    dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed || echo "$name"
  done
}

# Sets packages_root to what makes a command root here, or ends the program.
packages_become_root() {
  packages_root=()
  ((EUID != 0)) || return 0
  local advice="as root: apt-get install $packages_wanted"
  command -v sudo >/dev/null || ui_fail "packages are missing, and there is no sudo to install them" "$advice"
  # sudo may ask for its password where there is a terminal; where there is none it must not wait for an answer.
  if [[ -t 0 ]] && sudo -v; then
    packages_root=(sudo)
  elif sudo -n true 2>/dev/null; then
    packages_root=(sudo -n)
  else
    ui_fail "packages are missing, and sudo is refused" "$advice"
  fi
}

packages_apt() {
  "${packages_root[@]}" env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 LC_ALL=C \
    apt-get -q -y -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 "$@"
}

# Why apt failed, in one line.
packages_explain() {
  local log=$1
  if grep -qiE 'temporary failure resolving|could not connect|connection (timed out|refused)|failed to fetch|could not resolve' "$log"; then
    ui_fail "Debian's package archive cannot be reached" "check the network, then run this again; log: $log"
  elif grep -qiE "no space left|don't have enough free space" "$log"; then
    ui_fail "the disk is full: packages could not be installed" "free some space; log: $log"
  elif grep -qiE 'unable to locate package|has no installation candidate' "$log"; then
    ui_fail "$(grep -iE -m1 'unable to locate package|has no installation candidate' "$log")" \
      "this needs Debian 12 with its main archive in /etc/apt/sources.list"
  elif grep -qiE 'could not get lock|unable to acquire the dpkg' "$log"; then
    ui_fail "another apt or dpkg has held its lock for 10 minutes" "wait for it, then run this again"
  fi
  ui_fail "apt-get failed: $(grep -m1 -E '^E:' "$log" || tail -n1 "$log")" "log: $log"
}

install_packages() {
  local log=$root/build/logs/apt.log
  packages_wanted=$(packages_missing "$@" | xargs)
  if [[ -z $packages_wanted ]]; then
    ui_result "all there"
    return
  fi
  command -v apt-get >/dev/null || ui_fail "no apt-get here: this script installs Debian packages" \
    "install what these names stand for on your system: $packages_wanted"
  packages_become_root
  ui_note "$(wc -w <<<"$packages_wanted") missing"
  ui_result "$(wc -w <<<"$packages_wanted") installed"
  # A list that is old or a foreign archive that is down need not matter: what counts is whether install succeeds.
  ui_run "$log.update" packages_apt update || true
  local -a names
  read -r -a names <<<"$packages_wanted"
  ui_run "$log" packages_apt install --no-install-recommends "${names[@]}" || {
    cat "$log.update" >>"$log"
    packages_explain "$log"
  }
}
