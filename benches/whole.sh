#!/usr/bin/env bash
# Measures whole runs of the program as processes, and the typesetting engine alone on the same
# sources, and prints the tables of docs/performance.md, which says what each scenario is.
# Needs GNU time (/usr/bin/time). Leaves nothing behind but what cargo builds.
# Usage: benches/whole.sh [N ...]    numbers of issues; 1 118 1000 without any
#        RUNS=1 benches/whole.sh 10000    one run of each scenario instead of three
set -euo pipefail
export LC_ALL=C
repository=$(cd "$(dirname "$0")/.." && pwd)
runs=${RUNS:-3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cd "$repository"
cargo build --release --quiet
cargo bench --bench whole --no-run 2>"$folder/cargo" || { cat "$folder/cargo" >&2; exit 1; }
engine=$repository/$(sed -n 's/.*(\(target[^)]*whole-[^)]*\)).*/\1/p' "$folder/cargo")
yaobao=$repository/target/release/yaobao

# Every file that a run may write, by inode, with its size.
files() { find "$space/dist" "$space/.yaobao" -type f -printf '%i %s\n' 2>/dev/null | sort || true; }

# measure SCENARIO COMMAND...: adds a line “scenario, wall, CPU, peak KiB, bytes of new files, blocks”.
measure() {
  files >"$folder/before"
  /usr/bin/time -o "$folder/time" -f '%e %U %S %M %O' "${@:2}" >/dev/null
  files >"$folder/after"
  # A file that was linked from the old archive keeps its inode and was not written.
  bytes=$(join -v 2 "$folder/before" "$folder/after" | awk '{ sum += $2 } END { print sum + 0 }')
  tail -n 1 "$folder/time" | awk -v name="$1" -v bytes="$bytes" -v OFS='\t' \
    '{ print name, $1, $2 + $3, $4, bytes, $5 }' >>"$folder/measured"
}

build() { measure "$1" "$yaobao" build --root "$space" --quiet "${@:2}"; }
afresh() { rm -rf "$space/dist" "$space/.yaobao"; }

edit_yaml() { sed -i -E "s/^  (第[0-9]+次改动后，)?全市有/  第$1次改动后，全市有/" "$issue/issue.yaml"; }

# The name of a district that no value hangs on.
edit_cell() {
  most=$(sed -n 's/.*most-share: .*row: \([^,]*\),.*/\1/p' "$issue/issue.yaml")
  awk -F, -v OFS=, -v most="$most" -v run="$1" '
    NR > 1 && !done && $1 != most { sub(/（改[0-9]+）/, "", $1); $1 = $1 "（改" run "）"; done = 1 }
    { print }' "$issue/tables/districts.csv" >"$folder/cell"
  cp "$folder/cell" "$issue/tables/districts.csv"
}

# edit_template FILE WORDS: the built-in template with a line that is new in this run.
edit_template() {
  mkdir -p "$space/templates/$(dirname "$1")"
  { cat "$repository/templates/$1"; echo "$2"; } >"$space/templates/$1"
}

scenarios() {
  rm -rf "$space/templates"
  afresh
  measure "engine alone, one thread" env RAYON_NUM_THREADS=1 "$engine" engine "$sources"
  measure "check" "$yaobao" check --root "$space" --quiet
  build "cold, one thread" --jobs 1
  afresh
  if "$yaobao" build --help | grep -q -- --formats; then
    build "cold, pages alone" --formats html
    afresh
  fi
  build "cold"
  build "no change"
  edit_yaml "$1"
  build "one sentence"
  edit_cell "$1"
  build "one cell"
  edit_template html/base.html "<!-- $1 -->"
  build "template of pages"
  edit_template typst/issue.typ "// $1"
  build "template of PDFs"
  build "forced" --force
}

# The medians of each scenario, in the order of the scenarios.
table() {
  echo "| $1 | wall | CPU | peak memory | new files | written |"
  echo "|---|--:|--:|--:|--:|--:|"
  awk -F '\t' '!seen[$1]++ { print $1 }' "$folder/measured" | while read -r name; do
    middle() {
      awk -F '\t' -v name="$name" -v at="$1" '$1 == name { print $at }' "$folder/measured" |
        sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
    }
    awk -v name="$name" -v wall="$(middle 2)" -v cpu="$(middle 3)" -v peak="$(middle 4)" \
      -v bytes="$(middle 5)" -v blocks="$(middle 6)" 'BEGIN {
        printf "| %s | %.2f s | %.2f s | %.0f MB | %.2f MB | %.2f MB |\n",
          name, wall, cpu, peak * 1024 / 1e6, bytes / 1e6, blocks * 512 / 1e6 }'
  done
  echo
}

awk -F ': *' '/^model name/ && !seen++ { printf "%s", $2 }' /proc/cpuinfo
awk '/^MemTotal/ { printf ", %.0f GB of memory", $2 * 1024 / 1e9 }' /proc/meminfo
echo ", $(nproc) cores, $(stat -f -c %T "$folder"); load $(cut -d ' ' -f 1 /proc/loadavg); $(date +%F); runs: $runs"
echo
for count in ${@:-1 118 1000}; do
  space=$folder/space sources=$folder/sources
  rm -rf "$space" "$sources" "$folder/measured"
  "$yaobao" init "$space" --issues "$count" --quiet
  "$engine" sources "$space" "$sources"
  # An issue in the middle, so that it has neighbours.
  middle_one=$((count / 2))
  issue=$space/content/$((2017 + middle_one / 48))/$((middle_one % 48 + 1))
  for ((run = 1; run <= runs; run++)); do scenarios "$run"; done
  table "$([ "$count" = 1 ] && echo "1 issue" || echo "$count issues")"
done
