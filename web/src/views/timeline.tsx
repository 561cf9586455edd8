// Which compile ran where and when: a lane for each slot.
import { useMemo, useState } from "preact/hooks";
import type { Task } from "../api/types";
import { clock, count, duration } from "../lib/format";
import { all_outcomes, look_of } from "../lib/outcomes";
import { zoom } from "../lib/time_scale";
import { route, set_query } from "../state/route";
import { load_older, server_now, tasks } from "../state/store";
import { Canvas, type View } from "../timeline/canvas";
import { LongestTasks } from "../timeline/longest";
import { TaskFacts } from "../timeline/task_facts";
import { Choice, Page, Search } from "../ui/parts";

const spans: [string, number][] = [["1 min", 60_000], ["10 min", 600_000], ["1 h", 3_600_000]];
const tones = { remote: "compiled", cached: "from a cache", error: "the source has errors", failed: "failed on the grid", local: "by the client itself", quiet: "cancelled" };

// As it is first seen: the minutes that end now.
function first_view(): View {
  const to = server_now();
  return { span: { from: to - 300_000, to }, follow: true };
}

function filter_of(text: string, outcome: string): ((task: Task) => boolean) | null {
  if (text === "" && outcome === "") return null;
  const wanted = text.toLowerCase();
  return (task) =>
    (outcome === "" || task.outcome === outcome) &&
    `${task.file} ${task.client} ${task.build} ${task.worker_address}`.toLowerCase().includes(wanted);
}

function Legend() {
  const looks = new Map(all_outcomes.map((one) => [look_of(one).tone, look_of(one)]));
  return (
    <ul class="lanes-legend">
      {[...looks.values()].map((look) => (
        <li key={look.tone}><span class={`swatch ${look.tone}`} aria-hidden="true">{look.mark}</span> {tones[look.tone]}</li>
      ))}
      <li><span class="swatch event" aria-hidden="true">▼</span> something went wrong</li>
    </ul>
  );
}

function Times({ view, set_view }: { view: View; set_view: (view: View) => void }) {
  const length = view.span.to - view.span.from;
  const show = (ms: number) => {
    const to = server_now();
    set_view({ span: { from: to - ms, to }, follow: true });
    void load_older(to - ms).catch(() => undefined);
  };
  const scale = (factor: number) =>
    set_view({ ...view, span: zoom(view.span, factor, view.follow ? view.span.to : (view.span.from + view.span.to) / 2) });
  return (
    <>
      {spans.map(([name, ms]) => (
        <button key={name} type="button" class="button" aria-pressed={Math.abs(length - ms) < ms / 20} onClick={() => show(ms)}>{name}</button>
      ))}
      <button type="button" class="button" onClick={() => scale(1 / 1.6)} aria-label="Zoom in">+</button>
      <button type="button" class="button" onClick={() => scale(1.6)} aria-label="Zoom out">−</button>
      <button type="button" class="button" aria-pressed={view.follow} onClick={() => set_view({ ...view, follow: !view.follow })}>Follow</button>
    </>
  );
}

export function Timeline() {
  const [view, set_view] = useState(first_view);
  const [chosen, choose] = useState<Task | null>(null);
  const { query } = route.value;
  const text = query.get("find") ?? "";
  const outcome = query.get("outcome") ?? "";
  const fits = useMemo(() => filter_of(text, outcome), [text, outcome]);
  const shown = view.follow ? `The last ${duration(view.span.to - view.span.from)}` : `${clock(view.span.from)} – ${clock(view.span.to)}`;
  const tools = (
    <>
      <Search value={text} label="Find a file, build or client" onInput={(value) => set_query("find", value)} />
      <Choice label="Outcome" value={outcome} onChoose={(value) => set_query("outcome", value)}
        options={[["", "all outcomes"], ...all_outcomes.map((one): [string, string] => [one, look_of(one).name])]} />
      <Times view={view} set_view={set_view} />
    </>
  );
  return (
    <Page title="Timeline" about={`${shown}; ${count(tasks.value.length)} compiles are known.`} tools={tools}>
      <Canvas view={view} onView={set_view} fits={fits} chosen={chosen} onChoose={choose} />
      <Legend />
      {chosen && <TaskFacts task={chosen} onClose={() => choose(null)} />}
      <LongestTasks span={view.follow ? null : view.span} fits={fits} onChoose={choose} />
    </Page>
  );
}
