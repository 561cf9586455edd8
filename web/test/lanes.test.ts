import assert from "node:assert/strict";
import { test } from "node:test";
import { begin_of, Lanes, lower_bound } from "../src/timeline/lanes";
import { task } from "./made_up";

function at(id: number, from: number, to: number, worker = "w1") {
  return { ...task(id), worker, ended_ms: to, total_ms: to - from, queued_ms: 0 };
}

test("what ran at once stands in lanes of its own, what ran later in the same one", () => {
  const lanes = new Lanes();
  lanes.update([at(1, 0, 100), at(2, 50, 150), at(3, 100, 200), at(4, 150, 300)]);
  assert.deepEqual(lanes.rows(["w1"]).map((lane) => lane.tasks.map((one) => one.id)), [[1, 3], [2, 4]]);
});

test("only what is new is added; older ones that come later rebuild it", () => {
  const lanes = new Lanes();
  const [a, b, c] = [at(5, 0, 10), at(6, 10, 20), at(7, 20, 30)];
  lanes.update([b]);
  lanes.update([b, c]);
  lanes.update([a, b, c]);
  assert.deepEqual(lanes.rows(["w1"]).map((lane) => lane.tasks.map((one) => one.id)), [[5, 6, 7]]);
});

test("lanes come in the order of the workers, those of gone ones last, answers without one first", () => {
  const lanes = new Lanes();
  lanes.update([at(1, 0, 1, "gone"), at(2, 0, 2, "b"), at(3, 0, 3, "a"), at(4, 3, 4, "")]);
  assert.deepEqual(lanes.rows(["a", "b"]).map((lane) => lane.worker), ["", "a", "b", "gone"]);
});

test("answers from a cache take a few lanes at most", () => {
  const lanes = new Lanes();
  lanes.update(Array.from({ length: 50 }, (_, i) => at(i + 1, 0, 100 + i, "")));
  assert.equal(lanes.rows([]).length, 4);
});

test("bars begin where the queue ends", () => {
  assert.equal(begin_of({ ...task(1), ended_ms: 1000, total_ms: 300, queued_ms: 100 }), 800);
});

test("the first that is not below", () => {
  assert.deepEqual([0, 1, 2, 3, 9].map((wanted) => lower_bound([1, 3, 3, 5], wanted)), [0, 0, 1, 1, 4]);
});
