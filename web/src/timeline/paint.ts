// Draws lanes, axis and events on a canvas. What is narrower than a pixel is drawn once for each pixel at most.
import type { GridEvent, Task } from "../api/types";
import { clock, duration, file_name } from "../lib/format";
import { look_of } from "../lib/outcomes";
import { type Span, ticks, time_at, x_of } from "../lib/time_scale";
import { type Lane, lower_bound } from "./lanes";

export const gutter = 132; // names of workers
export const axis = 34;
export const row_height = 18;

export interface Scene {
  span: Span;
  scroll: number; // pixels of lanes above the upper edge
  width: number;
  height: number;
  lanes: Lane[];
  name_of: (worker: string) => string;
  events: GridEvent[];
  fits: ((task: Task) => boolean) | null; // what does not is pale
  chosen: Task | null;
  colours: Record<string, string>;
}

const tokens = ["text", "soft", "line", "surface", "raised", "remote", "cached", "local", "error", "failed", "quiet-mark", "bad", "accent"];

export function colours_of(element: Element): Record<string, string> {
  const style = getComputedStyle(element);
  return Object.fromEntries(tokens.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

function colour_of(scene: Scene, task: Task): string {
  const tone = look_of(task.outcome).tone;
  return scene.colours[tone === "quiet" ? "quiet-mark" : tone] ?? "gray";
}

function axis_text(time: number, step: number): string {
  return step < 1000 ? `${clock(time)}.${String(time % 1000).padStart(3, "0")}` : clock(time);
}

function draw_axis(context: CanvasRenderingContext2D, scene: Scene): void {
  const { span, width, height, colours } = scene;
  const room = width - gutter;
  const { step, times } = ticks(span, room, 96);
  context.fillStyle = colours["soft"] ?? "";
  context.strokeStyle = colours["line"] ?? "";
  context.beginPath();
  for (const time of times) {
    const x = Math.round(gutter + x_of(span, room, time)) + 0.5;
    context.moveTo(x, axis - 8);
    context.lineTo(x, height);
    context.fillText(axis_text(time, step), x + 4, 13);
  }
  context.moveTo(0, axis - 0.5);
  context.lineTo(width, axis - 0.5);
  context.stroke();
}

// A mark in the axis and a line through all lanes for what went wrong.
function draw_events(context: CanvasRenderingContext2D, scene: Scene): void {
  const { span, width, height, colours } = scene;
  for (const event of scene.events) {
    if (event.at_ms < span.from || event.at_ms > span.to) continue;
    const x = Math.round(gutter + x_of(span, width - gutter, event.at_ms)) + 0.5;
    const bad = event.severity === "error";
    context.fillStyle = context.strokeStyle = colours[bad ? "bad" : "soft"] ?? "";
    context.fillText(bad ? "▼" : "▽", x - 4, axis - 6);
    if (!bad) continue;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(x, axis);
    context.lineTo(x, height);
    context.stroke();
    context.setLineDash([]);
  }
}

function draw_bars(context: CanvasRenderingContext2D, scene: Scene, lane: Lane, y: number): void {
  const { span, width } = scene;
  const room = width - gutter;
  const { begins, ends, tasks } = lane;
  let i = lower_bound(ends, span.from);
  while (i < tasks.length && (begins[i] ?? 0) <= span.to) {
    const task = tasks[i];
    if (!task) return;
    const from = gutter + Math.max(0, x_of(span, room, begins[i] ?? 0));
    const to = gutter + Math.min(room, x_of(span, room, ends[i] ?? 0));
    const wide = Math.max(1, to - from - 0.5);
    context.globalAlpha = scene.fits === null || scene.fits(task) ? 1 : 0.15;
    context.fillStyle = colour_of(scene, task);
    context.fillRect(from, y + 2, wide, row_height - 4);
    if (task === scene.chosen) {
      context.strokeStyle = scene.colours["text"] ?? "";
      context.lineWidth = 2;
      context.strokeRect(from + 1, y + 2, Math.max(2, wide - 2), row_height - 4);
      context.lineWidth = 1;
    }
    if (wide > 60) draw_label(context, scene, `${look_of(task.outcome).mark} ${file_name(task.file)}`, from, y, wide);
    // On to the first one that ends beyond this pixel.
    i = wide <= 1 ? Math.max(i + 1, lower_bound(ends, time_at(span, room, from + 1 - gutter))) : i + 1;
  }
  context.globalAlpha = 1;
}

// White on the dark bars of the light theme, dark on the bright ones of the dark theme.
function draw_label(context: CanvasRenderingContext2D, scene: Scene, text: string, x: number, y: number, room: number): void {
  const fits = Math.floor((room - 10) / 6.2);
  context.fillStyle = scene.colours["surface"] ?? "";
  context.fillText(text.length > fits ? `${text.slice(0, Math.max(1, fits - 1))}…` : text, x + 5, y + 13);
}

function draw_name(context: CanvasRenderingContext2D, scene: Scene, lane: Lane, y: number, first: boolean): void {
  if (lane.slot === 0) {
    context.strokeStyle = scene.colours["line"] ?? "";
    context.beginPath();
    context.moveTo(0, y + 0.5);
    context.lineTo(scene.width, y + 0.5);
    context.stroke();
  }
  if (lane.slot > 0 && !first) return;
  const name = lane.worker === "" ? "without a worker" : scene.name_of(lane.worker);
  context.fillStyle = scene.colours["text"] ?? "";
  context.fillText(name.length > 19 ? `${name.slice(0, 18)}…` : name, 10, y + 13);
}

export function paint(context: CanvasRenderingContext2D, scene: Scene): void {
  const { width, height, lanes, scroll, colours } = scene;
  context.clearRect(0, 0, width, height);
  context.font = '12px system-ui, "DejaVu Sans", sans-serif';
  draw_axis(context, scene);
  context.save();
  context.beginPath();
  context.rect(0, axis, width, height - axis);
  context.clip();
  const first = Math.floor(scroll / row_height);
  const last = Math.min(lanes.length - 1, Math.floor((scroll + height - axis) / row_height));
  for (let row = first; row <= last; ++row) {
    const lane = lanes[row];
    if (!lane) continue;
    const y = axis + row * row_height - scroll;
    draw_bars(context, scene, lane, y);
    draw_name(context, scene, lane, y, row === first);
  }
  context.restore();
  draw_events(context, scene);
  context.strokeStyle = colours["line"] ?? "";
  context.strokeRect(gutter - 0.5, -1, 1, height + 2);
}

// The compile at this place, or null; two pixels beside it will do.
export function task_at(scene: Scene, x: number, y: number): Task | null {
  const lane = scene.lanes[Math.floor((y - axis + scene.scroll) / row_height)];
  if (!lane || y < axis || x < gutter) return null;
  const room = scene.width - gutter;
  const time = time_at(scene.span, room, x - gutter);
  const near = ((scene.span.to - scene.span.from) / room) * 2;
  const i = lower_bound(lane.ends, time - near);
  return (lane.begins[i] ?? Infinity) <= time + near ? (lane.tasks[i] ?? null) : null;
}

export function words_for(task: Task, worker: string): string {
  const where = task.worker === "" ? "" : ` on ${worker}`;
  return `${task.file} · ${look_of(task.outcome).name}${where} · ${duration(task.total_ms)}`;
}
