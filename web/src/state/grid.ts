// What the page knows of the grid, and how a message of the live feed changes it. Pure.
import type { Build, CacheTier, GridEvent, LiveMessage, Load, Task, Totals, Worker } from "../api/types";

export const most_tasks = 60_000;
export const most_events = 2_000;
export const most_builds = 1_000;

export interface Grid {
  epoch: string;
  seq: number;
  version: string;
  clock_offset: number; // the coordinator's clock minus ours, ms
  load: Load;
  totals: Totals;
  workers: Map<string, Worker>;
  cache: CacheTier[];
  tasks: Task[]; // oldest first, by id
  builds: Build[]; // by the time of their last compile, newest first
  events: GridEvent[]; // newest first
}

// "gap": a message was missed, only a snapshot helps.
export type Reduced = Grid | "gap";

// Sorted joins of lists that are short or mostly in order already; what is new replaces what was.
function joined_tasks(before: Task[], more: Task[]): Task[] {
  if (more.length === 0) return before;
  const last = before[before.length - 1];
  const first = more[0];
  if (last === undefined || (first !== undefined && last.id < first.id)) {
    return trimmed([...before, ...more]);
  }
  const by_id = new Map<number, Task>();
  for (const task of before) by_id.set(task.id, task);
  for (const task of more) by_id.set(task.id, task);
  return trimmed([...by_id.values()].sort((a, b) => a.id - b.id));
}

function trimmed(tasks: Task[]): Task[] {
  return tasks.length > most_tasks ? tasks.slice(tasks.length - most_tasks) : tasks;
}

function joined_builds(before: Build[], more: Build[]): Build[] {
  if (more.length === 0) return before;
  const by_id = new Map(before.map((build) => [build.id, build]));
  for (const build of more) by_id.set(build.id, build);
  return [...by_id.values()].sort((a, b) => b.last_ms - a.last_ms).slice(0, most_builds);
}

function joined_events(before: GridEvent[], more: GridEvent[]): GridEvent[] {
  if (more.length === 0) return before;
  const by_id = new Map(before.map((event) => [event.id, event]));
  for (const event of more) by_id.set(event.id, event);
  return [...by_id.values()].sort((a, b) => b.id - a.id).slice(0, most_events);
}

function joined_workers(before: Map<string, Worker>, more: Worker[], gone: string[]): Map<string, Worker> {
  if (more.length === 0 && gone.length === 0) return before;
  const workers = new Map(before);
  for (const worker of more) workers.set(worker.id, worker);
  for (const id of gone) workers.delete(id);
  return workers;
}

// `now` is our own clock. What an earlier life of the coordinator told of compiles and events stays known.
export function reduce(before: Grid | null, message: LiveMessage, now: number): Reduced {
  const clock_offset = message.now_ms - now;
  const common = { seq: message.seq, clock_offset, load: message.load, totals: message.totals, cache: message.cache };
  if (message.type === "snapshot") {
    return {
      ...common,
      epoch: message.epoch,
      version: message.version,
      workers: joined_workers(new Map(), message.workers, []),
      tasks: joined_tasks(before?.tasks ?? [], message.tasks),
      builds: joined_builds(before?.builds ?? [], message.builds),
      events: joined_events(before?.events ?? [], message.events),
    };
  }
  if (before === null || message.seq !== before.seq + 1) return "gap";
  return {
    ...common,
    epoch: before.epoch,
    version: before.version,
    workers: joined_workers(before.workers, message.workers, message.gone),
    tasks: joined_tasks(before.tasks, message.tasks),
    builds: joined_builds(before.builds, message.builds),
    events: joined_events(before.events, message.events),
  };
}

// Compiles that were asked for by hand, from before those that the feed told.
export function with_older(grid: Grid, tasks: Task[]): Grid {
  return { ...grid, tasks: joined_tasks(grid.tasks, [...tasks].sort((a, b) => a.id - b.id)) };
}
