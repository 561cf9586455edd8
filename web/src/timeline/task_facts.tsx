// Everything that is known of one compile.
import type { ComponentChildren } from "preact";
import type { Task } from "../api/types";
import { bytes, duration, moment, percent } from "../lib/format";
import { look_of } from "../lib/outcomes";
import { link } from "../state/route";
import { grid } from "../state/store";
import { Card, FileLink } from "../ui/parts";

export function TaskFacts({ task, onClose }: { task: Task; onClose: () => void }) {
  const look = look_of(task.outcome);
  const worker = grid.value?.workers.get(task.worker);
  const rest = Math.max(0, task.total_ms - task.queued_ms - task.compile_ms);
  const list: [string, ComponentChildren][] = [
    ["File", <FileLink file={task.file} />],
    ["Outcome", `${look.mark} ${look.name}${task.outcome === "failed" ? `: ${task.reason}` : ""}`],
    ["Build", task.build === "" ? "not named" : <a href={link("builds", task.build)}>{task.build}</a>],
    ["Client", task.client],
    ["Worker", task.worker === "" ? "none" : <a href={link("workers", task.worker)}>{worker?.name ?? task.worker_address}</a>],
    ["Ended", moment(task.ended_ms)],
    ["Took", duration(task.total_ms)],
    ["Of it waiting", duration(task.queued_ms)],
    ["Of it the compiler", task.compile_ms > 0 ? `${duration(task.compile_ms)} (${duration(task.cpu_ms)} on a processor)` : "did not run"],
    ["Of it the rest", `${duration(rest)} (${percent(rest, task.total_ms)})`],
    ["Attempts", task.attempts],
    ["Source", `${bytes(task.source_bytes)}, ${bytes(task.source_wire_bytes)} on the wire`],
    ["Outputs", `${bytes(task.output_bytes)}, ${bytes(task.output_wire_bytes)} on the wire`],
    ["Exit code", task.exit_code],
  ];
  return (
    <Card title="The chosen compile" extra={<button type="button" class="button" onClick={onClose}>Close</button>}>
      <dl class="facts">
        {list.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
      </dl>
    </Card>
  );
}
