# For install.sh and uninstall.sh, which read it: what runs here of the program in $home, and stopping it. They say what fail() does.
service() { [ ! -d /run/systemd/system ] || systemctl "$@"; }
active() { [ -d /run/systemd/system ] && systemctl --quiet is-active "$1"; }
was=""
stop() {
  for unit in opportune.service opportune-worker.service opportune-backup.timer; do
    if active $unit; then was="$was $unit"; service stop $unit; fi
  done
}
# An older version may bring fewer.
begin() { for unit in $was; do [ ! -f "/etc/systemd/system/$unit" ] || service start "$unit"; done; }
# Where systemd did not start it, nobody here can stop it, and it would go on with what was taken away under it.
refuse_others() {
  for process in /proc/[0-9]*; do
    case $(readlink "$process/exe" 2>/dev/null) in "$home"/*) ;; *) continue ;; esac
    case $(tr '\0' ' ' < "$process/cmdline" 2>/dev/null) in
      *" serve "* | *" worker "*) begin; fail "process ${process#/proc/} serves from $home, and systemd did not start it: stop it (kill ${process#/proc/}) and call this again; nothing was changed" ;;
    esac
  done
}
