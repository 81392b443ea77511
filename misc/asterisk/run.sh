#!/bin/sh
# run.sh PROGRAM ARGUMENTS: runs asterisk or sipp out of the folder that this script lies in, with the folder's own loader and
# libraries; the folder may be moved.
dir=$(cd "$(dirname "$0")" && pwd)
program=$1
shift
for loader in "$dir"/root/usr/lib64/ld-linux-x86-64.so.2 "$dir"/root/lib/x86_64-linux-gnu/ld-2.*.so; do
  [ -e "$loader" ] && break
done
case $program in
  asterisk) binary=$dir/root/usr/sbin/asterisk ;;
  *) binary=$dir/root/usr/bin/$program ;;
esac
# --inhibit-cache: or modules would find this machine's libraries
exec "$loader" --inhibit-cache \
  --library-path "$dir/root/usr/lib/x86_64-linux-gnu:$dir/root/lib/x86_64-linux-gnu:$dir/root/usr/lib" \
  "$binary" "$@"
