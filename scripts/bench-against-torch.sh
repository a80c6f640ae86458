#!/usr/bin/env bash
# Whole training steps, SSL4J and PyTorch in turn, and their ratio. The first of each turn changes, so that neither always
# runs on the cooler machine. Nothing else may run meanwhile.
#
#   scripts/bench-against-torch.sh [TURNS]
#
#   PYTHON   a Python with torch (default python3)
#   CELLS    what to measure, method:width:blocks:batch each (default: five methods in two sizes)
#   ROUNDS   steps of a measurement (default: 9 of narrow nets, 5 of wide ones)
set -euo pipefail
home="$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
turns="${1:-3}"
python="${PYTHON:-python3}"
default_cells=""
for size in 64:2:64 16:1:128; do
  for method in simclr moco byol simsiam vicreg; do default_cells+="$method:$size "; done
done
cells="${CELLS:-$default_cells}"
lines="$(mktemp)"
trap 'rm -f "$lines"' EXIT

measure() {
  local name="$1" method width blocks batch warm_up rounds
  IFS=: read -r method width blocks batch <<<"$2"
  # A JVM compiles its own code during the first two seconds; a run makes hundreds of steps.
  if [ "$width" -ge 64 ]; then warm_up=4 rounds="${ROUNDS:-5}"; else warm_up=15 rounds="${ROUNDS:-9}"; fi
  local arguments=(step --method "$method" --width "$width" --blocks "$blocks" --batch "$batch" --warm-up "$warm_up" --rounds "$rounds")
  if [ "$name" = ssl4j ]; then
    printf '%s %s %s\n' "$name" "$2" "$("$home/scripts/ssl4j" bench "${arguments[@]}" | tail -n 1)" >>"$lines"
  else
    printf '%s %s %s\n' "$name" "$2" "$("$python" "$home/scripts/torch-peer.py" "${arguments[@]}")" >>"$lines"
  fi
}

"$home/scripts/ssl4j" methods >/dev/null # builds what is stale before anything is timed
for cell in $cells; do
  for ((turn = 0; turn < turns; turn++)); do
    if ((turn % 2 == 0)); then order="ssl4j torch"; else order="torch ssl4j"; fi
    for name in $order; do measure "$name" "$cell"; done
  done
  tail -n $((2 * turns)) "$lines" | cut -c 1-200 >&2
done

"$python" - "$lines" <<'PYTHON'
import json, statistics, sys

cells = {}
for line in open(sys.argv[1]):
    name, cell, text = line.split(" ", 2)
    cells.setdefault(cell, {"ssl4j": [], "torch": []})[name].append(json.loads(text))
print("| method | width | blocks | batch | SSL4J ms | PyTorch ms | ratio, median of turns | lowest to highest | SSL4J GFLOP/s | peak MB | PyTorch MB |")
print("|---|---|---|---|---|---|---|---|---|---|---|")
for cell, runs in cells.items():
    ours, theirs = runs["ssl4j"], runs["torch"]
    ratios = [b["medianMs"] / a["medianMs"] for a, b in zip(ours, theirs)]
    median = lambda values: statistics.median(values)
    print(
        "| {} | {} | {} | {} |".format(*cell.split(":")),
        f"{median([r['medianMs'] for r in ours]):,.0f} | {median([r['medianMs'] for r in theirs]):,.0f} |",
        f"**{median(ratios):.2f}** | {min(ratios):.2f} to {max(ratios):.2f} |",
        f"{median([r['gigaflops'] for r in ours]):.0f} |",
        f"{median([r['peakResidentMb'] for r in ours]):,.0f} | {median([r['peakResidentMb'] for r in theirs]):,.0f} |",
    )
PYTHON
