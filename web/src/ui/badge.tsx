// A state in colour, with an icon and a word.
import type { ComponentChildren } from "preact";
import type { Outcome, Severity, Worker } from "../api/types";
import { until } from "../lib/format";
import { look_of } from "../lib/outcomes";
import { Icon, type IconName } from "./icons";

export type Tone = "good" | "warn" | "bad" | "quiet" | "info";

export function Badge({ tone, icon, children }: { tone: Tone; icon: IconName; children: ComponentChildren }) {
  return (
    <span class={`badge ${tone}`}>
      <Icon name={icon} size={13} />
      {children}
    </span>
  );
}

export function WorkerBadge({ worker }: { worker: Worker }) {
  if (worker.state === "lost") return <Badge tone="bad" icon="lost">lost</Badge>;
  if (worker.state === "draining") return <Badge tone="warn" icon="drain">draining</Badge>;
  return <Badge tone="good" icon="ok">online</Badge>;
}

export function CircuitBadge({ worker, now }: { worker: Worker; now: number }) {
  if (worker.circuit === "OPEN") {
    const probe = worker.probe_at_ms === null ? "" : `, probe in ${until(worker.probe_at_ms, now)}`;
    return <Badge tone="bad" icon="error">open{probe}</Badge>;
  }
  if (worker.circuit === "HALF_OPEN") return <Badge tone="warn" icon="half">half open</Badge>;
  return <Badge tone="quiet" icon="ok">closed</Badge>;
}

const severities: Record<Severity, [Tone, IconName]> = {
  info: ["info", "info"],
  warning: ["warn", "warning"],
  error: ["bad", "error"],
};

export function SeverityBadge({ severity }: { severity: Severity }) {
  const [tone, icon] = severities[severity] ?? severities.info;
  return <Badge tone={tone} icon={icon}>{severity}</Badge>;
}

export function OutcomeMark({ outcome }: { outcome: Outcome }) {
  const look = look_of(outcome);
  return (
    <span class={`outcome ${look.tone}`}>
      <span class="mark" aria-hidden="true">{look.mark}</span>
      {look.name}
    </span>
  );
}
