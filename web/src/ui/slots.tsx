// How many of a worker's slots are taken; few are drawn one by one.
import type { Worker } from "../api/types";

const most_dots = 16;

export function Slots({ worker }: { worker: Worker }) {
  const text = `${worker.busy} / ${worker.slots}`;
  const share = Math.min(1, worker.busy / Math.max(1, worker.slots));
  return (
    <span class="slots" title={`${worker.busy} of ${worker.slots} slots are busy`}>
      {worker.slots <= most_dots ? (
        <span class="dots" aria-hidden="true">
          {Array.from({ length: worker.slots }, (_, i) => <i key={i} class={i < worker.busy ? "on" : ""} />)}
        </span>
      ) : (
        <span class="meter" aria-hidden="true"><i style={{ width: `${share * 100}%` }} /></span>
      )}
      <span>{text}</span>
    </span>
  );
}
