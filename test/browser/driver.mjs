// A browser that does what it is told: driver.mjs CHROMIUM ORIGIN
//
// Each line of stdin is {"script": "return await page.title()", "args": …}; the script is the body of an async function of
// (page, args, tools). The answer is a line on stdout: {"value": …} or {"error": "…"}. It ends with its stdin.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { frames } from "./frames.mjs";
import { feed } from "./made_up.mjs";

const [, , executablePath, origin] = process.argv;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const Script = (async () => {}).constructor;

// As root its sandbox cannot be had; the pages are our own.
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
context.setDefaultTimeout(15_000);
const page = await context.newPage();

let errors = [];
let foreign = [];
page.on("console", (message) => {
  if (message.type() === "error") errors.push(message.text());
});
page.on("pageerror", (error) => errors.push(String(error)));
page.on("dialog", (dialog) => {
  errors.push(`a dialog: ${dialog.message()}`);
  void dialog.dismiss();
});
context.on("request", (request) => {
  const { protocol, origin: theirs } = new URL(request.url());
  if (protocol !== "data:" && theirs !== origin) foreign.push(request.url());
});

const tools = {
  feed,
  frames: (action) => frames(page, action),
  // What the console and the network had that they must not, since it was asked last.
  complaints: () => {
    const all = { errors, foreign };
    [errors, foreign] = [[], []];
    return all;
  },
  // Of each violation of WCAG 2.1 AA: the rule, and where.
  axe: async () => {
    // Through the debugger: the page's own policy would refuse a script of ours.
    await page.evaluate(axe);
    const found = await page.evaluate(() =>
      globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
    return found.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`).join(" | ")}`);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { script, args } = JSON.parse(line);
  let answer;
  try {
    answer = { value: (await new Script("page", "args", "tools", script)(page, args, tools)) ?? null };
  } catch (error) {
    answer = { error: String(error?.stack ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
