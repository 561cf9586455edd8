import assert from "node:assert/strict";
import { test } from "node:test";
import { concurrency_of, limit_of } from "../src/lib/concurrency";
import { task } from "./made_up";

const ran = (id: number, from: number, to: number) => task(id, { ended_ms: to, total_ms: to - from, queued_ms: 0, compile_ms: to - from });

test("compilers that run at once are counted", () => {
  const told = concurrency_of([ran(1, 0, 100), ran(2, 0, 50)], 2);
  assert.deepEqual(told, { from: 0, to: 100, busy: [2, 1], most: 2 });
});

test("no compiles, no graph", () => {
  assert.deepEqual(concurrency_of([], 2), { from: 0, to: 0, busy: [0, 0], most: 0 });
});

test("who waits long for slots is told so", () => {
  const tasks = [task(1, { ended_ms: 10_000, total_ms: 10_000, queued_ms: 8_000, compile_ms: 2_000 })];
  assert.match(limit_of(tasks, concurrency_of(tasks), 4) ?? "", /waited for slots/);
});
