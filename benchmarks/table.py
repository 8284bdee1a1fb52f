#!/usr/bin/env python3
"""Turns lines `TOOL JSON` of benchmarks/run.sh into a Markdown table; the ratio is diffusers / ldm4j, above 1 in our favour."""
import json
import statistics
import sys
from collections import defaultdict

seconds = defaultdict(list)
peaks = defaultdict(int)
flops = {}
for line in sys.stdin:
    tool, text = line.split(" ", 1)
    result = json.loads(text)
    case = tuple(result[key] for key in ("work", "preset", "dtype", "width", "height", "batch", "threads"))
    seconds[case, tool] += result["seconds"]
    peaks[case, tool] = max(peaks[case, tool], result["peak_rss_bytes"] or 0)
    if result["flops"]:
        flops[case] = result["flops"]

print("| work | ldm4j: best (median) s | diffusers: best (median) s | ratio | ldm4j GFLOP/s | peak GiB, ldm4j / diffusers |")
print("|---|---|---|---|---|---|")
for case in dict.fromkeys(case for case, _ in seconds):
    work, preset, dtype, width, height, batch, threads = case
    ours, theirs = seconds[case, "ldm4j"], seconds[case, "diffusers"]

    def shown(values):
        return f"{min(values):.3f} ({statistics.median(values):.3f})" if values else "-"

    ratio = f"{min(theirs) / min(ours):.2f}" if ours and theirs else "-"
    speed = f"{flops[case] / min(ours) / 1e9:.0f}" if case in flops and ours else "-"
    gib = " / ".join(f"{peaks[case, tool] / 2**30:.1f}" if peaks[case, tool] else "-" for tool in ("ldm4j", "diffusers"))
    name = f"{work} {preset} {dtype}, {width}x{height}, batch {batch}, {threads} threads"
    print(f"| {name} | {shown(ours)} | {shown(theirs)} | {ratio} | {speed} | {gib} |")
