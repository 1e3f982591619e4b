#!/usr/bin/env bash
# The tests that take long, at full length. The usual run has a short version of each.
#   tests/long.sh [CLASS]    all of them, or those of one class
set -euo pipefail
cd "$(dirname "$0")/.."

export DAVIDBERT_FUZZ_TABLES="${DAVIDBERT_FUZZ_TABLES:-10000}"          # tables with bytes changed at random
export DAVIDBERT_KILLS="${DAVIDBERT_KILLS:-100}"                        # moments at which labelling, or the service, is killed
export DAVIDBERT_LABEL_ROWS="${DAVIDBERT_LABEL_ROWS:-1000000}"          # rows of a table labelled end to end, by storage too
export DAVIDBERT_LABEL_MEGABYTES="${DAVIDBERT_LABEL_MEGABYTES:-1000}"   # length of a table; memory must not grow with it

run() {
  dotnet run --project "tests/$1" -- -class "$2"
}

case "${1:-all}" in
  all)
    run DavidBert.Tests '*.FuzzTests'
    for class in LabelLargeFileTests LabelMemoryTests LabelInterruptionTests ServeFilesTests; do
      run DavidBert.Cli.Tests "*.$class"
    done
    ;;
  FuzzTests) run DavidBert.Tests '*.FuzzTests' ;;
  *) run DavidBert.Cli.Tests "*.$1" ;;
esac
