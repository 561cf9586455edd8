// The page's one state, as signals. Views read it, the live feed writes it.
import { batch, computed, effect, signal } from "@preact/signals";
import { connect, type Connection } from "../api/live";
import { get, with_query } from "../api/rest";
import type { Task } from "../api/types";
import { attention } from "../lib/attention";
import { series_of } from "../lib/series";
import { type Grid, most_tasks, reduce, with_older } from "./grid";

export const grid = signal<Grid | null>(null);
export const connection = signal<Connection>({ state: "connecting" });
// The coordinator's clock; moves once a second.
export const now = signal(Date.now());
export const last_message = signal(0); // Date.now()

export const workers = computed(() => [...(grid.value?.workers.values() ?? [])]);
export const tasks = computed(() => grid.value?.tasks ?? []);

// Many compiles a second need not be counted anew for each.
const steady_now = computed(() => Math.floor(now.value / 2_000) * 2_000);
export const series = computed(() => {
  const at = steady_now.value;
  return series_of(grid.peek()?.tasks ?? [], at);
});

export const notices = computed(() => {
  const known = grid.value;
  if (known === null) return [];
  return attention({ ...known, workers: workers.value, now: now.value });
});

export function server_now(): number {
  return Date.now() + (grid.peek()?.clock_offset ?? 0);
}

// Goes back in history page by page until `since` is known, memory is full, or there is no more.
export async function load_older(since: number, most_pages = 20): Promise<void> {
  for (let page = 0; page < most_pages; ++page) {
    const known = grid.peek();
    const oldest = known?.tasks[0];
    if (!known || !oldest || oldest.ended_ms < since || known.tasks.length >= most_tasks) return;
    const answer = await get<{ tasks: Task[]; next_before: number | null }>(
      with_query("tasks", { limit: 1000, before: oldest.id }),
    );
    const current = grid.peek();
    if (current) grid.value = with_older(current, answer.tasks);
    if (answer.next_before === null || answer.tasks.length === 0) return;
  }
}

let backfilled = false;

export function start(): void {
  connect({
    connection: (told) => {
      connection.value = told;
    },
    message: (message) => {
      const next = reduce(grid.peek(), message, Date.now());
      if (next === "gap") return false;
      batch(() => {
        grid.value = next;
        last_message.value = Date.now();
        if (message.type === "snapshot") now.value = server_now();
      });
      if (!backfilled) {
        backfilled = true;
        // Sparklines want an hour; without it they begin later, which is no harm.
        void load_older(server_now() - 3_600_000).catch(() => undefined);
      }
      return true;
    },
  });
  setInterval(() => {
    now.value = server_now();
  }, 1_000);
  effect(() => {
    const open = notices.value.filter((one) => one.level === "error").length;
    document.title = open > 0 ? `(${open}) Hybrid-Grid` : "Hybrid-Grid";
  });
}
