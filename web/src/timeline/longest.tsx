// The same as a table, for those who cannot see or point at the canvas: the longest compiles of what it shows.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Task } from "../api/types";
import type { Span } from "../lib/time_scale";
import { now, tasks } from "../state/store";
import { Card } from "../ui/parts";
import { task_columns } from "../ui/task_columns";
import { type Column, Table } from "../ui/table";
import { begin_of } from "./lanes";

const most = 12;

// Those that ran in this time. `all` is in the order of their ends, nearly.
export function within(all: Task[], span: Span): Task[] {
  return all.filter((task) => task.ended_ms >= span.from && begin_of(task) <= span.to);
}

interface Props {
  span: Span | null; // null: the last five minutes
  fits: ((task: Task) => boolean) | null;
  onChoose: (task: Task) => void;
}

const pause = 250; // ms

// What it was when it last stood still: nobody reads a table while it runs.
function useSettled(span: Span | null): Span | null {
  const [settled, settle] = useState(span);
  useEffect(() => {
    const timer = setTimeout(() => settle(span), pause);
    return () => clearTimeout(timer);
  }, [span]);
  return settled;
}

export function LongestTasks({ span, fits, onChoose }: Props) {
  const settled = useSettled(span);
  // Thousands of compiles need not be sorted anew for each that ends.
  const end = Math.ceil(now.value / 5_000) * 5_000;
  const list = useMemo(() => {
    const all = within(tasks.peek(), settled ?? { from: end - 300_000, to: end });
    return (fits ? all.filter(fits) : all).sort((a, b) => b.total_ms - a.total_ms).slice(0, most);
  }, [settled, settled ? 0 : end, fits]);
  const choose: Column<Task> = {
    name: "Details",
    cell: (task) => <button type="button" class="link" onClick={() => onChoose(task)} aria-label={`show details of ${task.file}`}>show</button>,
  };
  return (
    <Card title={span ? "The longest compiles in view" : "The longest compiles of the last five minutes"}>
      <Table label="The longest compiles" columns={[...task_columns(["Why", "Sent"]), choose]} rows={list} id={(task) => task.id}
        empty={<p>None.</p>} />
    </Card>
  );
}
