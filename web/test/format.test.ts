import assert from "node:assert/strict";
import { test } from "node:test";
import { ago, bytes, duration, file_name, folder, percent, plural, until } from "../src/lib/format";

test("durations keep three digits that matter", () => {
  assert.deepEqual(
    [0, 0.4, 12.4, 999.6, 1240, 12_440, 59_960, 185_000, 7_620_000, 273_600_000].map(duration),
    ["0 s", "<1 ms", "12 ms", "1.00 s", "1.24 s", "12.4 s", "1 m 00 s", "3 m 05 s", "2 h 07 m", "3 d 4 h"],
  );
});

test("a share of nothing is no number", () => {
  assert.equal(percent(0, 0), "–");
  assert.equal(percent(1, 3), "33 %");
});

test("what is almost all or almost nothing is not rounded to it", () => {
  assert.equal(percent(1, 1000), "<1 %");
  assert.equal(percent(999, 1000), ">99 %");
});

test("bytes", () => {
  assert.deepEqual([0, 1023, 1024, 10_240, 1_048_576, 5 * 2 ** 30].map(bytes), ["0 B", "1023 B", "1.0 KiB", "10 KiB", "1.0 MiB", "5.0 GiB"]);
});

test("times that passed, and that are to come", () => {
  assert.deepEqual([500, 40_000, 300_000, 7_200_000, 200_000_000].map((age) => ago(0, age)), ["now", "40 s ago", "5 m ago", "2 h ago", "2 d ago"]);
  assert.equal(ago(10, 0), "now");
  assert.equal(until(29_500, 0), "30 s");
  assert.equal(until(0, 5), "now");
});

test("paths and plurals", () => {
  assert.equal(file_name("a/b/c.cc"), "c.cc");
  assert.equal(folder("a/b/c.cc"), "a/b/");
  assert.equal(folder("c.cc"), "");
  assert.equal(plural(1, "retry", "retries"), "1 retry");
  assert.equal(plural(1200, "worker"), "1,200 workers");
});
