// Values for tests, whole but for what a test says.
import type { Build, Delta, GridEvent, Load, Outcome, Snapshot, Task, Totals, Worker } from "../src/api/types";

export const no_totals: Totals = {
  compiles: 0,
  outcomes: { success: 0, cached: 0, cached_at_worker: 0, joined: 0, compile_error: 0, failed: 0, cancelled: 0, cached_at_client: 0, local: 0 },
  failures: {}, locals: {}, retries: 0, compile_ms: 0, saved_ms: 0, queued_ms: 0, wire_bytes: 0,
};

export const no_load: Load = {
  workers: { online: 1, draining: 0, lost: 0 }, slots: 4, busy: 0, queued: 0, running: 0, joined: 0,
  history: { kept: true, works: true, dropped: 0 },
};

export function worker(some: Partial<Worker> = {}): Worker {
  return {
    id: "w1", name: "build1", address: "10.0.0.1:50052", version: "0.1.0", arch: "x86_64", cores: 8, memory_bytes: 2 ** 34,
    state: "online", circuit: "CLOSED", probe_at_ms: null, slots: 4, busy: 0, verdicts: 10, failures: 0, latency_ms: 1,
    slowness: 1, load_average: 0.5, last_seen_ms: 0, compilers: [], ...some,
  };
}

export function task(id: number, some: Partial<Task> = {}): Task {
  return {
    id, ended_ms: id, file: `f${id}.cc`, build: "", client: "10.0.0.9", outcome: "success" as Outcome, reason: "none", exit_code: 0,
    worker: "w1", worker_address: "10.0.0.1:50052", attempts: 1, total_ms: 10, queued_ms: 2, compile_ms: 8, cpu_ms: 8, saved_ms: 0,
    source_bytes: 100, source_wire_bytes: 30, output_bytes: 50, output_wire_bytes: 20, ...some,
  };
}

export function build(id: string, last_ms: number): Build {
  return { ...no_totals, id, inferred: false, client: "10.0.0.9", first_ms: 0, last_ms };
}

export function event(id: number): GridEvent {
  return { id, at_ms: id, severity: "info", kind: "worker-joined", subject: "w1", text: "joined" };
}

const nothing = { now_ms: 1000, load: no_load, totals: no_totals, workers: [], cache: [], tasks: [], builds: [], events: [] };

export function snapshot(seq: number, some: Partial<Snapshot> = {}): Snapshot {
  return { ...nothing, type: "snapshot", schema: "hybridgrid.live/1", epoch: "e1", version: "0.1.0", seq, ...some };
}

export function delta(seq: number, some: Partial<Delta> = {}): Delta {
  return { ...nothing, type: "delta", gone: [], seq, ...some };
}
