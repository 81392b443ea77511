#!/bin/sh
# run.sh PROGRAM ARGUMENTS: runs asterisk, sipp or mosquitto out of the folder that this script lies in, with the folder's own loader and
# libraries; the folder may be moved.
dir=$(cd "$(dirname "$0")" && pwd)
program=$1
shift
for loader in "$dir"/root/usr/lib64/ld-linux-x86-64.so.2 "$dir"/root/lib/x86_64-linux-gnu/ld-2.*.so \
  "$dir"/root/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2; do
  [ -e "$loader" ] && break
done
binary=$dir/root/usr/sbin/$program
[ -e "$binary" ] || binary=$dir/root/usr/bin/$program
# --inhibit-cache: or modules would find this machine's libraries
exec "$loader" --inhibit-cache \
  --library-path "$dir/root/usr/lib/x86_64-linux-gnu:$dir/root/lib/x86_64-linux-gnu:$dir/root/usr/lib" \
  "$binary" "$@"
