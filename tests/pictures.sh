#!/usr/bin/env bash
# Takes the pictures of the README anew, of pages over an invented hospital: bash tests/pictures.sh (after tests/run.sh, which installs a browser).
set -eu
cd "$(dirname "$0")/.."
dotnet build tests/Web -c Release -v quiet -clp:NoSummary
mkdir -p tests/Web/Pictures
PICTURES=$PWD/tests/Web/Pictures dotnet run --no-build -c Release --project tests/Web -- -noColor -noLogo -class Opportune.Tests.Web.PictureTests
