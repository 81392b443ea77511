#!/bin/sh
# cli.sh DIR 'core show channels': a console command of the Asterisk in DIR.
dir=$(cd "${1:?folder of the installation}" && pwd)
exec "$dir/run.sh" asterisk -C "$dir/etc/asterisk.conf" -rx "${2:?command}"
