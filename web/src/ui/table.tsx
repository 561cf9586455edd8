// A table that sorts by its heads and shows as many rows as a browser likes.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

export interface Column<T> {
  name: string;
  cell: (row: T) => ComponentChildren;
  sort?: (row: T) => number | string;
  number?: boolean; // to the right
  wide?: boolean; // may break
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  rows: T[];
  id: (row: T) => string | number;
  sorted?: { by: string; down: boolean };
  empty: ComponentChildren;
}

const page = 100;

function compare(a: number | string, b: number | string): number {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
}

function in_order<T>(rows: T[], columns: Column<T>[], by: string, down: boolean): T[] {
  const value = columns.find((column) => column.name === by)?.sort;
  if (!value) return rows;
  return [...rows].sort((a, b) => compare(value(a), value(b)) * (down ? -1 : 1));
}

interface Order {
  by: string;
  down: boolean;
}

function Head<T>({ column, order, choose }: { column: Column<T>; order: Order; choose: (order: Order) => void }) {
  const here = order.by === column.name;
  const look = column.number ? "number" : "";
  if (!column.sort) return <th scope="col" class={look}>{column.name}</th>;
  return (
    <th scope="col" class={look} aria-sort={here ? (order.down ? "descending" : "ascending") : "none"}>
      <button type="button" onClick={() => choose({ by: column.name, down: here ? !order.down : column.number === true })}>
        {column.name}
        <span class="arrow" aria-hidden="true">{here ? (order.down ? "↓" : "↑") : ""}</span>
      </button>
    </th>
  );
}

export function Table<T>({ label, columns, rows, id, sorted, empty }: Props<T>) {
  const [order, set_order] = useState(sorted ?? { by: "", down: false });
  const [most, set_most] = useState(page);
  if (rows.length === 0) return <div class="empty">{empty}</div>;
  const shown = in_order(rows, columns, order.by, order.down).slice(0, most);
  return (
    <>
      <div class="scroll" tabIndex={0} role="region" aria-label={`${label}: the table`}>
        <table>
          <thead>
            <tr>{columns.map((column) => <Head key={column.name} column={column} order={order} choose={set_order} />)}</tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={id(row)}>
                {columns.map((column) => (
                  <td key={column.name} class={`${column.number ? "number" : ""} ${column.wide ? "wide" : ""}`}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > most && (
        <button type="button" class="more" onClick={() => set_most(most + 4 * page)}>
          Show more ({most} of {rows.length})
        </button>
      )}
    </>
  );
}
