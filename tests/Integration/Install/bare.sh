#!/bin/bash
# A machine without network and without .NET, around this one's programs: runs STORY in it, as root, with FOLDER under /media.
#   unshare --mount --net --pid --fork --kill-child bash bare.sh FOLDER STORY
# What is written there is gone with it: /usr is read only, all else lies in memory.
set -eu
folder=$1 story=$2
mount --make-rprivate /
root=$(mktemp -d)
mount -t tmpfs tmpfs "$root"
cd "$root"
mkdir -p usr etc proc dev tmp run opt media var/lib var/log root home
for part in bin sbin lib lib64; do [ -L /$part ] && ln -s "$(readlink /$part)" $part || { mkdir $part; mount --bind /$part $part; }; done
mount --rbind /usr usr
mount -o remount,bind,ro usr
# Whatever of .NET, or of this account's, lies below /usr is not there.
mount -t tmpfs tmpfs usr/local
mkdir usr/local/bin
for place in /usr/share/dotnet /usr/lib/dotnet; do [ ! -d $place ] || mount -t tmpfs -o ro tmpfs "$root$place"; done
chmod 1777 tmp
printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n' > etc/passwd
printf 'root:x:0:\nnogroup:x:65534:\n' > etc/group
printf 'root:*:20000:0:99999:7:::\n' > etc/shadow
printf 'passwd: files\ngroup: files\nshadow: files\nhosts: files\n' > etc/nsswitch.conf
printf '127.0.0.1 localhost\n' > etc/hosts
mkdir -p etc/systemd/system etc/logrotate.d
[ ! -e /etc/ld.so.cache ] || cp /etc/ld.so.cache etc/
[ ! -d /etc/alternatives ] || cp -a /etc/alternatives etc/
[ ! -e /etc/login.defs ] || cp /etc/login.defs etc/
for device in null zero random urandom; do touch dev/$device; mount --bind /dev/$device dev/$device; done
mount -t proc proc proc
mount --bind "$folder" media
exec env -i PATH=/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin HOME=/root LANG=C.UTF-8 DOTNET_CLI_TELEMETRY_OPTOUT=1 chroot "$root" /bin/bash "/media/$story"
