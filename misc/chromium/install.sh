#!/bin/sh
# install.sh DIR: puts Chromium of Debian, as the program without windows (chromium-headless-shell), into DIR, without root and without
# touching this machine's packages. run.sh starts it with the libraries that were unpacked, and with this machine's own libc: Chromium
# starts itself again as its own children, so it cannot be given a loader of its own.
set -eu
dir=${1:?target folder}
suite=${SUITE:-bookworm}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../asterisk/apt.sh"

echo 'fetching Chromium'
# shellcheck disable=SC2046
apt-get -qq -y --download-only install fonts-dejavu-core $(libraries chromium-headless-shell 'chromium-common')
(cd "$apt/archives" && apt-get -qq download chromium-headless-shell chromium-common)
rm -f "$apt"/archives/libc6_* "$apt"/archives/libcrypt1_*

du -sh "$apt/archives" | cut -f 1
unpack "$here/run.sh"
"$dir/run.sh" --version
