// Where results are kept, and how often that helps.
import type { CacheTier, Circuit } from "../api/types";
import { bytes, count, percent } from "../lib/format";
import { shares_of } from "../lib/outcomes";
import { grid, series } from "../state/store";
import { Badge } from "../ui/badge";
import { OutcomeBar } from "../ui/outcome_bar";
import { Card, Command, Page } from "../ui/parts";
import { Sparkline } from "../ui/sparkline";
import { type Column, Table } from "../ui/table";

function Breaker({ circuit }: { circuit: Circuit | null }) {
  if (circuit === null) return <span class="quiet">on this machine</span>;
  if (circuit === "OPEN") return <Badge tone="bad" icon="error">left alone for a while</Badge>;
  if (circuit === "HALF_OPEN") return <Badge tone="warn" icon="half">tried again</Badge>;
  return <Badge tone="good" icon="ok">in use</Badge>;
}

const columns: Column<CacheTier>[] = [
  { name: "Place", sort: (t) => t.name, cell: (t) => t.name },
  { name: "State", cell: (t) => <Breaker circuit={t.circuit} /> },
  { name: "Hit rate", number: true, sort: (t) => t.hits / Math.max(1, t.hits + t.misses), cell: (t) => percent(t.hits, t.hits + t.misses) },
  { name: "Hits", number: true, sort: (t) => t.hits, cell: (t) => count(t.hits) },
  { name: "Misses", number: true, sort: (t) => t.misses, cell: (t) => count(t.misses) },
  { name: "Stored", number: true, sort: (t) => t.stored, cell: (t) => count(t.stored) },
  { name: "Read", number: true, sort: (t) => t.bytes_read, cell: (t) => bytes(t.bytes_read) },
  { name: "Written", number: true, sort: (t) => t.bytes_written, cell: (t) => bytes(t.bytes_written) },
  { name: "Errors", number: true, sort: (t) => t.read_errors + t.write_errors, cell: (t) => count(t.read_errors + t.write_errors) },
];

export function Cache() {
  const known = grid.value;
  if (known === null) return <Page title="Cache"><p class="empty">Asking …</p></Page>;
  const shares = shares_of(known.totals);
  return (
    <Page title="Cache" about="Since the coordinator was started. What clients find in caches of their own is not counted here.">
      <Table label="Places" columns={columns} rows={known.cache} id={(tier) => tier.name}
        empty={<><p>The coordinator keeps no results. To share them among all clients:</p><Command>hg-coord serve --cache-dir /var/cache/hybridgrid</Command></>} />
      <div class="columns after">
        <Card title="Answered from a cache, the last hour" extra={<b>{percent(shares.hits, shares.answered)}</b>}>
          <Sparkline values={series.value.hit_rate} most={1} />
        </Card>
        <Card title="Compiles of the last hour">
          {known.totals.compiles > 0 ? <OutcomeBar totals={known.totals} /> : <p class="quiet">None.</p>}
        </Card>
      </div>
    </Page>
  );
}
