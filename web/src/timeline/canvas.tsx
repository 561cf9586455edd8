// The canvas of the timeline, and what hands do with it.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Task } from "../api/types";
import { ending_at, pan, type Span, time_at, zoom } from "../lib/time_scale";
import { grid, server_now, tasks, workers } from "../state/store";
import { axis, colours_of, gutter, paint, row_height, type Scene, task_at, words_for } from "./paint";
import { Lanes } from "./lanes";

export interface View {
  span: Span;
  follow: boolean;
}

interface Properties {
  view: View;
  onView: (view: View) => void;
  fits: ((task: Task) => boolean) | null;
  chosen: Task | null;
  onChoose: (task: Task | null) => void;
}

// What lives as long as the canvas does, outside of what Preact compares.
class Stage {
  readonly lanes = new Lanes();
  scroll = 0;
  scene: Scene | null = null;
  private wanted = false;

  constructor(private canvas: HTMLCanvasElement, private now: () => Properties) {}

  name_of = (worker: string): string => grid.peek()?.workers.get(worker)?.name ?? worker;

  // At most one picture for each frame of the screen.
  ask(): void {
    if (this.wanted) return;
    this.wanted = true;
    requestAnimationFrame(() => {
      this.wanted = false;
      this.draw();
      if (this.now().view.follow && this.canvas.isConnected) this.ask();
    });
  }

  most_scroll(): number {
    return Math.max(0, (this.scene?.lanes.length ?? 0) * row_height - (this.canvas.clientHeight - axis));
  }

  scroll_by(pixels: number): void {
    this.scroll = Math.min(this.most_scroll(), Math.max(0, this.scroll + pixels));
    this.ask();
  }

  span(): Span {
    const { view } = this.now();
    return view.follow ? ending_at(view.span, server_now() + (view.span.to - view.span.from) * 0.02) : view.span;
  }

  private draw(): void {
    const { canvas } = this;
    const [width, height, dense] = [canvas.clientWidth, canvas.clientHeight, devicePixelRatio || 1];
    const context = canvas.getContext("2d");
    if (!context || width === 0) return;
    if (canvas.width !== Math.round(width * dense) || canvas.height !== Math.round(height * dense)) {
      canvas.width = Math.round(width * dense);
      canvas.height = Math.round(height * dense);
    }
    context.setTransform(dense, 0, 0, dense, 0, 0);
    this.lanes.update(tasks.peek());
    const { fits, chosen } = this.now();
    this.scene = {
      span: this.span(), scroll: this.scroll, width, height, lanes: this.rows(), name_of: this.name_of,
      events: grid.peek()?.events ?? [], fits, chosen, colours: colours_of(canvas),
    };
    paint(context, this.scene);
  }

  private order: string[] = [];
  private known: { tasks: unknown; rows: Scene["lanes"] } = { tasks: null, rows: [] };

  // Sorting a thousand workers for each frame would be waste: their names do not change while they are listed.
  private rows(): Scene["lanes"] {
    const all = workers.peek();
    if (all.length !== this.order.length) {
      const { compare } = new Intl.Collator("en", { numeric: true });
      this.order = [...all].sort((a, b) => compare(a.name, b.name)).map((one) => one.id);
      this.known.tasks = null;
    }
    if (this.known.tasks !== tasks.peek()) this.known = { tasks: tasks.peek(), rows: this.lanes.rows(this.order) };
    return this.known.rows;
  }
}

export function Canvas(properties: Properties): JSX.Element {
  const element = useRef<HTMLCanvasElement>(null);
  const stage = useRef<Stage | null>(null);
  const current = useRef(properties);
  const [tip, set_tip] = useState<{ x: number; y: number; text: string } | null>(null);
  current.current = properties;
  void tasks.value; // a new picture when they change

  useEffect(() => {
    const canvas = element.current;
    if (!canvas) return;
    const made = new Stage(canvas, () => current.current);
    stage.current = made;
    const forget = listen(canvas, made, () => current.current, set_tip);
    made.ask();
    return forget;
  }, []);
  useEffect(() => stage.current?.ask());

  return (
    <div class="timeline">
      <canvas ref={element} data-test="timeline" tabIndex={0} role="img"
        aria-label="Compiles by worker and slot over time. Arrow keys move, plus and minus zoom, F follows. The table below lists them." />
      {tip && <div class="tip" style={{ left: `${tip.x}px`, top: `${tip.y}px` }}>{tip.text}</div>}
    </div>
  );
}

type Tip = { x: number; y: number; text: string } | null;

function listen(canvas: HTMLCanvasElement, stage: Stage, now: () => Properties, tell: (tip: Tip) => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let held: { x: number; y: number; moved: boolean } | null = null;
  const room = () => canvas.clientWidth - gutter;
  const move = (span: Span) => now().onView({ span, follow: false });
  const per_pixel = () => (stage.span().to - stage.span().from) / room();
  const zoom_at = (factor: number, x: number) => {
    const { follow } = now().view;
    const span = stage.span();
    now().onView({ span: zoom(span, factor, follow ? span.to : time_at(span, room(), x - gutter)), follow });
  };
  const found = (event: MouseEvent) => (stage.scene ? task_at(stage.scene, event.offsetX, event.offsetY) : null);

  canvas.addEventListener("pointerdown", (event) => {
    held = { x: event.offsetX, y: event.offsetY, moved: false };
    canvas.setPointerCapture(event.pointerId);
  }, { signal });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) {
      const task = found(event);
      const x = Math.min(event.offsetX + 14, canvas.clientWidth - 300);
      tell(task && { x, y: event.offsetY + 14, text: words_for(task, stage.name_of(task.worker)) });
      return;
    }
    const [dx, dy] = [event.offsetX - held.x, event.offsetY - held.y];
    if (!held.moved && Math.abs(dx) + Math.abs(dy) < 4) return;
    held = { x: event.offsetX, y: event.offsetY, moved: true };
    if (dx !== 0) move(pan(stage.span(), -dx * per_pixel()));
    stage.scroll_by(-dy);
  }, { signal });
  canvas.addEventListener("pointerup", (event) => {
    if (held && !held.moved) now().onChoose(found(event));
    held = null;
  }, { signal });
  canvas.addEventListener("pointerleave", () => tell(null), { signal });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey || stage.most_scroll() === 0) return zoom_at(Math.exp(event.deltaY / 300), event.offsetX);
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      return move(pan(stage.span(), (event.deltaX || event.deltaY) * per_pixel()));
    }
    stage.scroll_by(event.deltaY);
  }, { signal, passive: false });
  canvas.addEventListener("keydown", (event) => {
    const span = stage.span();
    const part = (span.to - span.from) / 8;
    const middle = gutter + room() / 2;
    const actions: Record<string, () => void> = {
      ArrowLeft: () => move(pan(span, -part)),
      ArrowRight: () => move(pan(span, part)),
      ArrowUp: () => stage.scroll_by(-row_height * 4),
      ArrowDown: () => stage.scroll_by(row_height * 4),
      "+": () => zoom_at(1 / 1.5, middle),
      "-": () => zoom_at(1.5, middle),
      f: () => now().onView({ span, follow: !now().view.follow }),
      Escape: () => now().onChoose(null),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }, { signal });
  const watch = new ResizeObserver(() => stage.ask());
  watch.observe(canvas);
  return () => {
    stop.abort();
    watch.disconnect();
  };
}
