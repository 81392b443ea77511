#!/bin/sh
# stop.sh DIR: stops the Asterisk that start.sh started in DIR.
dir=$(cd "${1:?folder of the installation}" && pwd) || exit 1
pid=$(cat "$dir/asterisk.pid" 2>/dev/null) || exit 0
# the number may be another program's by now
runs() { tr '\0' '\n' < "/proc/$pid/cmdline" | grep -qxF "$dir/etc/asterisk.conf"; } 2>/dev/null

runs && "$dir/run.sh" asterisk -C "$dir/etc/asterisk.conf" -rx 'core stop now' >/dev/null 2>&1
tries=0
while runs && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
! runs || kill -9 "$pid"
rm -f "$dir/asterisk.pid"
