// Which compile is drawn in which lane: one lane for each slot of a worker. Pure.
import type { Task } from "../api/types";

export interface Lane {
  worker: string; // "": the coordinator answered by itself
  slot: number;
  begins: number[]; // ms; grow with the index, like ends
  ends: number[];
  tasks: Task[];
}

// Answers from a cache need no slot; more lanes than this would show nothing more.
const most_of_nobody = 4;

// When it left the queue.
export function begin_of(task: Task): number {
  return task.ended_ms - task.total_ms + Math.min(task.queued_ms, task.total_ms);
}

// The first index whose value is not below `wanted`.
export function lower_bound(sorted: number[], wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class Lanes {
  private workers = new Map<string, Lane[]>();
  private newest = 0;
  private oldest = 0;
  private held = 0;

  // `tasks` are sorted by id, as they ended. Only what is new costs time, unless older ones were put in front.
  update(tasks: Task[]): void {
    const first = tasks[0]?.id ?? 0;
    // What was forgotten may stay for a while: it is off to the left.
    if (first < this.oldest || this.held > tasks.length * 1.5 + 1000) this.clear();
    if (this.held === 0) this.oldest = first;
    let from = tasks.length;
    while (from > 0 && (tasks[from - 1]?.id ?? 0) > this.newest) --from;
    for (let i = from; i < tasks.length; ++i) {
      const task = tasks[i];
      if (task) this.add(task);
    }
  }

  // Lane after lane, in the order of `workers`; those that nobody names any more come last.
  rows(workers: string[]): Lane[] {
    const named = new Set(workers);
    const gone = [...this.workers.keys()].filter((id) => id !== "" && !named.has(id));
    return ["", ...workers, ...gone].flatMap((id) => this.workers.get(id) ?? []);
  }

  // Of the newest compile, 0 for none.
  last_end(): number {
    let last = 0;
    for (const lanes of this.workers.values()) {
      for (const lane of lanes) last = Math.max(last, lane.ends[lane.ends.length - 1] ?? 0);
    }
    return last;
  }

  private clear(): void {
    this.workers.clear();
    this.newest = this.held = 0;
  }

  private add(task: Task): void {
    this.newest = task.id;
    ++this.held;
    const lane = this.lane_for(task, begin_of(task));
    lane.begins.push(begin_of(task));
    lane.ends.push(task.ended_ms);
    lane.tasks.push(task);
  }

  // The fullest one that is free by then, as a person would stack them.
  private lane_for(task: Task, begin: number): Lane {
    let lanes = this.workers.get(task.worker);
    if (!lanes) this.workers.set(task.worker, (lanes = []));
    let best: Lane | undefined;
    let best_end = -Infinity;
    let least: Lane | undefined;
    let least_end = Infinity;
    for (const lane of lanes) {
      const end = lane.ends[lane.ends.length - 1] ?? 0;
      // Clocks round to milliseconds.
      if (end <= begin + 1 && end > best_end) [best, best_end] = [lane, end];
      if (end < least_end) [least, least_end] = [lane, end];
    }
    if (best) return best;
    if (least && task.worker === "" && lanes.length >= most_of_nobody) return least;
    const lane: Lane = { worker: task.worker, slot: lanes.length, begins: [], ends: [], tasks: [] };
    lanes.push(lane);
    return lane;
  }
}
