#!/bin/bash
# Rebuilds every DLL (and symbol and documentation file) below testdata from its source, byte for byte.
#   build.sh [TOOLCHAIN]            build in place and write SOURCES.sha256
#   build.sh [TOOLCHAIN] --check    build into a temporary folder and list what differs from the committed files
#   build.sh [TOOLCHAIN] --only RE  build only sources whose path matches RE (their references must exist)
# TOOLCHAIN is the folder made by `toolchain/setup-toolchain.sh TOOLCHAIN --sdk`; $ILVET_TOOLCHAIN serves as well.
# What a source asks for stands in its first lines as `//! key: value` (VB: `'! key: value`); see README.md.
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
self=$here/$(basename "${BASH_SOURCE[0]}")

header() { sed -nE "1,12s@^(//|')! $2: *@@p" "$here/$1" | tr -d '\r' | head -n 1; }

configs_of() { # source -> configurations, in order
  local asked; asked=$(header "$1" build)
  case $1 in
    stubs/*) echo stub; return ;;
    *.vb) echo "${asked:-release vbc-debug}"; return ;;
    *.il) echo ilasm; return ;;
    shapes/absent/*) echo absent; return ;;
    *-part.cs) echo netmodule; return ;;
  esac
  local c out=
  for c in ${asked:-all}; do
    case $c in
      all) out+=" release mcs-debug mcs-release roslyn41-debug roslyn34-release" ;;
      roslyn) out+=" release roslyn41-debug roslyn34-release" ;;
      *) out+=" $c" ;;
    esac
  done
  echo $out
}

output_of() { # config source -> path of the DLL relative to testdata
  local base=${2%.*} id
  case $1 in
    stub|release|ilasm) echo "$base.dll" ;;
    netmodule) echo "$base.netmodule" ;;
    absent) echo "absent/$(basename "$base").dll" ;;
    *) id=${base%/*}; echo "builds/$1/${id#rules/}/${base##*/}.dll" ;;
  esac
}

resolve() { # config reference -> path
  local f
  for f in "$OUT/stubs/$2.dll" "$OUT/$dir/$2.dll" "$OUT/absent/$2.dll" "$SCRATCH/absent/$2.dll" "$here/stubs/$2.dll" "$lib/$2.dll"; do
    if [ -f "$f" ]; then echo "$f"; return; fi
  done
  echo "no such reference: $2" >&2; exit 1
}

