// What happened in the grid.
import type { GridEvent } from "../api/types";
import { moment, plural } from "../lib/format";
import { link, route, set_query } from "../state/route";
import { grid } from "../state/store";
import { SeverityBadge } from "../ui/badge";
import { Ago, Choice, Page, Search } from "../ui/parts";
import { type Column, Table } from "../ui/table";

const weights = { info: 0, warning: 1, error: 2 };

function Subject({ event }: { event: GridEvent }) {
  const worker = grid.value?.workers.get(event.subject);
  return worker ? <a href={link("workers", worker.id)}>{worker.name}</a> : <span class="quiet">–</span>;
}

const columns: Column<GridEvent>[] = [
  { name: "When", sort: (e) => e.id, cell: (e) => <span class="when">{moment(e.at_ms)} <span class="quiet"><Ago at={e.at_ms} /></span></span> },
  { name: "Severity", sort: (e) => weights[e.severity] ?? 0, cell: (e) => <SeverityBadge severity={e.severity} /> },
  { name: "What", wide: true, cell: (e) => e.text },
  { name: "Worker", cell: (e) => <Subject event={e} /> },
  { name: "Kind", sort: (e) => e.kind, cell: (e) => <code>{e.kind}</code> },
];

export function Events() {
  const { query } = route.value;
  const severity = query.get("severity") ?? "";
  const text = (query.get("find") ?? "").toLowerCase();
  const shown = (grid.value?.events ?? []).filter(
    (event) => (severity === "" || event.severity === severity) && `${event.kind} ${event.text}`.toLowerCase().includes(text),
  );
  const tools = (
    <>
      <Search value={query.get("find") ?? ""} label="Find in events" onInput={(value) => set_query("find", value)} />
      <Choice label="Severity" value={severity} onChoose={(value) => set_query("severity", value)}
        options={[["", "all severities"], ["error", "errors"], ["warning", "warnings"], ["info", "info"]]} />
    </>
  );
  return (
    <Page title="Events" about={`${plural(shown.length, "event")}, the newest first.`} tools={tools}>
      <Table label="Events" columns={columns} rows={shown} id={(event) => event.id} sorted={{ by: "When", down: true }}
        empty={<p>Nothing has happened yet.</p>} />
    </Page>
  );
}
