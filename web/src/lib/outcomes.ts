// What became of a compile, in words, and which of them belong together.
import type { Outcome, Totals } from "../api/types";

export interface OutcomeLook {
  name: string; // for people
  mark: string; // beside the colour
  tone: "remote" | "cached" | "local" | "error" | "failed" | "quiet";
}

const looks: Record<Outcome, OutcomeLook> = {
  success: { name: "compiled on the grid", mark: "●", tone: "remote" },
  cached_at_client: { name: "from the client's own cache", mark: "◆", tone: "cached" },
  cached: { name: "from the coordinator's cache", mark: "◆", tone: "cached" },
  cached_at_worker: { name: "from a worker's cache", mark: "◆", tone: "cached" },
  joined: { name: "shared with the same compile of another", mark: "◇", tone: "cached" },
  local: { name: "compiled by the client itself", mark: "■", tone: "local" },
  compile_error: { name: "the source has errors", mark: "▲", tone: "error" },
  failed: { name: "failed on the grid", mark: "✕", tone: "failed" },
  cancelled: { name: "cancelled by its client", mark: "–", tone: "quiet" },
};

export const all_outcomes = Object.keys(looks) as Outcome[];

export function look_of(outcome: Outcome): OutcomeLook {
  return looks[outcome] ?? { name: outcome, mark: "?", tone: "quiet" };
}

export function is_hit(outcome: Outcome): boolean {
  return outcome === "cached" || outcome === "cached_at_worker" || outcome === "cached_at_client" || outcome === "joined";
}

// The compiler ran on a worker and had its say.
export function ran(outcome: Outcome): boolean {
  return outcome === "success" || outcome === "compile_error";
}

export interface Shares {
  answered: number; // all but the cancelled
  hits: number;
  remote: number; // a worker's compiler ran
  local: number; // the client compiled it without asking
  failed: number; // … or after the grid failed
}

export function shares_of(totals: Pick<Totals, "outcomes">): Shares {
  const got = totals.outcomes;
  const hits = got.cached + got.cached_at_worker + got.cached_at_client + got.joined;
  const remote = got.success + got.compile_error;
  return { answered: hits + remote + got.local + got.failed, hits, remote, local: got.local, failed: got.failed };
}
