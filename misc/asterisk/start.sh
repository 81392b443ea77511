#!/bin/sh
# start.sh DIR [PORT [EXTRA…]]: starts the Asterisk that install.sh put into DIR on the sample configuration beside this script, with
# AMI on 127.0.0.1:PORT (5038), TLS (if EXTRA turns it on) on PORT + 1, and SIP on PORT + 22. The *.conf files of the folders EXTRA are
# appended to those of the same name, other files of theirs lie in DIR/etc/keys. Returns when logins are possible, and prints the
# process id.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=$(cd "${1:?folder of the installation}" && pwd)
ami=${2:-5038}
[ $# -lt 2 ] || shift
shift
# a unix socket lies in there, whose path may have 107 bytes
run=${RUN_DIR:-$dir/var/run}

[ -e "$dir/root/usr/sbin/asterisk" ] || { echo "start.sh: no Asterisk in $dir: run install.sh first" >&2; exit 2; }
cp "$here/run.sh" "$dir/run.sh"
rm -rf "$dir/etc"
mkdir -p "$dir/etc/keys" "$run"
for folder in lib/agi-bin db spool log; do mkdir -p "$dir/var/$folder"; done
for folder in "$here/etc" "$@"; do
  for file in "$folder"/*; do
    case $file in
      # the files name the ports and the folder of an Asterisk that is installed as usual
      *.conf)
        sed -e "s/^port = 5038\$/port = $ami/; s/^\(tlsbindaddr = .*\):5039\$/\1:$((ami + 1))/" \
          -e "s/^\(bind = .*\):5060\$/\1:$((ami + 22))/; s/^\(udpbindaddr = .*\):5062\$/\1:$((ami + 24))/" \
          -e "s/^bindport = 4569\$/bindport = $((ami + 26))/" \
          -e "s#/etc/asterisk/#$dir/etc/#" "$file" >> "$dir/etc/$(basename "$file")"
        ;;
      *) cp "$file" "$dir/etc/keys" ;;
    esac
  done
done
modules=$(ls -d "$dir"/root/usr/lib/x86_64-linux-gnu/asterisk/modules "$dir"/root/usr/lib/asterisk/modules 2>/dev/null | head -n 1)
cat > "$dir/etc/asterisk.conf" <<END
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
END

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
