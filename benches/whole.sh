#!/usr/bin/env bash
# Measures whole builds as processes: wall and CPU seconds, peak memory (kB), of our build and of the
# engine alone on the same sources. Needs GNU time as /usr/bin/time. Usage: benches/whole.sh [N ...]
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet
bench=$(cargo bench --bench whole --no-run 2>&1 | sed -n 's/.*(\(target[^)]*whole-[^)]*\)).*/\1/p')
yaobao=$PWD/target/release/yaobao
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
measure() { /usr/bin/time -f "$1: wall %e s, user %U s, system %S s, peak %M kB" "${@:2}" >/dev/null; }
for count in "${@:-1 118}"; do
  for n in $count; do
    "$bench" generate "$folder/$n" "$n"
    "$bench" sources "$folder/$n" "$folder/$n-sources"
    for run in 1 2 3; do
      rm -rf "$folder/$n/dist"
      measure "$n issues, engine alone, one thread, run $run" "$bench" engine "$folder/$n-sources"
      measure "$n issues, whole build, all cores,   run $run" "$yaobao" build --root "$folder/$n" --quiet
      rm -rf "$folder/$n/dist"
      measure "$n issues, whole build, one thread,  run $run" "$yaobao" build --root "$folder/$n" --quiet --jobs 1
    done
  done
done
