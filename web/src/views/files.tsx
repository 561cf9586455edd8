// The files that take compilers the longest, and the history of one.
import type { FileSummary, Task } from "../api/types";
import { with_query } from "../api/rest";
import { count, duration, percent, plural } from "../lib/format";
import { is_hit } from "../lib/outcomes";
import { link, route, set_query } from "../state/route";
import { useFetched } from "../state/fetched";
import { now } from "../state/store";
import { Ago, Card, FileLink, Page, Search } from "../ui/parts";
import { Sparkline } from "../ui/sparkline";
import { type Column, Table } from "../ui/table";
import { task_columns } from "../ui/task_columns";

const columns: Column<FileSummary>[] = [
  { name: "File", wide: true, sort: (f) => f.file, cell: (f) => <FileLink file={f.file} /> },
  { name: "Compiles", number: true, sort: (f) => f.compiles, cell: (f) => count(f.compiles) },
  { name: "From caches", number: true, sort: (f) => f.cached / Math.max(1, f.compiles), cell: (f) => percent(f.cached, f.compiles) },
  { name: "Compilers' time", number: true, sort: (f) => f.compile_ms, cell: (f) => duration(f.compile_ms) },
  { name: "Slowest", number: true, sort: (f) => f.slowest_ms, cell: (f) => duration(f.slowest_ms) },
  { name: "Errors", number: true, sort: (f) => f.errors, cell: (f) => count(f.errors) },
  { name: "Failed", number: true, sort: (f) => f.failed, cell: (f) => count(f.failed) },
  { name: "Last", number: true, sort: (f) => f.last_ms, cell: (f) => <Ago at={f.last_ms} /> },
];

function FileHistory({ file }: { file: string }) {
  const asked = useFetched<{ tasks: Task[] }>(with_query("tasks", { file, limit: 200 }), Math.floor(now.value / 5_000));
  const tasks = asked.value?.tasks ?? [];
  const compiled = tasks.filter((task) => task.compile_ms > 0).reverse();
  const hits = tasks.filter((task) => is_hit(task.outcome)).length;
  return (
    <Page title={file} about={<><a href={link("files")}>Files</a> · {plural(tasks.length, "compile")} known, {percent(hits, tasks.length)} from caches</>}>
      {compiled.length > 1 && (
        <Card title="What the compiler took, oldest first" extra={<span class="quiet">at most {duration(Math.max(...compiled.map((task) => task.compile_ms)))}</span>}>
          <Sparkline values={compiled.map((task) => task.compile_ms)} kind="bars" />
        </Card>
      )}
      <Table label={`Compiles of ${file}`} columns={task_columns(["File"])} rows={tasks} id={(task) => task.id} sorted={{ by: "Ended", down: true }}
        empty={<p>{asked.error || (asked.value ? "None is known." : "Asking …")}</p>} />
    </Page>
  );
}

export function Files() {
  const { id, query } = route.value;
  const text = query.get("find") ?? "";
  const asked = useFetched<{ files: FileSummary[] }>(with_query("files", { contains: text, limit: 500 }), Math.floor(now.value / 5_000));
  if (id !== "") return <FileHistory key={id} file={id} />;
  return (
    <Page title="Files" about="What took compilers the longest, of the compiles that the coordinator remembers."
      tools={<Search value={text} label="Find a file" onInput={(value) => set_query("find", value)} />}>
      <Table label="Files" columns={columns} rows={asked.value?.files ?? []} id={(file) => file.file} sorted={{ by: "Compilers' time", down: true }}
        empty={<p>{asked.error || (asked.value ? "No file is known." : "Asking …")}</p>} />
    </Page>
  );
}
