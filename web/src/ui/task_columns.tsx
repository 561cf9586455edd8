// How compiles are listed, wherever they are.
import type { Task } from "../api/types";
import { bytes, duration } from "../lib/format";
import { look_of } from "../lib/outcomes";
import { link } from "../state/route";
import { grid } from "../state/store";
import { OutcomeMark } from "./badge";
import { Ago, FileLink } from "./parts";
import type { Column } from "./table";

function WorkerLink({ task }: { task: Task }) {
  if (task.worker === "") return <span class="quiet">–</span>;
  const name = grid.value?.workers.get(task.worker)?.name ?? task.worker_address;
  return <a href={link("workers", task.worker)}>{name}</a>;
}

function Why({ task }: { task: Task }) {
  if (task.outcome === "failed" || task.outcome === "local") return <code>{task.reason}</code>;
  if (task.outcome === "compile_error") return <span>exit code {task.exit_code}</span>;
  return <span class="quiet">{task.attempts > 1 ? `${task.attempts} attempts` : ""}</span>;
}

export function task_columns(without: string[] = []): Column<Task>[] {
  const all: Column<Task>[] = [
    { name: "File", wide: true, sort: (t) => t.file, cell: (t) => <FileLink file={t.file} /> },
    { name: "Outcome", sort: (t) => look_of(t.outcome).name, cell: (t) => <OutcomeMark outcome={t.outcome} /> },
    { name: "Why", sort: (t) => t.reason, cell: (t) => <Why task={t} /> },
    { name: "Worker", sort: (t) => t.worker, cell: (t) => <WorkerLink task={t} /> },
    { name: "Compiler", number: true, sort: (t) => t.compile_ms, cell: (t) => (t.compile_ms > 0 ? duration(t.compile_ms) : "–") },
    { name: "Waited", number: true, sort: (t) => t.queued_ms, cell: (t) => (t.queued_ms >= 1 ? duration(t.queued_ms) : "–") },
    { name: "Total", number: true, sort: (t) => t.total_ms, cell: (t) => duration(t.total_ms) },
    { name: "Sent", number: true, sort: (t) => t.source_wire_bytes, cell: (t) => bytes(t.source_wire_bytes) },
    { name: "Ended", number: true, sort: (t) => t.ended_ms, cell: (t) => <Ago at={t.ended_ms} /> },
  ];
  return all.filter((column) => !without.includes(column.name));
}
