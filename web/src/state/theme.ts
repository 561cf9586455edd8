// Dark, light, or as the system says; remembered by this browser.
import { effect, signal } from "@preact/signals";

export type Theme = "auto" | "dark" | "light";
const kept = "hg-theme";

function remembered(): Theme {
  try {
    const text = localStorage.getItem(kept);
    return text === "dark" || text === "light" ? text : "auto";
  } catch {
    return "auto"; // the browser keeps nothing
  }
}

export const theme = signal<Theme>(remembered());

effect(() => {
  const root = document.documentElement;
  if (theme.value === "auto") delete root.dataset["theme"];
  else root.dataset["theme"] = theme.value;
  try {
    localStorage.setItem(kept, theme.value);
  } catch {
    // then it is for this visit only
  }
});

export function next_theme(): void {
  const order: Theme[] = ["auto", "light", "dark"];
  theme.value = order[(order.indexOf(theme.value) + 1) % order.length] ?? "auto";
}
