# Sourced by the installers: apt with a private, empty state in $dir/apt, for packages of $suite of Debian. Needs no root, and touches no
# package of this machine.
for tool in apt-get apt-cache dpkg-deb; do
  command -v $tool >/dev/null || { echo "$tool is missing; it can only be installed on Debian" >&2; exit 3; }
done

# The mirror of this machine's own sources, which need not have been updated ever.
mirror=${DEBIAN_MIRROR:-$(
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
    sed -n 's/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\) .*/\2/p; s/^URIs: *\([^ ]*\).*/\1/p' |
    grep '/debian/*$' | head -n 1
)}
: "${mirror:?no Debian mirror found in the sources of apt: set DEBIAN_MIRROR}"
keyring=${DEBIAN_KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}

mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
apt=$dir/apt
mkdir -p "$apt/etc/preferences.d" "$apt/etc/apt.conf.d" "$apt/state" "$apt/lists/partial" "$apt/archives/partial"
: > "$apt/status"
echo "deb [signed-by=$keyring] $mirror $suite main" > "$apt/etc/sources.list"
# the proxy and the other transport settings of this machine, if it has any
apt-config dump 2>/dev/null | grep -E '^Acquire::(http|https)' > "$apt/apt.conf" || true
cat >> "$apt/apt.conf" <<EOF
Dir "$apt";
Dir::Etc "$apt/etc";
Dir::Etc::sourcelist "$apt/etc/sources.list";
Dir::Etc::sourceparts "-";
Dir::State "$apt/state";
Dir::State::lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt";
Dir::Cache::archives "$apt/archives";
APT::Architecture "amd64";
APT::Install-Recommends "false";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Check-Valid-Until "false";
Acquire::Retries "3";
Debug::NoLocking "true";
EOF
export APT_CONFIG="$apt/apt.conf"

echo "reading the list of packages of $suite"
apt-get -qq update

# libraries PACKAGE OTHERS: the libraries that the programs of a package link to, without the names that the pattern OTHERS matches.
# Services, sounds and configuration would bring a hundred packages that nothing here needs.
libraries() {
  apt-cache show --no-all-versions "$1" | sed -n 's/^Depends: //p' | tr ',' '\n' |
    sed 's/(.*//; s/|.*//; s/ //g' | grep -Ev "^(adduser|lsb-base|$2)\$"
}

# program PACKAGE PATH: puts the one program of a package that stands at PATH into $dir, and removes the rest.
program() {
  echo "fetching $1"
  (cd "$apt/archives" && apt-get -qq download "$1")
  dpkg-deb -x "$apt"/archives/"$1"_*.deb "$dir/root"
  mv "$dir/root/$2" "$dir/${2##*/}"
  rm -rf "$apt" "$dir/root"
}

# unpack RUN: puts all fetched packages into $dir/root, removes the state of apt, and puts the script RUN beside it.
unpack() {
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
  cp "$1" "$dir/run.sh"
}
