// One build: how wide it ran, what was slow, what was not cached and why.
import type { Build, Task } from "../api/types";
import { with_query } from "../api/rest";
import { clock, count, duration, moment, percent, plural } from "../lib/format";
import { concurrency_of, type Concurrency, limit_of } from "../lib/concurrency";
import { shares_of } from "../lib/outcomes";
import { advice_for } from "../lib/reasons";
import { link } from "../state/route";
import { useFetched } from "../state/fetched";
import { grid } from "../state/store";
import { OutcomeBar } from "../ui/outcome_bar";
import { Card, Page } from "../ui/parts";
import { Table } from "../ui/table";
import { task_columns } from "../ui/task_columns";
import { build_name } from "./builds";

function Graph({ told, slots }: { told: Concurrency; slots: number }) {
  const top = Math.max(told.most, slots, 1);
  const y = (value: number) => 100 - (value / top) * 96;
  const points = told.busy.map((value, i) => `${(i / (told.busy.length - 1)) * 1000},${y(value).toFixed(1)}`);
  return (
    <>
      <svg class="graph" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img"
        aria-label={`At most ${told.most.toFixed(1)} compilers ran at once; the grid has ${slots} slots now.`}>
        <polygon points={`0,100 ${points.join(" ")} 1000,100`} />
        {slots > 0 && <line x1="0" x2="1000" y1={y(slots)} y2={y(slots)} />}
      </svg>
      <div class="graph-axis"><span>{clock(told.from)}</span><span>at most {told.most.toFixed(1)} at once; the dashed line: {plural(slots, "slot")} now</span><span>{clock(told.to)}</span></div>
    </>
  );
}

function summary(build: Build): string {
  const shares = shares_of(build);
  return `${plural(build.compiles, "compile")} in ${duration(build.last_ms - build.first_ms)}: ${count(shares.hits)} from caches (${percent(shares.hits, shares.answered)}), ` +
    `${count(shares.remote)} compiled by workers, ${count(shares.failed)} failed on the grid. Compilers worked for ${duration(build.compile_ms)}; ${duration(build.saved_ms)} were saved.`;
}

function Failures({ build }: { build: Build }) {
  const reasons = Object.entries(build.failures).sort((a, b) => b[1] - a[1]);
  if (reasons.length === 0) return null;
  return (
    <Card title="Compiled by the client, because the grid failed">
      <ul class="plain">
        {reasons.map(([reason, times]) => (
          <li key={reason}><code>{reason}</code> {plural(times, "time")}: {advice_for(reason).cause}. <span class="quiet">{advice_for(reason).action}</span></li>
        ))}
      </ul>
    </Card>
  );
}

function Tasks({ tasks }: { tasks: Task[] }) {
  const slowest = [...tasks].sort((a, b) => b.total_ms - a.total_ms).slice(0, 20);
  const bad = tasks.filter((task) => task.outcome === "failed" || task.outcome === "compile_error");
  return (
    <>
      {bad.length > 0 && (
        <Card title="What failed">
          <Table label="What failed" columns={task_columns(["Sent", "Waited"])} rows={bad} id={(task) => task.id} empty={null} />
        </Card>
      )}
      <Card title="The slowest files">
        <Table label="The slowest files" columns={task_columns(["Why"])} rows={slowest} id={(task) => task.id} empty={<p>None is known.</p>} />
      </Card>
    </>
  );
}

export function BuildPage({ id }: { id: string }) {
  const known = grid.value?.builds.find((build) => build.id === id);
  const last = known?.last_ms ?? 0;
  const asked = useFetched<{ build: Build }>(`builds/${encodeURIComponent(id)}`, last);
  const listed = useFetched<{ tasks: Task[]; next_before: number | null }>(with_query("tasks", { build: id, limit: 1000 }), last);
  const build = known ?? asked.value?.build;
  if (!build) return <Page title="Build"><p class="empty">{asked.error || "Asking …"} <a href={link("builds")}>All builds</a></p></Page>;
  const tasks = listed.value?.tasks ?? [];
  const told = concurrency_of(tasks);
  const slots = grid.value?.load.slots ?? 0;
  const limit = limit_of(tasks, told, slots);
  return (
    <Page title={build_name(build)} about={<><a href={link("builds")}>Builds</a> · {build.client} · {moment(build.first_ms)}</>}>
      <Card title="Summary">
        <p class="summary">{summary(build)}</p>
        <OutcomeBar totals={build} />
      </Card>
      {tasks.length > 0 && (
        <Card title="How wide it ran" extra={listed.value?.next_before ? <span class="quiet">of its last 1,000 compiles</span> : undefined}>
          <Graph told={told} slots={slots} />
          {limit && <p class="quiet">{limit}</p>}
        </Card>
      )}
      <Failures build={build} />
      <Tasks tasks={tasks} />
    </Page>
  );
}
