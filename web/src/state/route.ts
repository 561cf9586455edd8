// Where we are, kept in the part of the address after '#': #/workers/ID?state=lost
import { signal } from "@preact/signals";

export interface Route {
  page: string; // "overview"
  id: string; // of one worker, build or file; else ""
  query: URLSearchParams;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function parse_route(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const slash = path.indexOf("/");
  const page = slash < 0 ? path : path.slice(0, slash);
  return { page: page || "overview", id: slash < 0 ? "" : decoded(path.slice(slash + 1)), query: new URLSearchParams(query) };
}

export const route = signal<Route>(parse_route(location.hash));

addEventListener("hashchange", () => {
  route.value = parse_route(location.hash);
});

export function link(page: string, id = ""): string {
  return id === "" ? `#/${page}` : `#/${page}/${encodeURIComponent(id)}`;
}

// Changes what the list shows without a step in the browser's history.
export function set_query(name: string, value: string): void {
  const { page, id, query } = route.peek();
  const next = new URLSearchParams(query);
  if (value === "") next.delete(name);
  else next.set(name, value);
  const text = next.toString();
  history.replaceState(null, "", link(page, id) + (text ? `?${text}` : ""));
  route.value = { page, id, query: next };
}
