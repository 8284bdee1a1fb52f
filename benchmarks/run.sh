#!/usr/bin/env bash
# Times ldm4j and diffusers in turn on this machine, and prints a Markdown table with the ratios.
#
#     PYTHON=python3 DIFFUSERS=/path/to/src benchmarks/run.sh [ROUNDS [CASE ...]]
#
# A case is WORK/PRESET/DTYPE, such as unet/sd15/bf16. Each round runs every case with both, one after the other, so that
# a slow minute of the machine hits both. Progress goes to stderr.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
rounds=${1:-2}
[ $# -eq 0 ] || shift
cases=("$@")
[ ${#cases[@]} -gt 0 ] || cases=(unet/sd15/bf16 vae/sd15/bf16 text/sd15/bf16 train/bundled/fp32 start/bundled/bf16)
python=${PYTHON:-python3}
results=$(mktemp)
trap 'rm -f "$results"' EXIT

# The same for both; ours also sets them itself.
export OMP_WAIT_POLICY=passive MALLOC_ARENA_MAX=1
export MALLOC_MMAP_THRESHOLD_=1073741824 MALLOC_TRIM_THRESHOLD_=4294967296 MALLOC_TOP_PAD_=268435456

time_one() { # TOOL COMMAND...
    local tool=$1 line
    shift
    if line=$("$@" 2>/dev/null); then
        echo "$tool $line" >>"$results"
    else
        echo "$tool failed: $*" >&2
    fi
}

for round in $(seq "$rounds"); do
    for case in "${cases[@]}"; do
        IFS=/ read -r work preset dtype <<<"$case"
        echo "round $round: $case" >&2
        repeat=3
        [ "$work" != train ] || repeat=10
        options=("$work" --preset "$preset" --dtype "$dtype" --repeat "$repeat" --json)
        time_one ldm4j "$root/ldm4j" bench "${options[@]}"
        model=()
        [ "$work" != start ] || model=(-m "${MODEL:-$root/models/emoji-64}")
        time_one diffusers "$python" "$root/tools/peers/peer_diffusers.py" "${options[@]}" "${model[@]}" \
            ${DIFFUSERS:+--diffusers "$DIFFUSERS"}
    done
done
"$python" "$root/benchmarks/table.py" <"$results"
