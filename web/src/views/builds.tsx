// What one command caused: all of them, newest first.
import type { Build } from "../api/types";
import { count, duration, percent, plural } from "../lib/format";
import { shares_of } from "../lib/outcomes";
import { link, route, set_query } from "../state/route";
import { grid } from "../state/store";
import { Ago, Command, Page, Search } from "../ui/parts";
import { type Column, Table } from "../ui/table";
import { BuildPage } from "./build";

export function build_name(build: Build): string {
  return build.inferred ? `compiles of ${build.client}` : build.id;
}

const columns: Column<Build>[] = [
  { name: "Build", wide: true, sort: build_name, cell: (b) => <a href={link("builds", b.id)}>{build_name(b)}</a> },
  { name: "Client", sort: (b) => b.client, cell: (b) => b.client },
  { name: "Compiles", number: true, sort: (b) => b.compiles, cell: (b) => count(b.compiles) },
  { name: "From caches", number: true, sort: (b) => shares_of(b).hits / Math.max(1, b.compiles), cell: (b) => percent(shares_of(b).hits, shares_of(b).answered) },
  { name: "On workers", number: true, sort: (b) => shares_of(b).remote, cell: (b) => count(shares_of(b).remote) },
  { name: "Errors", number: true, sort: (b) => b.outcomes.compile_error, cell: (b) => count(b.outcomes.compile_error) },
  { name: "Failed", number: true, sort: (b) => b.outcomes.failed, cell: (b) => count(b.outcomes.failed) },
  { name: "Took", number: true, sort: (b) => b.last_ms - b.first_ms, cell: (b) => duration(b.last_ms - b.first_ms) },
  { name: "Saved", number: true, sort: (b) => b.saved_ms, cell: (b) => duration(b.saved_ms) },
  { name: "Ended", number: true, sort: (b) => b.last_ms, cell: (b) => <Ago at={b.last_ms} /> },
];

export function Builds() {
  const { id, query } = route.value;
  if (id !== "") return <BuildPage key={id} id={id} />;
  const text = query.get("find") ?? "";
  const all = grid.value?.builds ?? [];
  const shown = all.filter((build) => `${build.id} ${build.client}`.toLowerCase().includes(text.toLowerCase()));
  return (
    <Page title="Builds" about={`${plural(shown.length, "build")}, the newest first.`}
      tools={<Search value={text} label="Find a build or client" onInput={(value) => set_query("find", value)} />}>
      <Table label="Builds" columns={columns} rows={shown} id={(build) => build.id} sorted={{ by: "Ended", down: true }}
        empty={<><p>{all.length > 0 ? "No build fits." : "Nothing was compiled yet. In a project of yours:"}</p>
          {all.length === 0 && <Command>{`export HG_COORDINATOR=${location.hostname}:9000\nhgbuild make -j16`}</Command>}</>} />
    </Page>
  );
}
