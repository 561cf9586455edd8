// GET below /api/v1/. What fails is an Error whose text says what to do.

export class Refused extends Error {
  constructor(readonly status: number, text: string) {
    super(text);
  }
}

function words(body: unknown, status: number): string {
  if (typeof body === "object" && body !== null && "error" in body && typeof body.error === "string") return body.error;
  return `the coordinator answered ${status}`;
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(`/api/v1/${path}`, { credentials: "same-origin", ...(signal ? { signal } : {}) });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(response.status, words(body, response.status));
  return body as T;
}

// "tasks" with { file: "a b" } -> "tasks?file=a%20b"; what is empty is left out.
export function with_query(path: string, query: Record<string, string | number | undefined>): string {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return parts.length > 0 ? `${path}?${parts.join("&")}` : path;
}
