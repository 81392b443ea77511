#!/bin/sh
# install.sh SUITE DIR: puts nats-server from Debian's package into DIR, in seconds, without root and without touching this machine's packages.
# SUITE: the name of a Debian, bookworm (2.9.10) or trixie (2.10.27).
set -eu
suite=${1:?bookworm or trixie}
dir=${2:?target folder}
. "$(dirname "$0")/../asterisk/apt.sh"

program nats-server usr/sbin/nats-server
"$dir/nats-server" --version
