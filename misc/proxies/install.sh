#!/bin/sh
# install.sh DIR: puts the web servers nginx and Caddy of Debian into DIR, without root and without touching this machine's packages.
# run.sh starts what was unpacked with its own loader and libraries.
set -eu
dir=${1:?target folder}
suite=${SUITE:-bookworm}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../asterisk/apt.sh"

echo 'fetching nginx and caddy'
# shellcheck disable=SC2046
apt-get -qq -y --download-only install $(libraries nginx 'init-system-helpers|nginx.*|iproute2')
(cd "$apt/archives" && apt-get -qq download nginx caddy)

unpack "$here/../asterisk/run.sh"
"$dir/run.sh" nginx -v
