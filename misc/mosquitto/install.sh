#!/bin/sh
# install.sh DIR: puts the MQTT broker mosquitto of Debian and its clients into DIR, in seconds, without root and without touching this
# machine's packages. run.sh starts what was unpacked with its own loader and libraries.
set -eu
dir=${1:?target folder}
suite=${SUITE:-bookworm}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../asterisk/apt.sh"

echo 'fetching mosquitto'
# shellcheck disable=SC2046
apt-get -qq -y --download-only install $(libraries mosquitto 'init-system-helpers|mosquitto.*') $(libraries mosquitto-clients 'init-system-helpers|mosquitto.*')
(cd "$apt/archives" && apt-get -qq download mosquitto mosquitto-clients libmosquitto1)

unpack "$here/../asterisk/run.sh"
# it prints its version, and ends with 3
said=$("$dir/run.sh" mosquitto -h) || true
echo "$said" | grep -m 1 '^mosquitto version'
