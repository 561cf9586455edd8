// The shapes of docs/api.md. Times end in _ms: milliseconds since 1970, or durations.

export type WorkerState = "online" | "draining" | "lost";
export type Circuit = "CLOSED" | "HALF_OPEN" | "OPEN";
export type Severity = "info" | "warning" | "error";
export type Outcome =
  | "success"
  | "cached"
  | "cached_at_worker"
  | "joined"
  | "compile_error"
  | "failed"
  | "cancelled"
  | "cached_at_client" // these two never reached the grid: the client tells of them
  | "local";

export interface Compiler {
  name: string;
  version: string;
  target: string;
  id: string;
}

export interface Worker {
  id: string;
  name: string;
  address: string;
  version: string;
  arch: string;
  cores: number;
  memory_bytes: number;
  state: WorkerState;
  circuit: Circuit;
  probe_at_ms: number | null;
  slots: number;
  busy: number;
  verdicts: number;
  failures: number;
  latency_ms: number;
  slowness: number;
  load_average: number;
  last_seen_ms: number;
  compilers: Compiler[];
}

export interface Task {
  id: number;
  ended_ms: number;
  file: string;
  build: string;
  client: string;
  outcome: Outcome;
  reason: string;
  exit_code: number;
  worker: string;
  worker_address: string;
  attempts: number;
  total_ms: number;
  queued_ms: number;
  compile_ms: number;
  cpu_ms: number;
  saved_ms: number;
  source_bytes: number;
  source_wire_bytes: number;
  output_bytes: number;
  output_wire_bytes: number;
}

export interface Totals {
  compiles: number;
  outcomes: Record<Outcome, number>;
  failures: Record<string, number>; // by reason
  locals: Record<string, number>; // likewise
  retries: number;
  compile_ms: number;
  saved_ms: number;
  queued_ms: number;
  wire_bytes: number;
}

export interface Build extends Totals {
  id: string;
  inferred: boolean;
  client: string;
  first_ms: number;
  last_ms: number;
}

export interface GridEvent {
  id: number;
  at_ms: number;
  severity: Severity;
  kind: string;
  subject: string;
  text: string;
}

export interface CacheTier {
  name: string;
  hits: number;
  misses: number;
  read_errors: number;
  stored: number;
  write_errors: number;
  bytes_read: number;
  bytes_written: number;
  circuit: Circuit | null;
}

export interface Load {
  workers: { online: number; draining: number; lost: number };
  slots: number;
  busy: number;
  queued: number;
  running: number;
  joined: number;
  history: { kept: boolean; works: boolean; dropped: number };
}

export interface FileSummary {
  file: string;
  compiles: number;
  cached: number;
  failed: number;
  errors: number;
  compile_ms: number;
  slowest_ms: number;
  last_ms: number;
}

interface Message {
  seq: number;
  now_ms: number;
  load: Load;
  totals: Totals;
  workers: Worker[];
  cache: CacheTier[];
  tasks: Task[];
  builds: Build[];
  events: GridEvent[];
}

export interface Snapshot extends Message {
  type: "snapshot";
  schema: string;
  epoch: string;
  version: string;
}

export interface Delta extends Message {
  type: "delta";
  gone: string[];
}

export type LiveMessage = Snapshot | Delta;
