// The last hour in equal parts, counted from the compiles that are known. Pure.
import type { Task } from "../api/types";
import { is_hit, ran } from "./outcomes";

export interface Series {
  from: number;
  step: number; // ms
  hit_rate: (number | null)[]; // null: nothing ended then
  remote_share: (number | null)[];
  saved: number[]; // ms
  busy: number[]; // compilers that ran at once, on average
  queued: number[]; // compiles that waited at once, on average
  failed: number[];
  ended: number[];
}

// Adds to each part how much of it [from, to) covers.
function cover(parts: number[], start: number, step: number, from: number, to: number): void {
  const first = Math.max(0, Math.floor((from - start) / step));
  const last = Math.min(parts.length - 1, Math.floor((to - start) / step));
  for (let i = first; i <= last; ++i) {
    const begin = start + i * step;
    const length = Math.min(to, begin + step) - Math.max(from, begin);
    if (length > 0) parts[i] = (parts[i] ?? 0) + length / step;
  }
}

export function series_of(tasks: Iterable<Task>, now: number, step = 60_000, parts = 60): Series {
  // Whole parts, so that a bar does not change its height when time goes on.
  const from = Math.ceil(now / step) * step - parts * step;
  const zeros = () => new Array<number>(parts).fill(0);
  const hits = zeros();
  const remote = zeros();
  const answered = zeros();
  const series: Series = {
    from, step, hit_rate: [], remote_share: [], saved: zeros(), busy: zeros(), queued: zeros(), failed: zeros(), ended: zeros(),
  };
  const add = (list: number[], at: number, value: number) => {
    list[at] = (list[at] ?? 0) + value;
  };
  for (const task of tasks) {
    const begin = task.ended_ms - task.total_ms;
    if (task.ended_ms < from) continue;
    const queue_end = begin + task.queued_ms;
    cover(series.queued, from, step, begin, queue_end);
    if (task.worker !== "" && ran(task.outcome)) cover(series.busy, from, step, queue_end, task.ended_ms);
    const at = Math.floor((task.ended_ms - from) / step);
    if (at < 0 || at >= parts) continue;
    add(series.ended, at, 1);
    if (task.outcome === "cancelled") continue;
    add(answered, at, 1);
    add(series.saved, at, task.saved_ms);
    if (is_hit(task.outcome)) add(hits, at, 1);
    if (ran(task.outcome)) add(remote, at, 1);
    if (task.outcome === "failed") add(series.failed, at, 1);
  }
  const share = (list: number[]) => list.map((value, i) => (answered[i] ? value / (answered[i] ?? 1) : null));
  series.hit_rate = share(hits);
  series.remote_share = share(remote);
  return series;
}
