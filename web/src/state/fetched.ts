// What a view asks of the API when it is opened, and again when `key` changes.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/rest";

export interface Fetched<T> {
  value: T | null;
  error: string; // "" while all is well
}

export function useFetched<T>(path: string, again: unknown = null): Fetched<T> {
  const [state, set_state] = useState<Fetched<T>>({ value: null, error: "" });
  useEffect(() => {
    const stop = new AbortController();
    get<T>(path, stop.signal).then(
      (value) => set_state({ value, error: "" }),
      (error: unknown) => {
        if (!stop.signal.aborted) set_state({ value: null, error: String(error instanceof Error ? error.message : error) });
      },
    );
    return () => stop.abort();
  }, [path, again]);
  return state;
}
