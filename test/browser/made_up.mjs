// A grid that does not exist, told over a WebSocket that the browser takes for /api/v1/live.

const zero = () => ({ success: 0, cached: 0, cached_at_worker: 0, cached_at_client: 0, joined: 0, local: 0, compile_error: 0, failed: 0, cancelled: 0 });

// The same numbers in every run.
function dice(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

function worker(i, now, name) {
  const circuit = i % 97 === 5 ? "OPEN" : "CLOSED";
  return {
    id: `w${i}`, name, address: `10.0.${i >> 8}.${i & 255}:50052`, version: "0.1.0", arch: "x86_64", cores: 16,
    memory_bytes: 64 * 2 ** 30, state: i % 89 === 7 ? "lost" : i % 83 === 3 ? "draining" : "online", circuit,
    probe_at_ms: circuit === "OPEN" ? now + 25_000 : null, slots: 4, busy: i % 5, verdicts: 50 + i, failures: i % 97 === 5 ? 9 : 0,
    latency_ms: 0.4 + (i % 7), slowness: 1 + (i % 4) / 10, load_average: (i % 50) / 10, last_seen_ms: now - (i % 9) * 1000,
    compilers: [{ name: "g++-12", version: "12.2.0", target: "x86_64-linux-gnu", id: `gcc${"0123456789abcdef".repeat(2)}` }],
  };
}

function task(i, id, ended_ms, roll, workers, name) {
  const chance = roll();
  const hit = chance < 0.4;
  const outcome = hit ? "cached" : chance < 0.95 ? "success" : chance < 0.98 ? "compile_error" : "failed";
  const compile_ms = hit ? 0 : 200 + roll() * 9_000;
  return {
    id, ended_ms, file: name, build: `build-${Math.floor(i / 2500)}`, client: `10.1.0.${i % 12}`, outcome,
    reason: outcome === "failed" ? "worker-lost" : "none", exit_code: outcome === "compile_error" ? 1 : 0,
    worker: hit ? "" : `w${Math.floor(roll() * workers)}`, worker_address: "", attempts: hit ? 0 : 1,
    total_ms: compile_ms + 20, queued_ms: hit ? 0 : roll() * 40, compile_ms, cpu_ms: compile_ms, saved_ms: hit ? 4_000 : 0,
    source_bytes: 900_000, source_wire_bytes: 120_000, output_bytes: 80_000, output_wire_bytes: 20_000,
  };
}

function totals_of(tasks) {
  const outcomes = zero();
  for (const one of tasks) ++outcomes[one.outcome];
  const sum = (name) => tasks.reduce((all, one) => all + one[name], 0);
  return { compiles: tasks.length, outcomes, failures: { "worker-lost": outcomes.failed }, locals: {}, retries: 12, compile_ms: sum("compile_ms"),
    saved_ms: sum("saved_ms"), queued_ms: sum("queued_ms"), wire_bytes: 6e9 };
}

function builds_of(tasks) {
  const groups = new Map();
  for (const one of tasks) groups.set(one.build, [...(groups.get(one.build) ?? []), one]);
  return [...groups].map(([id, own]) => ({
    id, inferred: false, client: own[0].client, first_ms: own[0].ended_ms - own[0].total_ms, last_ms: own[own.length - 1].ended_ms,
    ...totals_of(own),
  }));
}

function files_of(tasks) {
  const files = new Map();
  for (const one of tasks) {
    const known = files.get(one.file) ?? { file: one.file, compiles: 0, cached: 0, failed: 0, errors: 0, compile_ms: 0, slowest_ms: 0, last_ms: 0 };
    files.set(one.file, { ...known, compiles: known.compiles + 1, cached: known.cached + (one.outcome === "cached"), failed: known.failed + (one.outcome === "failed"),
      errors: known.errors + (one.outcome === "compile_error"), compile_ms: known.compile_ms + one.compile_ms,
      slowest_ms: Math.max(known.slowest_ms, one.compile_ms), last_ms: one.ended_ms });
  }
  return [...files.values()].sort((a, b) => b.compile_ms - a.compile_ms).slice(0, 500);
}

// { workers, tasks, span_ms, text }: `text` stands in every name, for those that want to break out of it.
export async function feed(page, { workers, tasks, span_ms = 3_600_000, text = "" }) {
  const now = Date.now();
  const roll = dice(7);
  const all_workers = Array.from({ length: workers }, (_, i) => worker(i, now, `build-${String(i).padStart(4, "0")}${text}`));
  const file = (i) => `src/part${i % 40}/unit_${i % 700}${text}.cc`;
  const all_tasks = Array.from({ length: tasks }, (_, i) =>
    task(i, now * 1000 + i, now - span_ms + Math.floor((i / tasks) * span_ms), roll, workers, file(i)));
  const totals = totals_of(all_tasks);
  const load = { workers: { online: workers, draining: 0, lost: 0 }, slots: workers * 4, busy: workers * 2, queued: 31, running: workers * 2,
    joined: 0, history: { kept: true, works: true, dropped: 0 } };
  const cache = [{ name: `disk${text}`, hits: 20_000, misses: 30_000, read_errors: 0, stored: 29_000, write_errors: 0, bytes_read: 1.6e9,
    bytes_written: 2.3e9, circuit: null }];
  const events = all_workers.slice(0, 40).map((one, i) => ({ id: now * 1000 + i, at_ms: now - i * 30_000, severity: i % 5 ? "info" : "error",
    kind: i % 5 ? "worker-joined" : "circuit-open", subject: one.id, text: `${one.name} joined with 4 slots` }));
  let seq = 1;
  let next = tasks;
  await page.routeWebSocket(/\/api\/v1\/live$/, (socket) => {
    socket.send(JSON.stringify({ type: "snapshot", schema: "hybridgrid.live/1", epoch: "made-up", version: "0.1.0", seq, now_ms: Date.now(),
      load, totals, workers: all_workers, cache, tasks: all_tasks, builds: builds_of(all_tasks), events }));
    const timer = setInterval(() => {
      const at = Date.now();
      const more = Array.from({ length: 6 }, () => task(next, at * 1000 + next, at, roll, workers, file(next++)));
      const changed = Array.from({ length: 40 }, () => {
        const i = Math.floor(roll() * workers);
        return { ...worker(i, now, all_workers[i].name), busy: Math.floor(roll() * 5), last_seen_ms: at };
      });
      socket.send(JSON.stringify({ type: "delta", seq: ++seq, now_ms: at, load: { ...load, busy: Math.floor(workers * 2 * roll()) }, totals,
        workers: changed, gone: [], cache, tasks: more, builds: [], events: [] }));
    }, 250);
    socket.onClose(() => clearInterval(timer));
  });
  await page.route(/\/api\/v1\/tasks\?/, (route) => {
    const asked = new URL(route.request().url()).searchParams;
    const own = asked.has("before") ? [] : all_tasks.filter((one) => ["build", "file"].every((name) => !asked.has(name) || asked.get(name) === one[name]));
    return route.fulfill({ json: { schema: "hybridgrid.tasks/1", tasks: own.slice(-Number(asked.get("limit"))).reverse(), next_before: null } });
  });
  await page.route(/\/api\/v1\/files\?/, (route) => route.fulfill({ json: { schema: "hybridgrid.files/1", files: files_of(all_tasks) } }));
  await page.route(/\/api\/v1\/builds\//, (route) => route.fulfill({ json: { schema: "hybridgrid.build/1", build: builds_of(all_tasks)[0] } }));
}
