import assert from "node:assert/strict";
import { test } from "node:test";
import type { CacheTier } from "../src/api/types";
import { attention, type Seen } from "../src/lib/attention";
import { no_load, no_totals, worker } from "./made_up";

function seen(some: Partial<Seen> = {}): Seen {
  return { workers: [worker()], load: no_load, totals: no_totals, cache: [], version: "0.1.0", now: 60_000, ...some };
}

const tier: CacheTier = {
  name: "redis", hits: 0, misses: 0, read_errors: 3, stored: 0, write_errors: 1, bytes_read: 0, bytes_written: 0, circuit: "OPEN",
};

test("a grid that is well needs nobody", () => {
  assert.deepEqual(attention(seen()), []);
});

test("a lost worker is named, with the time since it was heard of", () => {
  const [first] = attention(seen({ workers: [worker(), worker({ id: "w2", name: "build2", state: "lost", last_seen_ms: 15_000 })] }));
  assert.equal(first?.title, "build2 is lost");
  assert.match(first?.cause ?? "", /45\.0 s/);
  assert.equal(first?.link, "#/workers/w2");
});

test("an open circuit tells when it is tried again", () => {
  const [first] = attention(seen({ workers: [worker({ circuit: "OPEN", probe_at_ms: 72_000, failures: 7, verdicts: 3 })] }));
  assert.equal(first?.title, "build1: circuit open");
  assert.equal(first?.cause, "7 of 10 compiles failed there. It is tried again in 12 s.");
});

test("no worker online comes before all else", () => {
  const [first] = attention(seen({ workers: [worker({ state: "draining" }), worker({ id: "w2", state: "lost" })] }));
  assert.equal(first?.key, "none-online");
});

test("compiles that failed are told by their reason, few of them as a warning", () => {
  const failed = (count: number) => ({ ...no_totals, compiles: 100, outcomes: { ...no_totals.outcomes, success: 100 - count, failed: count }, failures: { "worker-lost": count } });
  assert.deepEqual(attention(seen({ totals: failed(2) })).map((one) => [one.key, one.level]), [["reason:worker-lost", "warning"]]);
  assert.deepEqual(attention(seen({ totals: failed(10) })).map((one) => one.level), ["error"]);
});

test("compiles that stay with the clients are told if they are many and the grid can change it", () => {
  const stayed = (reason: string, count: number) => ({
    ...no_totals, compiles: 100, outcomes: { ...no_totals.outcomes, success: 100 - count, local: count }, locals: { [reason]: count },
  });
  assert.deepEqual(attention(seen({ totals: stayed("no-matching-toolchain", 30) })).map((one) => one.key), ["local:no-matching-toolchain"]);
  assert.deepEqual(attention(seen({ totals: stayed("no-matching-toolchain", 5) })), []);
  assert.deepEqual(attention(seen({ totals: stayed("forced-local", 90) })), []);
});

test("a store that is left alone, history that fails, a long queue, another version", () => {
  const keys = attention(seen({
    cache: [tier], workers: [worker({ version: "0.0.9" })],
    load: { ...no_load, queued: 100, history: { kept: true, works: false, dropped: 0 } },
  })).map((one) => one.key);
  assert.deepEqual(keys, ["tier:redis", "skew", "history", "queue"]);
});
