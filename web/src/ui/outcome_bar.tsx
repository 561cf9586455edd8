// Parts of a whole: a bar, and its legend with marks and numbers.
import type { Totals } from "../api/types";
import { count, percent } from "../lib/format";
import { all_outcomes, look_of } from "../lib/outcomes";

export function OutcomeBar({ totals }: { totals: Totals }) {
  const parts = all_outcomes.filter((outcome) => totals.outcomes[outcome] > 0);
  const whole = Math.max(1, totals.compiles);
  return (
    <div class="outcomes">
      <div class="bar" aria-hidden="true">
        {parts.map((outcome) => (
          <span key={outcome} class={`part ${look_of(outcome).tone} ${outcome}`} style={{ flexGrow: totals.outcomes[outcome] / whole }} />
        ))}
      </div>
      <ul class="legend">
        {parts.map((outcome) => (
          <li key={outcome} class={`outcome ${look_of(outcome).tone}`}>
            <span class="mark" aria-hidden="true">{look_of(outcome).mark}</span>
            <span>{look_of(outcome).name}</span>
            <b>{count(totals.outcomes[outcome])}</b>
            <span class="share">{percent(totals.outcomes[outcome], whole)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
