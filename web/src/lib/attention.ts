// What a person should look at now: each with its cause and what to do. Pure.
import type { CacheTier, Load, Totals, Worker } from "../api/types";
import { count, duration, percent, plural, until } from "./format";
import { shares_of } from "./outcomes";
import { advice_for, is_of_the_grid } from "./reasons";

export interface Notice {
  key: string;
  level: "error" | "warning";
  title: string;
  cause: string;
  action: string;
  link: string; // a page of the dashboard
}

export interface Seen {
  workers: Worker[];
  load: Load;
  totals: Totals;
  cache: CacheTier[];
  version: string;
  now: number;
}

function of_worker(worker: Worker, now: number): Notice | null {
  const link = `#/workers/${encodeURIComponent(worker.id)}`;
  if (worker.state === "lost") {
    return {
      key: `lost:${worker.id}`, level: "error", link, title: `${worker.name} is lost`,
      cause: `No heartbeat for ${duration(now - worker.last_seen_ms)}.`,
      action: "Start hg-worker there again, or check its network. Its compiles went to other workers.",
    };
  }
  if (worker.circuit === "OPEN") {
    const probe = worker.probe_at_ms === null ? "" : ` It is tried again in ${until(worker.probe_at_ms, now)}.`;
    return {
      key: `circuit:${worker.id}`, level: "error", link, title: `${worker.name}: circuit open`,
      cause: `${count(worker.failures)} of ${plural(worker.failures + worker.verdicts, "compile")} failed there.${probe}`,
      action: "Read the log of that hg-worker; drain it while you look: hgbuild workers drain.",
    };
  }
  if (worker.circuit === "HALF_OPEN") {
    return {
      key: `circuit:${worker.id}`, level: "warning", link, title: `${worker.name}: circuit half open`,
      cause: "It gets one compile to prove itself.", action: "Nothing to do: it closes when that compile succeeds.",
    };
  }
  return null;
}

function of_workers(seen: Seen): Notice[] {
  const list = seen.workers.map((worker) => of_worker(worker, seen.now)).filter((one): one is Notice => one !== null);
  const online = seen.workers.filter((worker) => worker.state === "online");
  const skewed = online.filter((worker) => worker.version !== seen.version);
  if (skewed.length > 0) {
    list.push({
      key: "skew", level: "warning", link: "#/workers", title: `${plural(skewed.length, "worker")} of another version`,
      cause: `The coordinator is ${seen.version}; ${skewed.slice(0, 3).map((w) => `${w.name} is ${w.version}`).join(", ")}.`,
      action: "Bring them to the same version.",
    });
  }
  if (seen.workers.length > 0 && online.length === 0) {
    list.unshift({
      key: "none-online", level: "error", link: "#/workers", title: "No worker is online",
      cause: `${plural(seen.workers.length, "worker is", "workers are")} listed, none takes compiles. Clients compile everything themselves.`,
      action: "Undrain or start at least one worker.",
    });
  }
  return list;
}

function of_compiles(seen: Seen): Notice[] {
  const { failed, answered } = shares_of(seen.totals);
  const of_failures = by_weight(seen.totals.failures).map(([reason, times]): Notice => {
    const advice = advice_for(reason);
    return {
      key: `reason:${reason}`, level: failed * 20 > answered ? "error" : "warning", link: "#/builds",
      title: `${plural(times, "compile")} failed on the grid: ${reason}`,
      cause: `${percent(times, answered)} of the last hour: ${advice.cause}. The clients compiled them themselves.`,
      action: advice.action,
    };
  });
  const of_locals = by_weight(seen.totals.locals)
    .filter(([reason, times]) => is_of_the_grid(reason) && times * 10 > answered)
    .map(([reason, times]): Notice => {
      const advice = advice_for(reason);
      return {
        key: `local:${reason}`, level: "warning", link: "#/builds", title: `${percent(times, answered)} of the compiles stay with the clients: ${reason}`,
        cause: `${plural(times, "compile")} of the last hour: ${advice.cause}.`, action: advice.action,
      };
    });
  return [...of_failures, ...of_locals];
}

// The three that count most.
function by_weight(reasons: Record<string, number>): [string, number][] {
  return Object.entries(reasons).sort((a, b) => b[1] - a[1]).slice(0, 3);
}

function of_stores(seen: Seen): Notice[] {
  const list: Notice[] = [];
  for (const tier of seen.cache) {
    if (tier.circuit !== "OPEN") continue;
    list.push({
      key: `tier:${tier.name}`, level: "error", link: "#/cache", title: `The cache "${tier.name}" is left alone`,
      cause: `It failed too often (${count(tier.read_errors)} reads, ${count(tier.write_errors)} writes).`,
      action: "Check that store; it is tried again by itself. Meanwhile results are compiled anew.",
    });
  }
  if (seen.load.history.kept && !seen.load.history.works) {
    list.push({
      key: "history", level: "warning", link: "#/events", title: "History is not written",
      cause: "The database does not take records; they are kept in memory until hg-coord ends.",
      action: "Check the disk and owner of --history-file.",
    });
  }
  return list;
}

function of_queue(seen: Seen): Notice[] {
  const { slots, queued } = seen.load;
  if (slots === 0 || queued <= slots * 2) return [];
  return [{
    key: "queue", level: "warning", link: "#/workers", title: `${plural(queued, "compile")} wait`,
    cause: `All ${plural(slots, "slot")} are taken; the queue is ${(queued / slots).toFixed(1)} times as long.`,
    action: "More workers would help now.",
  }];
}

// The worst first.
export function attention(seen: Seen): Notice[] {
  const all = [...of_workers(seen), ...of_compiles(seen), ...of_stores(seen), ...of_queue(seen)];
  return [...all.filter((one) => one.level === "error"), ...all.filter((one) => one.level === "warning")];
}
