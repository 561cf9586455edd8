import "./styles/tokens.css";
import "./styles/shell.css";
import "./styles/parts.css";
import "./styles/views.css";
import "./styles/timeline.css";
import { render } from "preact";
import { route } from "./state/route";
import { start } from "./state/store";
import { listen_for_keys, Shell } from "./ui/shell";
import { Builds } from "./views/builds";
import { Cache } from "./views/cache";
import { Events } from "./views/events";
import { Files } from "./views/files";
import { Overview } from "./views/overview";
import { Timeline } from "./views/timeline";
import { Workers } from "./views/workers";

function View() {
  switch (route.value.page) {
    case "workers":
      return <Workers />;
    case "timeline":
      return <Timeline />;
    case "builds":
      return <Builds />;
    case "cache":
      return <Cache />;
    case "files":
      return <Files />;
    case "events":
      return <Events />;
    default:
      return <Overview />;
  }
}

const root = document.getElementById("app");
if (root) {
  render(<Shell><View /></Shell>, root);
  listen_for_keys();
  start();
}
