#!/bin/sh
# Opportune of this machine: with its settings, and never as root, since what it writes belongs to its own account.
OPPORTUNE_SETTINGS=${OPPORTUNE_SETTINGS:-/etc/opportune/opportune.yaml}
export OPPORTUNE_SETTINGS
[ "$(id -u)" = 0 ] || exec /opt/opportune/current/opportune "$@"
HOME=/var/lib/opportune exec setpriv --reuid=opportune --regid=opportune --clear-groups /opt/opportune/current/opportune "$@"
