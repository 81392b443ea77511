#!/bin/sh
# install.sh VERSION DIR: puts Asterisk (22 from Debian forky, 16 from bullseye) and sipp into DIR, in seconds, without root and without
# touching this machine's packages: apt resolves and verifies against a private, empty state, and run.sh starts what was unpacked with
# its own loader and libraries.
set -eu
version=${1:?22 or 16}
dir=${2:?target folder}
case $version in
  22) suite=forky packages='asterisk asterisk-modules' ;;
  16) suite=bullseye packages='asterisk asterisk-modules asterisk-voicemail' ;;
  *) echo "install.sh: version $version is not known, only 22 and 16 are" >&2; exit 2 ;;
esac
suite=${SUITE:-$suite}
. "$(dirname "$0")/apt.sh"

# Only what the programs link to: services, sounds and configuration would bring a hundred packages that no call needs.
libraries() {
  apt-cache show --no-all-versions "$1" | sed -n 's/^Depends: //p' | tr ',' '\n' |
    sed 's/(.*//; s/|.*//; s/ //g' | grep -Ev '^(adduser|lsb-base|asterisk.*)$'
}
echo "fetching Asterisk $version and sipp"
# shellcheck disable=SC2046
apt-get -qq -y --download-only install $(libraries asterisk) $(libraries sip-tester)
# shellcheck disable=SC2086
(cd "$apt/archives" && apt-get -qq download $packages sip-tester)

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

cp "$(dirname "$0")/run.sh" "$dir/run.sh"
"$dir/run.sh" asterisk -V
