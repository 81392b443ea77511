#!/bin/sh
# install.sh DIR: puts the model checker spin from Debian's package into DIR, in seconds, without root and without touching this machine's packages.
set -eu
suite=bookworm
dir=${1:?target folder}
. "$(dirname "$0")/../asterisk/apt.sh"

echo 'fetching spin'
(cd "$apt/archives" && apt-get -qq download spin)
for package in "$apt"/archives/*.deb; do dpkg-deb -x "$package" "$dir/root"; done
mv "$dir/root/usr/bin/spin" "$dir/spin"
rm -rf "$apt" "$dir/root"
"$dir/spin" -V
