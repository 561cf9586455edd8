// Who compiles, and whether they are well.
import type { Worker } from "../api/types";
import { bytes, count, duration, percent, plural } from "../lib/format";
import { link, route, set_query } from "../state/route";
import { now, workers } from "../state/store";
import { CircuitBadge, WorkerBadge } from "../ui/badge";
import { Ago, Choice, Command, Page, Search } from "../ui/parts";
import { Slots } from "../ui/slots";
import { type Column, Table } from "../ui/table";
import { WorkerPage } from "./worker";

const most_compilers = 3;

function compilers_of(worker: Worker): string[] {
  return [...new Set(worker.compilers.map((one) => `${one.name} ${one.version}`.trim()))];
}

// Workers of one machine share its name.
function Name({ worker }: { worker: Worker }) {
  return (
    <>
      <a class="name" href={link("workers", worker.id)}>{worker.name}</a>
      <span class="under">{worker.address}</span>
    </>
  );
}

function Compilers({ worker }: { worker: Worker }) {
  const all = compilers_of(worker);
  const more = all.length - most_compilers;
  return (
    <span class="quiet" title={all.join(", ")}>
      {all.slice(0, most_compilers).join(", ")}
      {more > 0 ? ` and ${more} more` : ""}
    </span>
  );
}

const columns: Column<Worker>[] = [
  { name: "Worker", sort: (w) => `${w.name} ${w.address}`, cell: (w) => <Name worker={w} /> },
  { name: "State", sort: (w) => w.state, cell: (w) => <WorkerBadge worker={w} /> },
  { name: "Circuit", sort: (w) => w.circuit, cell: (w) => <CircuitBadge worker={w} now={now.value} /> },
  { name: "Slots", sort: (w) => w.busy / Math.max(1, w.slots), cell: (w) => <Slots worker={w} /> },
  { name: "Load", number: true, sort: (w) => w.load_average / Math.max(1, w.cores),
    cell: (w) => <span title={`on ${plural(w.cores, "core")}`}>{w.load_average.toFixed(1)}</span> },
  { name: "Done", number: true, sort: (w) => w.verdicts, cell: (w) => count(w.verdicts) },
  { name: "Failed", number: true, sort: (w) => w.failures,
    cell: (w) => <span title={percent(w.failures, w.failures + w.verdicts)}>{count(w.failures)}</span> },
  { name: "Latency", number: true, sort: (w) => w.latency_ms, cell: (w) => (w.latency_ms > 0 ? duration(w.latency_ms) : "–") },
  { name: "Memory", number: true, sort: (w) => w.memory_bytes, cell: (w) => bytes(w.memory_bytes) },
  { name: "Heartbeat", sort: (w) => -w.last_seen_ms, cell: (w) => <Ago at={w.last_seen_ms} /> },
  { name: "Compilers", wide: true, cell: (w) => <Compilers worker={w} /> },
];

function fits(worker: Worker, state: string, text: string): boolean {
  if (state === "trouble" && worker.state === "online" && worker.circuit === "CLOSED") return false;
  if (state !== "" && state !== "trouble" && worker.state !== state) return false;
  const all = `${worker.name} ${worker.address} ${worker.arch} ${compilers_of(worker).join(" ")}`.toLowerCase();
  return all.includes(text.toLowerCase());
}

function Nobody() {
  if (workers.value.length > 0) return <p>No worker fits.</p>;
  return (
    <>
      <p>No worker is registered. On each build machine:</p>
      <Command>{`hg-worker serve --coordinator ${location.hostname}:9000`}</Command>
    </>
  );
}

export function Workers() {
  const { id, query } = route.value;
  if (id !== "") return <WorkerPage id={id} />;
  const state = query.get("state") ?? "";
  const text = query.get("find") ?? "";
  const shown = workers.value.filter((worker) => fits(worker, state, text));
  const tools = (
    <>
      <Search value={text} label="Find a worker or compiler" onInput={(value) => set_query("find", value)} />
      <Choice label="State" value={state} onChoose={(value) => set_query("state", value)}
        options={[["", "all states"], ["trouble", "in trouble"], ["online", "online"], ["draining", "draining"], ["lost", "lost"]]} />
    </>
  );
  const hidden = workers.value.length - shown.length;
  return (
    <Page title="Workers" about={`${plural(workers.value.length, "worker")}${hidden > 0 ? `, ${count(shown.length)} shown` : ""}.`} tools={tools}>
      <Table label="Workers" columns={columns} rows={shown} id={(worker) => worker.id} sorted={{ by: "Worker", down: false }} empty={<Nobody />} />
    </Page>
  );
}
