#!/usr/bin/env bash
# What the program is made of, from the lock file of src/App and the runtime that lies beside a published program.
#   bash src/App/Packaging/bill.sh [PROGRAM]                    the bill of materials (CycloneDX 1.6) on standard output
#   bash src/App/Packaging/bill.sh --licences PROGRAM FOLDER    the licences, a folder a package
# PROGRAM is a folder that `dotnet publish` wrote; without it the bill is of the packages alone.
set -euo pipefail
cd "$(dirname "$0")/../../.."
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
licences=""
if [ "${1:-}" = --licences ]; then licences=$3; shift; fi
program=${1:-}

# NAME VERSION HASH (base64 of the SHA-512), a line a package, in order of names.
locked() {
  awk -F'"' '
    /^      "/ { name = $2 }
    $2 == "type" { type = $4 }
    $2 == "resolved" { version = $4 }
    $2 == "contentHash" && type != "Project" && name !~ /Analyzers$/ { print name, version, $4 }' src/App/packages.lock.json
}
runtime() {
  [ -n "$program" ] || return 0
  local system=linux-x64
  [ -f "$program/Opportune.App.exe" ] && system=win-x64
  tr -d ' \r\n' < "$program/Opportune.App.runtimeconfig.json" | sed 's/.*"includedFrameworks":\[\([^]]*\)\].*/\1/; s/},{/}\n{/g' \
    | sed -n 's/.*"name":"\([^"]*\)","version":"\([^"]*\)".*/\1 \2/p' | while read -r name version || [ -n "$name" ]; do
      pack=$name.Runtime.$system
      folder=$packages/$(echo "$pack" | tr A-Z a-z)/$version
      echo "$pack $version $(cat "$folder"/*.nupkg.sha512)"
    done
}
# What a package says of itself.
licence_of() { sed -n 's:.*<license type="expression">\(.*\)</license>.*:\1:p' "$packages/$(echo "$1" | tr A-Z a-z)/$2/"*.nuspec 2>/dev/null | head -1; }
parts() { { locked; runtime; } | LC_ALL=C sort -f -u; }

if [ -n "$licences" ]; then
  mkdir -p "$licences"
  parts | while read -r name version _; do
    folder=$packages/$(echo "$name" | tr A-Z a-z)/$version
    mkdir -p "$licences/$name"
    { echo "$name $version"; echo "licence: $(licence_of "$name" "$version" | grep . || echo 'see the files beside')"
      sed -n 's:.*<\(copyright\|projectUrl\|authors\)>\(.*\)</.*:\1\: \2:p' "$folder"/*.nuspec; } > "$licences/$name/package.txt"
    find "$folder" -maxdepth 1 -type f \( -iname 'licen[cs]e*' -o -iname 'third*party*' -o -iname 'notice*' \) -exec cp {} "$licences/$name" \;
  done
  exit 0
fi

version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
parts | while read -r name number hash; do
  # od's lines are joined: a hash is one word.
  echo "$name $number $(echo "$hash" | base64 -d | od -An -v -tx1 | tr -d ' \n') $(licence_of "$name" "$number" | grep . || echo -)"
done | awk -v version="$version" '
  BEGIN { printf "{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\",\n  \"version\": 1,\n  \"metadata\": { \"component\": { \"type\": \"application\", \"bom-ref\": \"opportune\", \"name\": \"opportune\", \"version\": \"%s\", \"licenses\": [{ \"license\": { \"id\": \"Apache-2.0\" } }] } },\n  \"components\": [", version }
  {
    ref = "pkg:nuget/" $1 "@" $2
    licence = ""
    for (i = 4; i <= NF; i++) licence = licence (i > 4 ? " " : "") $i
    printf "%s\n    { \"type\": \"library\", \"bom-ref\": \"%s\", \"name\": \"%s\", \"version\": \"%s\", \"purl\": \"%s\",%s \"hashes\": [{ \"alg\": \"SHA-512\", \"content\": \"%s\" }] }", (NR > 1 ? "," : ""), ref, $1, $2, ref, (licence == "-" ? "" : " \"licenses\": [{ \"expression\": \"" licence "\" }],"), $3
    refs = refs (NR > 1 ? ", " : "") "\"" ref "\""
  }
  END { printf "\n  ],\n  \"dependencies\": [{ \"ref\": \"opportune\", \"dependsOn\": [%s] }]\n}\n", refs }'
