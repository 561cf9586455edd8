// How many compilers of a build ran at once. Pure.
import type { Task } from "../api/types";
import { ran } from "./outcomes";
import { begin_of } from "../timeline/lanes";

export interface Concurrency {
  from: number;
  to: number;
  busy: number[]; // on average in each equal part
  most: number;
}

export function concurrency_of(tasks: Task[], parts = 120): Concurrency {
  const own = tasks.filter((task) => ran(task.outcome));
  const from = Math.min(...tasks.map((task) => task.ended_ms - task.total_ms));
  const to = Math.max(...tasks.map((task) => task.ended_ms));
  const busy = new Array<number>(parts).fill(0);
  const step = (to - from) / parts;
  if (!(step > 0)) return { from: tasks.length ? from : 0, to: tasks.length ? to : 0, busy, most: 0 };
  for (const task of own) {
    const [begin, end] = [begin_of(task), task.ended_ms];
    const last = Math.min(parts - 1, Math.floor((end - from) / step));
    for (let i = Math.max(0, Math.floor((begin - from) / step)); i <= last; ++i) {
      const low = from + i * step;
      busy[i] = (busy[i] ?? 0) + Math.max(0, Math.min(end, low + step) - Math.max(begin, low)) / step;
    }
  }
  return { from, to, busy, most: Math.max(...busy) };
}

// What kept it from being faster, in one sentence; null where nothing stands out.
export function limit_of(tasks: Task[], told: Concurrency, slots: number): string | null {
  const sum = (value: (task: Task) => number) => tasks.reduce((all, task) => all + value(task), 0);
  const [waited, compiled] = [sum((task) => task.queued_ms), sum((task) => task.compile_ms)];
  if (waited > compiled / 2 && waited > 1000) return "Compiles waited for slots: more workers would make it faster.";
  const mean = told.busy.reduce((all, one) => all + one, 0) / Math.max(1, told.busy.length);
  if (slots > 0 && told.most < slots * 0.7 && compiled > 5000) return "Slots stayed empty: a higher -j, or a faster preprocessor on the client, would fill them.";
  if (told.most > 3 && mean < told.most / 3) return "It ran wide only for a while: a few long compiles, or links, stood alone.";
  return null;
}
