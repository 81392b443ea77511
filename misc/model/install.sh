#!/bin/sh
# install.sh DIR: puts the model checker spin from Debian's package into DIR, in seconds, without root and without touching this machine's packages.
set -eu
suite=bookworm
dir=${1:?target folder}
. "$(dirname "$0")/../asterisk/apt.sh"

program spin usr/bin/spin
"$dir/spin" -V
