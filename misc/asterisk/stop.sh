#!/bin/sh
# stop.sh DIR: stops the Asterisk that start.sh started in DIR.
dir=$(cd "${1:?folder of the installation}" && pwd)
pid=$(cat "$dir/asterisk.pid" 2>/dev/null) || exit 0
"$dir/run.sh" asterisk -C "$dir/etc/asterisk.conf" -rx 'core stop now' >/dev/null 2>&1
tries=0
while kill -0 "$pid" 2>/dev/null && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
kill -9 "$pid" 2>/dev/null
rm -f "$dir/asterisk.pid"
