// The frame around every view: where one can go, and whether what one sees is live.
import type { ComponentChildren } from "preact";
import { duration } from "../lib/format";
import { link, route } from "../state/route";
import { connection, grid, last_message, notices, now } from "../state/store";
import { next_theme, theme } from "../state/theme";
import { Badge } from "./badge";
import { Icon, type IconName } from "./icons";

const pages: [IconName, string, string][] = [
  ["overview", "Overview", "o"],
  ["timeline", "Timeline", "t"],
  ["builds", "Builds", "b"],
  ["workers", "Workers", "w"],
  ["cache", "Cache", "c"],
  ["files", "Files", "i"],
  ["events", "Events", "e"],
];

function Status() {
  const told = connection.value;
  const tick = now.value; // counts down
  if (told.state === "live") return <Badge tone="good" icon="live">live</Badge>;
  if (told.state === "refused") return <Badge tone="bad" icon="error">refused</Badge>;
  const age = last_message.value > 0 ? Date.now() - last_message.value : 0;
  const stale = age > 2_000 ? ` · as of ${duration(age)} ago` : "";
  return <Badge tone="warn" icon="waiting">{tick > 0 && last_message.value > 0 ? "reconnecting" : "connecting"}{stale}</Badge>;
}

function Health() {
  const errors = notices.value.filter((one) => one.level === "error").length;
  const warnings = notices.value.length - errors;
  if (grid.value === null) return null;
  if (errors > 0) return <a href={link("overview")}><Badge tone="bad" icon="error">{errors} to look at</Badge></a>;
  if (warnings > 0) return <a href={link("overview")}><Badge tone="warn" icon="warning">{warnings} to look at</Badge></a>;
  return <Badge tone="good" icon="ok">healthy</Badge>;
}

function Refusal() {
  const told = connection.value;
  if (told.state !== "refused") return null;
  return (
    <div class="banner" role="alert">
      <Icon name="error" />
      <div>
        <strong>The coordinator does not show this page's data to this browser.</strong>
        <p>{told.why}</p>
        <p>Reload the page and give a token as the password (any name), or open it on the coordinator's own machine.</p>
      </div>
    </div>
  );
}

export function Shell({ children }: { children: ComponentChildren }) {
  const known = grid.value;
  return (
    <div class="shell">
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.querySelector<HTMLElement>("main h1")?.focus(); }}>
        To the content
      </a>
      <nav aria-label="Views">
        <div class="brand"><Icon name="grid" size={20} /><span>Hybrid-Grid</span></div>
        <ul>
          {pages.map(([name, title, key]) => (
            <li key={name}>
              <a href={link(name)} aria-label={title} aria-current={route.value.page === name ? "page" : undefined} title={`${title} (g ${key})`}>
                <Icon name={name} />
                <span>{title}</span>
              </a>
            </li>
          ))}
        </ul>
        <p class="version">{known ? `hg-coord ${known.version}` : ""}</p>
      </nav>
      <header class="top">
        <Health />
        <span class="fact"><b>{known?.load.running ?? "–"}</b> running</span>
        <span class="fact"><b>{known?.load.queued ?? "–"}</b> queued</span>
        <span class="room" />
        <span role="status" class="connection"><Status /></span>
        <button type="button" class="theme" onClick={next_theme} title="Theme: as the system, light, dark">
          <Icon name={theme.value} />
          <span>{theme.value}</span>
        </button>
      </header>
      <main id="main">
        <Refusal />
        {children}
      </main>
    </div>
  );
}

// "g" and a letter goes to a view.
export function listen_for_keys(): void {
  let armed = 0;
  addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) return;
    if (event.key === "g") {
      armed = event.timeStamp;
      return;
    }
    const page = pages.find(([, , key]) => key === event.key);
    if (page && armed > 0 && event.timeStamp - armed < 1_500) location.hash = link(page[0]);
    if (event.key === "/") {
      const search = document.querySelector<HTMLInputElement>("input.search");
      if (search) {
        event.preventDefault();
        search.focus();
      }
    }
    armed = 0;
  });
}
