import assert from "node:assert/strict";
import { test } from "node:test";
import type { LiveMessage } from "../src/api/types";
import { type Grid, reduce, with_older } from "../src/state/grid";
import { build, delta, event, snapshot, task, worker } from "./made_up";

function after(...messages: LiveMessage[]): Grid {
  let grid: Grid | null = null;
  for (const message of messages) {
    const next = reduce(grid, message, 900);
    if (next === "gap") throw new Error("a gap");
    grid = next;
  }
  if (!grid) throw new Error("no message");
  return grid;
}

test("a delta changes what it names and nothing else", () => {
  const grid = after(
    snapshot(5, { workers: [worker({ id: "a" }), worker({ id: "b" }), worker({ id: "c" })], tasks: [task(1)] }),
    delta(6, { workers: [worker({ id: "b", busy: 3 })], gone: ["c"], tasks: [task(2), task(3)] }),
  );
  assert.deepEqual([...grid.workers.keys()], ["a", "b"]);
  assert.equal(grid.workers.get("b")?.busy, 3);
  assert.deepEqual(grid.tasks.map((one) => one.id), [1, 2, 3]);
  assert.equal(grid.clock_offset, 100);
});

test("a number that is left out is a gap", () => {
  assert.equal(reduce(after(snapshot(5)), delta(7), 0), "gap");
  assert.equal(reduce(after(snapshot(5)), delta(5), 0), "gap");
  assert.equal(reduce(null, delta(1), 0), "gap");
});

test("the snapshot of a coordinator that was started anew replaces its workers and keeps what was seen", () => {
  const grid = after(
    snapshot(40, { workers: [worker({ id: "old" })], tasks: [task(1), task(2)], events: [event(1)] }),
    snapshot(0, { epoch: "e2", workers: [worker({ id: "new" })], tasks: [task(2), task(3)], events: [event(2)] }),
    delta(1),
  );
  assert.equal(grid.epoch, "e2");
  assert.deepEqual([...grid.workers.keys()], ["new"]);
  assert.deepEqual(grid.tasks.map((one) => one.id), [1, 2, 3]);
  assert.deepEqual(grid.events.map((one) => one.id), [2, 1]);
});

test("a build that goes on is the same build, and the newest comes first", () => {
  const grid = after(snapshot(1, { builds: [build("a", 10), build("b", 20)] }), delta(2, { builds: [build("a", 30)] }));
  assert.deepEqual(grid.builds.map((one) => [one.id, one.last_ms]), [["a", 30], ["b", 20]]);
});

test("older compiles find their place, each once", () => {
  const grid = with_older(after(snapshot(1, { tasks: [task(5), task(6)] })), [task(5), task(4), task(3)]);
  assert.deepEqual(grid.tasks.map((one) => one.id), [3, 4, 5, 6]);
});
