#!/bin/sh
# run.sh ARGUMENTS: runs Chromium out of the folder that this script lies in, with the folder's libraries and fonts; the folder may be moved.
dir=$(cd "$(dirname "$0")" && pwd)
lib=$dir/root/usr/lib/x86_64-linux-gnu
export LD_LIBRARY_PATH="$lib:$lib/pulseaudio:$dir/root/lib/x86_64-linux-gnu"
export FONTCONFIG_FILE="$dir/fonts.conf"
cat > "$FONTCONFIG_FILE.$$" <<END
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>$dir/root/usr/share/fonts</dir><cachedir>$dir/fonts</cachedir></fontconfig>
END
mv "$FONTCONFIG_FILE.$$" "$FONTCONFIG_FILE"
exec "$dir/root/usr/lib/chromium/chromium-headless-shell" "$@"
