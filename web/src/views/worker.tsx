// One worker: what it is, has, and did last.
import type { ComponentChildren } from "preact";
import { bytes, count, duration, percent, plural } from "../lib/format";
import { link } from "../state/route";
import { grid, now, tasks } from "../state/store";
import { CircuitBadge, SeverityBadge, WorkerBadge } from "../ui/badge";
import { Ago, Card, Page } from "../ui/parts";
import { task_columns } from "../ui/task_columns";
import { Table } from "../ui/table";
import { Slots } from "../ui/slots";

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function WorkerPage({ id }: { id: string }) {
  const worker = grid.value?.workers.get(id);
  if (!worker) {
    return <Page title="Worker"><p class="empty">No worker with this id is listed now. <a href={link("workers")}>All workers</a></p></Page>;
  }
  const done = tasks.value.filter((task) => task.worker === id).slice(-200).reverse();
  const events = (grid.value?.events ?? []).filter((event) => event.subject === id).slice(0, 20);
  return (
    <Page title={worker.name} about={<><a href={link("workers")}>Workers</a> · {worker.address}</>}
      tools={<><WorkerBadge worker={worker} /><span class="quiet">circuit</span><CircuitBadge worker={worker} now={now.value} /></>}>
      <div class="columns">
        <Card title="Machine">
          <dl class="facts">
            <Fact name="Slots"><Slots worker={worker} /></Fact>
            <Fact name="Load">{worker.load_average.toFixed(2)} on {plural(worker.cores, "core")}</Fact>
            <Fact name="Memory">{bytes(worker.memory_bytes)}</Fact>
            <Fact name="Architecture">{worker.arch}</Fact>
            <Fact name="hg-worker">{worker.version}</Fact>
            <Fact name="Heartbeat"><Ago at={worker.last_seen_ms} /></Fact>
          </dl>
        </Card>
        <Card title="How it did">
          <dl class="facts">
            <Fact name="Compiles done">{count(worker.verdicts)}</Fact>
            <Fact name="Failed">{count(worker.failures)} ({percent(worker.failures, worker.failures + worker.verdicts)})</Fact>
            <Fact name="Latency">{worker.latency_ms > 0 ? duration(worker.latency_ms) : "not known yet"}</Fact>
            <Fact name="Slowness">{worker.slowness > 0 ? `${worker.slowness.toFixed(2)} × the grid's mean` : "not known yet"}</Fact>
          </dl>
        </Card>
      </div>
      <Card title="Compilers">
        <Table label="Compilers" rows={worker.compilers} id={(one) => one.id} empty={<p>It has none.</p>}
          columns={[
            { name: "Compiler", sort: (c) => c.name, cell: (c) => `${c.name} ${c.version}` },
            { name: "Target", sort: (c) => c.target, cell: (c) => c.target },
            { name: "Id", wide: true, cell: (c) => <code title={c.id}>{c.id.slice(0, 16)}</code> },
          ]} />
      </Card>
      {events.length > 0 && (
        <Card title="Events">
          <ul class="plain">{events.map((event) => (
            <li key={event.id}><SeverityBadge severity={event.severity} /> {event.text} · <Ago at={event.at_ms} /></li>
          ))}</ul>
        </Card>
      )}
      <Card title="Its last compiles">
        <Table label="Compiles of this worker" columns={task_columns(["Worker"])} rows={done} id={(task) => task.id}
          empty={<p>None that this page knows of.</p>} />
      </Card>
    </Page>
  );
}
