// What part of time a canvas shows, and where its marks go. Pure.

export interface Span {
  from: number; // ms
  to: number;
}

export const narrowest = 20; // ms
export const widest = 7 * 86_400_000;

export function x_of(span: Span, width: number, time: number): number {
  return ((time - span.from) / (span.to - span.from)) * width;
}

export function time_at(span: Span, width: number, x: number): number {
  return span.from + (x / width) * (span.to - span.from);
}

// The time at the fixed point stays where it is.
export function zoom(span: Span, factor: number, fixed: number): Span {
  const length = span.to - span.from;
  const wanted = Math.min(widest, Math.max(narrowest, length * factor));
  const ratio = (fixed - span.from) / length;
  const from = fixed - ratio * wanted;
  return { from, to: from + wanted };
}

export function pan(span: Span, by: number): Span {
  return { from: span.from + by, to: span.to + by };
}

// The same length, ending at `end`.
export function ending_at(span: Span, end: number): Span {
  return { from: end - (span.to - span.from), to: end };
}

const steps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000,
  1_800_000, 3_600_000, 7_200_000, 14_400_000, 21_600_000, 43_200_000, 86_400_000,
];

// Round times, at most one each `room` pixels.
export function ticks(span: Span, width: number, room = 90): { step: number; times: number[] } {
  const least = ((span.to - span.from) / Math.max(1, width)) * room;
  const step = steps.find((each) => each >= least) ?? 86_400_000;
  const times: number[] = [];
  // Marks at round times of the reader's own clock.
  const offset = new Date(span.from).getTimezoneOffset() * 60_000;
  for (let at = Math.ceil((span.from - offset) / step) * step + offset; at <= span.to; at += step) times.push(at);
  return { step, times };
}
