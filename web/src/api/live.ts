// The connection to /api/v1/live: connects, and connects again when it ends, for as long as the page is open.
import type { LiveMessage } from "./types";
import { get, Refused } from "./rest";

export type Connection =
  | { state: "connecting" }
  | { state: "live" }
  | { state: "waiting"; until: number } // of Date.now()
  | { state: "refused"; why: string };

export interface Listener {
  // false: the message does not fit what is known; a snapshot is fetched by connecting again.
  message: (message: LiveMessage) => boolean;
  connection: (connection: Connection) => void;
}

const first_pause = 250;
const longest_pause = 5_000;
const silence = 12_000; // the feed speaks every 5 s at the latest

export function connect(listener: Listener): void {
  let pause = first_pause;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const again = (socket: WebSocket) => {
    socket.onclose = socket.onmessage = socket.onerror = null;
    socket.close();
    clearTimeout(timer);
    void why_refused().then((why) => {
      if (why !== null) listener.connection({ state: "refused", why });
      // Spread out, so that a thousand pages do not come back in the same moment.
      const wait = pause * (0.75 + Math.random() / 2);
      if (why === null) listener.connection({ state: "waiting", until: Date.now() + wait });
      pause = Math.min(longest_pause, pause * 1.7);
      timer = setTimeout(open, why === null ? wait : longest_pause);
    });
  };

  const open = () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/api/v1/live`);
    listener.connection({ state: "connecting" });
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => again(socket), silence);
    };
    watch();
    socket.onclose = () => again(socket);
    socket.onmessage = (event: MessageEvent<string>) => {
      watch();
      if (!listener.message(JSON.parse(event.data) as LiveMessage)) {
        pause = first_pause;
        again(socket);
        return;
      }
      pause = first_pause;
      listener.connection({ state: "live" });
    };
  };
  open();
}

// A WebSocket does not tell why it was refused; a plain request does.
async function why_refused(): Promise<string | null> {
  try {
    await get<unknown>("status", AbortSignal.timeout(3_000));
    return null;
  } catch (error) {
    return error instanceof Refused && (error.status === 401 || error.status === 403) ? error.message : null;
  }
}
