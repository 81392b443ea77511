#!/bin/sh
# start.sh DIR [PORT [EXTRA…]]: starts the Asterisk that install.sh put into DIR on the sample configuration beside this script, with AMI
# on 127.0.0.1:PORT (5038) and SIP on PORT + 22. Files of the folders EXTRA are added to those of the same name. Returns when logins are
# possible, and prints the process id.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=$(cd "${1:?folder of the installation}" && pwd)
ami=${2:-5038}
[ $# -lt 2 ] || shift
shift
sip=$((ami + 22))
# a unix socket lies in there, whose path may have 107 bytes
run=${RUN_DIR:-$dir/var/run}

mkdir -p "$dir/etc" "$run"
for folder in lib/agi-bin db spool log; do mkdir -p "$dir/var/$folder"; done
rm -f "$dir"/etc/*.conf
for folder in "$here/etc" "$@"; do
  for file in "$folder"/*.conf; do
    sed -e "s/^port = 5038\$/port = $ami/; s/^bind = 127.0.0.1:5060\$/bind = 127.0.0.1:$sip/" "$file" >> "$dir/etc/$(basename "$file")"
  done
done
modules=$(ls -d "$dir"/root/usr/lib/x86_64-linux-gnu/asterisk/modules "$dir"/root/usr/lib/asterisk/modules 2>/dev/null | head -n 1)
cat > "$dir/etc/asterisk.conf" <<EOF
[directories]
astetcdir => $dir/etc
astmoddir => $modules
astvarlibdir => $dir/var/lib
astdbdir => $dir/var/db
astkeydir => $dir/var/lib
astdatadir => $dir/root/usr/share/asterisk
astagidir => $dir/var/lib/agi-bin
astspooldir => $dir/var/spool
astrundir => $run
astlogdir => $dir/var/log
astsbindir => $dir/root/usr/sbin

[options]
verbose = 0
debug = 0
nocolor = yes
hideconnect = yes
EOF

"$dir/run.sh" asterisk -f -n -C "$dir/etc/asterisk.conf" > "$dir/var/log/console" 2>&1 < /dev/null &
pid=$!
echo $pid > "$dir/asterisk.pid"
tries=0
until "$dir/run.sh" asterisk -C "$dir/etc/asterisk.conf" -rx 'core waitfullybooted' 2>/dev/null | grep -q 'fully booted'; do
  tries=$((tries + 1))
  if [ $tries -gt 300 ] || ! kill -0 $pid 2>/dev/null; then
    echo "start.sh: Asterisk did not start; the end of $dir/var/log/console:" >&2
    tail -n 5 "$dir/var/log/console" >&2
    exit 1
  fi
  sleep 0.1
done
echo $pid
