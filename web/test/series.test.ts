import assert from "node:assert/strict";
import { test } from "node:test";
import { series_of } from "../src/lib/series";
import { pan, ticks, time_at, x_of, zoom } from "../src/lib/time_scale";
import { task } from "./made_up";

test("compiles are counted in the part of the hour in which they ended", () => {
  const tasks = [
    task(1, { ended_ms: 1_500, outcome: "cached", worker: "", saved_ms: 40, total_ms: 1, queued_ms: 0 }),
    task(2, { ended_ms: 1_600, total_ms: 1_000, queued_ms: 500 }),
    task(3, { ended_ms: 3_500, outcome: "failed", worker: "", total_ms: 1, queued_ms: 0 }),
    task(4, { ended_ms: 3_600, outcome: "cancelled", worker: "", total_ms: 1, queued_ms: 0 }),
  ];
  const series = series_of(tasks, 3_900, 1_000, 4);
  assert.equal(series.from, 0);
  assert.deepEqual(series.hit_rate, [null, 0.5, null, 0]);
  assert.deepEqual(series.remote_share, [null, 0.5, null, 0]);
  assert.deepEqual(series.saved, [0, 40, 0, 0]);
  assert.deepEqual(series.failed, [0, 0, 0, 1]);
  assert.deepEqual(series.ended, [0, 2, 0, 2]);
});

test("slots and queue are the share of the time in which they were taken", () => {
  const series = series_of([task(1, { ended_ms: 2_500, total_ms: 2_000, queued_ms: 1_000 })], 3_000, 1_000, 3);
  assert.deepEqual(series.queued, [0.5, 0.5, 0]);
  assert.deepEqual(series.busy, [0, 0.5, 0.5]);
});

test("zooming keeps the time under the pointer where it is", () => {
  const span = { from: 1_000, to: 3_000 };
  const near = zoom(span, 0.5, 1_500);
  assert.deepEqual(near, { from: 1_250, to: 2_250 });
  assert.equal(x_of(span, 800, 1_500), x_of(near, 800, 1_500));
  assert.equal(time_at(near, 800, x_of(near, 800, 2_000)), 2_000);
  assert.deepEqual(pan(span, -500), { from: 500, to: 2_500 });
});

test("nobody zooms into nothing or out of the world", () => {
  const inner = zoom({ from: 0, to: 30 }, 0.001, 10);
  assert.equal(inner.to - inner.from, 20);
  assert.ok(zoom({ from: 0, to: 6 * 86_400_000 }, 100, 0).to <= 7 * 86_400_000);
});

test("marks are round times with room between", () => {
  const { step, times } = ticks({ from: 100, to: 10_100 }, 900);
  assert.equal(step, 1_000);
  assert.equal(times.length, 10);
  assert.ok(times.every((time) => time % 1_000 === 0));
});
