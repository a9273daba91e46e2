#!/usr/bin/env bash
# Puts in place what the make targets need, and does nothing when it is there already.
#
#   tools/setup.sh runtime     .venv with what the program needs to run
#   tools/setup.sh dev         .venv with the tests and checks on top
#   tools/setup.sh postgres | chromium | fonts     packages of the system
#
# A package of the system that is missing is installed with apt-get when root; anybody else gets exit status 2
# and the command to type. PYTHON names another interpreter than python3.
set -euo pipefail
cd "$(dirname "$0")/.."

PYTHON=${PYTHON:-python3}
VENV=.venv

# Two makes at once (a demo beside the tests) must not install into the same folder: this file is the lock.
exec 9<tools/setup.sh
flock 9

die() {
  printf 'setup: %s\n' "$@" >&2
  exit 2
}

# need WHAT CHECK PACKAGE: run CHECK; while it fails, install the Debian PACKAGE or say how.
need() {
  local what=$1 check=$2 package=$3
  "$check" && return
  local command="apt-get install -y --no-install-recommends $package"
  if [ "$(id -u)" -ne 0 ]; then
    die "$what is missing. Type this, then run make again:" "    sudo $command"
  fi
  command -v apt-get >/dev/null || die "$what is missing, and there is no apt-get; install what Debian calls $package."
  echo "setup: $what is missing; installing $package" >&2
  export DEBIAN_FRONTEND=noninteractive
  # The package lists of a fresh machine are empty, or too old to find the files they name.
  { apt-get update -q && $command -q; } >&2 || die "apt-get could not install $package. Type:" "    $command"
  "$check" || die "$what is still missing after installing $package."
}

has_python() { "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
has_venv() { "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; }
has_fonts() { [ -n "$(find /usr/share/fonts /usr/local/share/fonts -iname 'NotoSansCJK*' -print -quit 2>/dev/null)" ]; }
has_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }
has_postgres() {
  local folder
  for folder in ${PATH//:/ } /usr/lib/postgresql/*/bin; do
    [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && return 0
  done
  return 1
}

digest() { cat "$@" | sha256sum | cut -d' ' -f1; }

# python_packages LEVEL: bring .venv up to requirements.txt (runtime) or requirements-dev.txt (dev).
python_packages() {
  local level=$1 lock=requirements.txt
  [ "$level" = dev ] && lock=requirements-dev.txt
  has_python || die "Python 3.11 or newer is needed, and $PYTHON is not; name one with: make PYTHON=/path/to/python3"

  # A folder that was moved or copied, or whose interpreter is gone, has a python that does not run.
  if ! "$VENV/bin/python" -m pip --version >/dev/null 2>&1; then
    need "the venv module of Python" has_venv python3-venv
    echo "setup: building $VENV" >&2
    "$PYTHON" -m venv --clear "$VENV"
  fi

  # What the tests need holds all that the program needs, so a stamp of dev stands for both.
  local runtime dev
  runtime=$(digest requirements.txt)
  dev=$(digest requirements-dev.txt)
  if ! { [ "$level" = runtime ] && grep -qxs "$runtime" "$VENV/.runtime"; } && ! grep -qxs "$dev" "$VENV/.dev"; then
    echo "setup: installing $lock (a minute or two on the first run)" >&2
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" ||
      die "pip could not install $lock; the lines above say why. With a network again, run make again."
    [ "$level" = dev ] && echo "$dev" >"$VENV/.dev"
    echo "$runtime" >"$VENV/.runtime"
  fi

  local project
  project=$(digest pyproject.toml)
  if ! grep -qxs "$project" "$VENV/.project"; then
    # Without isolation and dependencies nothing is fetched that the lock does not name.
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . >&2 ||
      die "the package itself could not be installed; the lines above say why."
    echo "$project" >"$VENV/.project"
  fi
}

[ $# -gt 0 ] || die "name what to set up: runtime, dev, postgres, chromium, fonts"
for part in "$@"; do
  case $part in
    runtime | dev) python_packages "$part" ;;
    postgres) need PostgreSQL has_postgres postgresql ;;
    chromium) need Chromium has_chromium chromium ;;
    fonts) need "a font with Chinese characters" has_fonts fonts-noto-cjk ;;
    *) die "unknown part: $part" ;;
  esac
done
