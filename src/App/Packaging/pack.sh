#!/usr/bin/env bash
# Builds what an administrator installs: self-contained archives, compiled ahead, with jobs/ beside the program.
#   bash src/App/Packaging/pack.sh [--out DIR] [SYSTEM ...]      SYSTEM: linux-x64, win-x64 (both, where none is named)
# Writes into DIR (.artifacts/archives): opportune-VERSION-SYSTEM.tar.gz or .zip, SHA256SUMS. In each archive: the program, install and uninstall, settings to
# copy, units for systemd, the bill of materials, licences, SHA256SUMS of its files. The same commit gives the same bytes with the same SDK and packages
# in a folder of the same name (elsewhere Opportune.Web.dll differs): times are the commit's, owners are nobody, names are sorted.
set -euo pipefail
cd "$(dirname "$0")/../../.."
here=src/App/Packaging
out=.artifacts/archives
systems=()
while [ $# -gt 0 ]; do
  case $1 in
    --out) out=$2; shift 2 ;;
    linux-x64 | win-x64) systems+=("$1"); shift ;;
    *) echo "pack.sh: unknown '$1'; systems are linux-x64 and win-x64, --out names the folder" >&2; exit 2 ;;
  esac
done
[ ${#systems[@]} -gt 0 ] || systems=(linux-x64 win-x64)
for tool in tar gzip sha256sum awk; do command -v $tool >/dev/null || { echo "pack.sh: $tool is missing" >&2; exit 1; }; done

version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
# Times of all files: the commit's, else (without git) a fixed one.
epoch=$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)
mkdir -p "$out"
out=$(cd "$out" && pwd)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

for system in "${systems[@]}"; do
  name=opportune-$version-$system
  top=$stage/$name
  dotnet publish src/App -c Release -r "$system" --self-contained true -p:ContinuousIntegrationBuild=true -v quiet -clp:NoSummary -o "$top/program" >&2
  rm -f "$top"/program/*.pdb
  mv "$top/program/opportune.example.yaml" "$top/program/roles" "$top"
  echo "$version" > "$top/VERSION"
  cp README.md SECURITY.md LICENSE "$top"
  bash $here/bill.sh "$top/program" > "$top/bill-of-materials.cdx.json"
  bash $here/bill.sh --licences "$top/program" "$top/licences"
  case $system in
    linux-*)
      cp $here/Containerfile "$top"
      cp -r $here/linux/. "$top" ;;
    win-*) cp -r $here/windows/. "$top" ;;
  esac
  (cd "$top" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum > SHA256SUMS)
  find "$top" -exec touch --no-dereference --date="@$epoch" {} +
  find "$top" -type d -exec chmod 755 {} +
  find "$top" -type f -exec chmod 644 {} +
  [ "${system%%-*}" = win ] || chmod 755 "$top"/*.sh "$top/opportune" "$top/program/Opportune.App" "$top/program/createdump"
  case $system in
    linux-*)
      tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$epoch" --directory "$stage" "$name" | gzip --no-name -6 > "$out/.part-$name.tar.gz"
      mv "$out/.part-$name.tar.gz" "$out/$name.tar.gz" ;;
    win-*)
      command -v zip >/dev/null || { echo "pack.sh: zip is missing" >&2; exit 1; }
      rm -f "$out/.part-$name.zip"
      (cd "$stage" && find "$name" -type f -print | LC_ALL=C sort | TZ=UTC zip -q -X -@ "$out/.part-$name.zip")
      mv "$out/.part-$name.zip" "$out/$name.zip" ;;
  esac
  rm -rf "$top"
done
(cd "$out" && LC_ALL=C ls | grep -E '^opportune-.*\.(tar\.gz|zip)$' | xargs sha256sum > SHA256SUMS && cat SHA256SUMS)
