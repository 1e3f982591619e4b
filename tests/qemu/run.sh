#!/bin/sh
# Runs a bundle's model here and on emulated CPUs without VNNI, and compares the answers.
#
#   davidbert tokenize --jsonl < phrases.jsonl > ids.jsonl
#   tests/qemu/run.sh models/attributes ids.jsonl [CPU ...]          by default EPYC-Milan and Haswell
#
# Needs node with npm, and qemu-x86_64 (Debian's qemu-user).
set -eu

if [ $# -lt 2 ]; then
  echo "usage: $0 BUNDLE IDS.jsonl [CPU ...]" >&2
  exit 2
fi
for tool in node npm qemu-x86_64; do
  command -v "$tool" > /dev/null || { echo "$tool is not installed" >&2; exit 2; }
done

here=$(cd "$(dirname "$0")" && pwd)
bundle=$1
ids=$2
shift 2
[ $# -gt 0 ] || set -- EPYC-Milan Haswell

[ -d "$here/node_modules/onnxruntime-node" ] || (cd "$here" && npm ci --ignore-scripts --no-audit --no-fund > /dev/null)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

node "$here/answers.mjs" "$bundle" < "$ids" > "$work/here.jsonl"
failed=0
for cpu in "$@"; do
  qemu-x86_64 -cpu "$cpu" "$(command -v node)" "$here/answers.mjs" "$bundle" < "$ids" > "$work/$cpu.jsonl" 2> "$work/$cpu.log" \
    || { cat "$work/$cpu.log" >&2; echo "$cpu: the run failed" >&2; failed=1; continue; }
  node "$here/compare.mjs" "$cpu" "$work/here.jsonl" "$work/$cpu.jsonl" || failed=1
done
exit "$failed"