one() { # config source
  local config=$1 src=$2 out dir api refs r lib key def a
  out=$(output_of "$config" "$src"); dir=$(dirname "$out")
  local root=$OUT; [ "$config" = absent ] && root=$SCRATCH
  mkdir -p "$root/$dir"
  local target=$root/$out log
  log=$(mktemp -p "$SCRATCH")
  api=$(header "$src" api)
  case $config in stub) api=${api:-4.0} ;; net20) api=2.0 ;; net40) api=4.0 ;; *) api=${api:-4.6.2} ;; esac
  lib=/usr/lib/mono/$api-api
  [ "$api" = netstandard2.1 ] && lib=$(echo "$ILVET_TOOLCHAIN"/dotnet31/packs/NETStandard.Library.Ref/*/ref/netstandard2.1)
  a=("-r:$lib/mscorlib.dll" "-r:$lib/System.dll")
  [ "$api" = netstandard2.1 ] && a+=("-r:$lib/netstandard.dll")
  [ "$api" = 2.0 ] || [ "$api" = netstandard2.1 ] || a+=("-r:$lib/System.Core.dll" "-r:$lib/Microsoft.CSharp.dll")
  [ "$src" = stubs/Microsoft.Xrm.Sdk.cs ] && a+=("-r:$lib/System.Runtime.Serialization.dll")
  refs=$(header "$src" refs)
  case $config in stub) ;; *) refs=${refs:-Microsoft.Xrm.Sdk} ;; esac
  [ "$refs" = none ] && refs=
  for r in $refs; do a+=("-r:$(resolve "$config" "$r")"); done
  [ -n "$(header "$src" unsafe)" ] && a+=(-unsafe+)
  [ -n "$(header "$src" doc)" ] && a+=("-doc:${target%.dll}.xml")
  r=$(header "$src" addmodule); [ -n "$r" ] && a+=("-addmodule:$OUT/$dir/$r.netmodule")
  def=$(header "$src" define); [ -n "$def" ] && a+=("-d:$def")
  def=$(header "$src" features); [ -n "$def" ] && a+=("-features:$def")
  if [ "$config" != stub ] && [ -n "$(header "$src" key)" ]; then
    case $config in mcs-*) a+=(-delaysign+) ;; *) a+=(-publicsign+) ;; esac
    a+=(-keyfile:"$SCRATCH/ms35.pub")
  fi
  cd "$here"
  local map="-pathmap:$here=/src/testdata,$OUT=/src/testdata,$SCRATCH=/src/testdata"
  if [ -n "$(header "$src" linked)" ]; then
    map=${map//\/src\/testdata/\/build\/7\/s\/testdata}
    echo '{"documents":{"/build/7/s/*":"https://example.org/contoso/linked/0123456789abcdef/*"}}' >"$SCRATCH/$config.sourcelink.json"
    a+=(-sourcelink:"$SCRATCH/$config.sourcelink.json" -embed)
    # The other compiler, as it is packaged there, takes the option and writes nothing.
    csc41() { csc34 "${@/-langversion:10/-langversion:8.0}"; }
  fi
  local plain=(-nologo -noconfig -nostdlib -t:library -nowarn:67,169,219,414,618,649,1587,1591,1701,1702,3021)
  local roslyn=("${plain[@]}" -deterministic+ "$map")
  case $config in
    stub) key=ms35; [ "$(header "$src" key)" = ms-b03 ] && key=msb0
          csc41 "${roslyn[@]}" -optimize+ -debug- -publicsign+ -keyfile:"$SCRATCH/$key.pub" "${a[@]}" -out:"$target" "$src" ;;
    release|absent)
          if [ "${src##*.}" = vb ]; then vb "$lib" -optimize+ -debug:embedded "${a[@]}" -out:"$target" "$src"
          else csc41 "${roslyn[@]}" -langversion:10 -optimize+ -debug:embedded "${a[@]}" -out:"$target" "$src"; fi ;;
    vbc-debug) vb "$lib" -optimize- -debug:portable "${a[@]}" -out:"$target" "$src" ;;
    roslyn41-debug) csc41 "${roslyn[@]}" -langversion:10 -optimize- -debug:portable "${a[@]}" -out:"$target" "$src" ;;
    roslyn34-release) csc34 "${roslyn[@]}" -langversion:8.0 -optimize+ -debug- "${a[@]}" -out:"$target" "$src" ;;
    shared-bodies) csc41 "${plain[@]}" "$map" -langversion:10 -optimize+ -debug- -deterministic- "${a[@]}" -out:"$target" "$src" && python3 "$here/il/settle.py" "$target" ;;
    net20|net40) csc41 "${roslyn[@]}" -langversion:10 -optimize+ -debug- "${a[@]}" -out:"$target" "$src" ;;
    mcs-debug) mcs "${plain[@]}" "$map" -optimize- -debug "${a[@]}" -out:"$target" "$src" ;;
    mcs-release) mcs "${plain[@]}" "$map" -optimize+ "${a[@]}" -out:"$target" "$src" ;;
    netmodule) csc41 "${roslyn[@]/-t:library/-t:module}" -langversion:10 -optimize+ -debug- "${a[@]}" -out:"$target" "$src" ;;
    ilasm) local kind=-dll; [ -n "$(header "$src" exe)" ] && kind=-exe
          ilasm -quiet $kind -output:"$target" "$src" && python3 "$here/il/settle.py" "$target" $([ -n "$(header "$src" mixed)" ] && echo mixed) ;;
    *) echo "unknown configuration $config"; exit 1 ;;
  esac >"$log" 2>&1 || { echo "FAILED $config $src"; sed 's/^/    /' "$log"; exit 1; }
  if grep -E '(warning|error) ' "$log" >/dev/null; then echo "$config $src:"; grep -E '(warning|error) ' "$log" | sed 's/^/    /'; fi
  rm -f "$log"
}

vb() { # api folder, arguments
  local lib=$1; shift
  dn "$ILVET_TOOLCHAIN/dotnet31/sdk/3.1.102/Roslyn/bincore/vbc.dll" -nologo -noconfig -nostdlib -sdkpath:"$lib" -vbruntime:"$lib/Microsoft.VisualBasic.dll" \
    -t:library -nowarn:42358 -deterministic+ "$map" -optionstrict+ -optioninfer+ -optionexplicit+ -r:"$lib/Microsoft.VisualBasic.dll" "$@"
}

if [ "${1:-}" = --one ]; then . "$ILVET_TOOLCHAIN/env.sh"; one "$2" "$3"; exit; fi

check= only=.
while [ $# -gt 0 ]; do
  case $1 in
    --check) check=1 ;;
    --only) only=$2; shift ;;
    *) ILVET_TOOLCHAIN=$(cd "$1" && pwd) ;;
  esac
  shift
done
: "${ILVET_TOOLCHAIN:?give the toolchain folder as argument or in ILVET_TOOLCHAIN}"
export ILVET_TOOLCHAIN
SCRATCH=$(mktemp -d); trap 'rm -rf "$SCRATCH"' EXIT
OUT=$here; [ -n "$check" ] && { OUT=$SCRATCH/out; mkdir "$OUT"; }
export OUT SCRATCH
# The public half of Microsoft's keys: tokens 31bf3856ad364e35 and b03f5f7f11d50a3a, without any private key.
sn -q -e /usr/lib/mono/4.5/System.ComponentModel.DataAnnotations.dll "$SCRATCH/ms35.pub" >/dev/null
sn -q -e /usr/lib/mono/4.5/System.Drawing.dll "$SCRATCH/msb0.pub" >/dev/null

cd "$here"
# Level 0 and 1: stubs. Level 2: sources that need stubs only. Level 3 and 4: sources that need those.
for src in $(find stubs rules shapes il -name '*.cs' -o -name '*.vb' -o -name '*.il' | sort); do
  [ -f "${src%.*}.skip" ] && continue
  level=2; refs=$(header "$src" refs)
  [ -n "$(header "$src" addmodule)" ] && level=3
  case $src in
    stubs/*) level=0; [ -n "$refs" ] && level=1 ;;
    *) for r in $refs; do
         if [ "$r" != none ] && [ ! -f "stubs/$r.cs" ]; then
           level=3; local_src=$(ls "${src%/*}/$r".* "shapes/absent/$r".* 2>/dev/null | grep -E '\.(cs|vb|il)$' | head -n 1 || true)
           [ -n "$local_src" ] || continue # an assembly of the framework
           for s in $(header "$local_src" refs); do [ "$s" != none ] && [ ! -f "stubs/$s.cs" ] && level=4; done
         fi
       done ;;
  esac
  for config in $(configs_of "$src"); do printf '%s\t%s\t%s\t%s\n' $level "$config" "$src" "$(output_of "$config" "$src")"; done
done >"$SCRATCH/jobs"

failed=0
for level in 0 1 2 3 4; do
  awk -F'\t' -v l=$level -v re="$only" '$1==l && ($3 ~ re || $2 == "absent") {print $2; print $3}' "$SCRATCH/jobs" | xargs -r -n 2 -P "$(nproc)" "$self" --one || failed=1
done
[ $failed = 0 ] || { echo "some sources did not compile"; exit 1; }

# One row per file made and source: file, its sha256, source, its sha256, configuration.
sums() {
  local config src out f s
  printf '# file\tsha256\tsource\tsha256 of the source\tconfiguration\n'
  while IFS=$'\t' read -r _ config src out; do
    [ "$config" = absent ] && continue
    s=$(sha256sum <"$here/$src" | cut -d' ' -f1)
    for f in "$out" "${out%.*}.pdb" "$out.mdb" "${out%.*}.xml"; do
      if [ -f "$OUT/$f" ]; then printf '%s\t%s\t%s\t%s\t%s\n' "$f" "$(sha256sum <"$OUT/$f" | cut -d' ' -f1)" "$src" "$s" "$config"; fi
    done
  done <"$SCRATCH/jobs" | sort
}
if [ -n "$check" ]; then
  differences=0
  cd "$OUT"
  for f in $(find . -type f | sort | sed 's@^\./@@'); do
    if [ ! -f "$here/$f" ]; then echo "not committed: $f"; differences=1
    elif ! cmp -s "$f" "$here/$f"; then echo "differs: $f"; differences=1; fi
  done
  for f in $(cd "$here" && find stubs rules shapes il builds -type f | grep -E '\.(dll|pdb|mdb|xml|netmodule)$' | sort); do
    if [ "$only" = . ] && [ ! -f "$f" ]; then echo "no source: $f"; differences=1; fi
  done
  sums >"$SCRATCH/sums"
  if [ "$only" = . ] && ! cmp -s "$SCRATCH/sums" "$here/SOURCES.sha256"; then echo "differs: SOURCES.sha256"; differences=1; fi
  exit $differences
fi
sums >"$SCRATCH/sums"
if [ "$only" = . ]; then cp "$SCRATCH/sums" SOURCES.sha256
else # keep the old rows of what was not built now
  { head -n 1 "$SCRATCH/sums"; { { grep -v '^#' SOURCES.sha256 2>/dev/null || true; } | awk -F'\t' -v re="$only" '$3 !~ re'; grep -v '^#' "$SCRATCH/sums" | awk -F'\t' -v re="$only" '$3 ~ re'; } | sort; } >"$SCRATCH/merged"
  cp "$SCRATCH/merged" SOURCES.sha256
fi
