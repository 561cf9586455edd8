// Is it healthy, does it help, who is in the way?
import type { ComponentChildren } from "preact";
import type { Notice } from "../lib/attention";
import { count, duration, percent, plural } from "../lib/format";
import { shares_of } from "../lib/outcomes";
import { link } from "../state/route";
import { grid, notices, series, tasks } from "../state/store";
import { Badge, OutcomeMark } from "../ui/badge";
import { Icon } from "../ui/icons";
import { OutcomeBar } from "../ui/outcome_bar";
import { Ago, Card, Command, FileLink, Page } from "../ui/parts";
import { Sparkline } from "../ui/sparkline";

interface Figure {
  title: string;
  value: string;
  detail: string;
  tone?: string;
  to: string;
  spark: ComponentChildren;
}

function FigureCard({ title, value, detail, tone, to, spark }: Figure) {
  return (
    <a class={`figure ${tone ?? ""}`} href={to}>
      <span class="title">{title}</span>
      <span class="value">{value}</span>
      <span class="detail">{detail}</span>
      {spark}
    </a>
  );
}

function Helping() {
  const known = grid.value;
  if (!known) return null;
  const { totals } = known;
  const lines = series.value;
  const { answered, hits, remote, local } = shares_of(totals);
  const time = totals.compile_ms + totals.saved_ms;
  return (
    <>
      <FigureCard title="Cache hit rate" value={percent(hits, answered)} to={link("cache")} tone="cached"
        detail={`${count(hits)} of ${plural(answered, "compile")}; ${percent(totals.saved_ms, time)} by time`}
        spark={<Sparkline values={lines.hit_rate} most={1} />} />
      <FigureCard title="Compiled remotely" value={percent(remote, answered)} to={link("timeline")}
        detail={`${count(remote)} ran on workers${local > 0 ? `, ${count(local)} stayed with clients` : ""}`} spark={<Sparkline values={lines.remote_share} most={1} />} />
      <FigureCard title="Compiler time saved" value={duration(totals.saved_ms)} to={link("files")} tone="cached"
        detail={`${duration(totals.compile_ms)} of compiling was done`} spark={<Sparkline values={lines.saved} kind="bars" />} />
    </>
  );
}

function Healthy() {
  const known = grid.value;
  if (!known) return null;
  const { totals, load } = known;
  const lines = series.value;
  const { answered, failed } = shares_of(totals);
  return (
    <>
      <FigureCard title="Slots busy" value={`${load.busy} / ${load.slots}`} to={link("workers")}
        detail={`on ${plural(load.workers.online, "worker")}`}
        spark={<Sparkline values={lines.busy} most={Math.max(load.slots, ...lines.busy, 1)} />} />
      <FigureCard title="Queue" value={count(load.queued)} to={link("timeline")}
        detail={totals.compiles > 0 ? `${duration(totals.queued_ms / totals.compiles)} wait on average` : "nothing waits"}
        spark={<Sparkline values={lines.queued} kind="bars" />} />
      <FigureCard title="Failed on the grid" value={count(failed)} to={link("builds")} tone={failed > 0 ? "bad" : ""}
        detail={failed > 0 ? `${percent(failed, answered)}; compiled by the client` : plural(totals.retries, "retry", "retries")}
        spark={<Sparkline values={lines.failed} kind="bars" />} />
    </>
  );
}

function NoticeRow({ notice }: { notice: Notice }) {
  const bad = notice.level === "error";
  return (
    <li class={bad ? "bad" : "warn"}>
      <Icon name={bad ? "error" : "warning"} size={18} />
      <div>
        <h3><a href={notice.link}>{notice.title}</a></h3>
        <p>{notice.cause}</p>
        <p class="action">{notice.action}</p>
      </div>
    </li>
  );
}

const most_notices = 12;

function Attention() {
  const list = notices.value;
  return (
    <Card title="Attention" extra={list.length > 0 ? <Badge tone="warn" icon="warning">{list.length}</Badge> : null}>
      {list.length === 0 ? (
        <p class="calm"><Icon name="ok" size={18} /> Nothing needs you: workers answer, circuits are closed, nothing waits for long.</p>
      ) : (
        <ul class="notices" data-test="attention">
          {list.slice(0, most_notices).map((one) => <NoticeRow key={one.key} notice={one} />)}
        </ul>
      )}
      {list.length > most_notices && <p class="calm"><a href={`${link("workers")}?state=trouble`}>and {list.length - most_notices} more</a></p>}
    </Card>
  );
}

function Latest() {
  const list = tasks.value.slice(-10).reverse();
  return (
    <Card title="Last compiles" extra={<a href={link("timeline")}>Timeline</a>}>
      {list.length === 0 && (
        <>
          <p class="quiet">No compile was seen yet. Put hgbuild in front of a compiler:</p>
          <Command>{`export HG_COORDINATOR=${location.hostname}:9000\nhgbuild gcc -c hello.c`}</Command>
        </>
      )}
      <ol class="latest">
        {list.map((task) => (
          <li key={task.id}>
            <FileLink file={task.file} />
            <span class="took">{duration(task.compile_ms || task.total_ms)}</span>
            <OutcomeMark outcome={task.outcome} />
            <Ago at={task.ended_ms} />
          </li>
        ))}
      </ol>
    </Card>
  );
}

function NoWorkers() {
  return (
    <Card title="No worker yet">
      <p>On each build machine, with the compilers installed that your projects use:</p>
      <Command>{`hg-worker serve --coordinator ${location.hostname}:9000`}</Command>
    </Card>
  );
}

export function Overview() {
  const known = grid.value;
  if (known === null) return <Page title="Overview"><p class="empty">Waiting for the coordinator…</p></Page>;
  return (
    <Page title="Overview" about="Figures of the last hour.">
      {known.workers.size === 0 && <NoWorkers />}
      <div class="figures">
        <Helping />
        <Healthy />
      </div>
      {known.totals.compiles > 0 && <Card title="What became of the compiles"><OutcomeBar totals={known.totals} /></Card>}
      <div class="columns">
        <Attention />
        <Latest />
      </div>
    </Page>
  );
}
