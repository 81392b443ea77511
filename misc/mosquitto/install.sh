#!/bin/sh
# install.sh DIR: puts the MQTT broker mosquitto of Debian and its clients into DIR, in seconds, without root and without touching this
# machine's packages. run.sh starts what was unpacked with its own loader and libraries.
set -eu
dir=${1:?target folder}
suite=${SUITE:-bookworm}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../asterisk/apt.sh"

libraries() {
  apt-cache show --no-all-versions "$1" | sed -n 's/^Depends: //p' | tr ',' '\n' |
    sed 's/(.*//; s/|.*//; s/ //g' | grep -Ev '^(adduser|lsb-base|init-system-helpers|mosquitto.*)$'
}
echo 'fetching mosquitto'
# shellcheck disable=SC2046
apt-get -qq -y --download-only install $(libraries mosquitto) $(libraries mosquitto-clients)
(cd "$apt/archives" && apt-get -qq download mosquitto mosquitto-clients libmosquitto1)

echo 'unpacking'
rm -rf "$dir/root.new"
mkdir -p "$dir/root.new"
for package in "$apt"/archives/*.deb; do
  case $(basename "$package") in dpkg_* | tar_* | perl-base_* | debconf_*) continue ;; esac
  dpkg-deb -x "$package" "$dir/root.new"
done
rm -rf "$dir/root"
mv "$dir/root.new" "$dir/root"
rm -rf "$apt" "$dir/root/usr/share/doc" "$dir/root/usr/share/man" "$dir/root/usr/share/locale"

cp "$here/../asterisk/run.sh" "$dir/run.sh"
# it prints its version, and ends with 3
said=$("$dir/run.sh" mosquitto -h) || true
echo "$said" | grep -m 1 '^mosquitto version'
