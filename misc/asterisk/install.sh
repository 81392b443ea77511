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

echo "fetching Asterisk $version and sipp"
# shellcheck disable=SC2046
apt-get -qq -y --download-only install $(libraries asterisk 'asterisk.*') $(libraries sip-tester 'asterisk.*')
# shellcheck disable=SC2086
(cd "$apt/archives" && apt-get -qq download $packages sip-tester)

unpack "$(dirname "$0")/run.sh"
"$dir/run.sh" asterisk -V
