// An hour at a glance. What it says in words is beside it, so it is hidden from readers of the screen.

const width = 160;
const height = 36;

interface Props {
  values: (number | null)[];
  kind?: "line" | "bars";
  most?: number; // the value at the top; else the largest
}

interface Point {
  x: number;
  y: number;
}

// Pieces of a line: a null ends one. A point alone gets a short line.
function pieces(values: (number | null)[], top: number): Point[][] {
  const step = width / Math.max(1, values.length - 1);
  const found: Point[][] = [];
  let piece: Point[] = [];
  const flush = () => {
    const [only] = piece;
    if (only && piece.length === 1) piece.unshift({ x: Math.max(0, only.x - 2), y: only.y });
    if (piece.length > 0) found.push(piece);
    piece = [];
  };
  values.forEach((value, i) => {
    if (value === null) flush();
    else piece.push({ x: i * step, y: height - 2 - (value / top) * (height - 4) });
  });
  flush();
  return found;
}

function text_of(points: Point[]): string {
  return points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
}

function Line({ points }: { points: Point[] }) {
  const first = points[0]?.x ?? 0;
  const last = points[points.length - 1]?.x ?? 0;
  return (
    <g>
      <polygon points={text_of([{ x: first, y: height }, ...points, { x: last, y: height }])} />
      <polyline points={text_of(points)} />
    </g>
  );
}

function Bars({ values, top }: { values: (number | null)[]; top: number }) {
  const step = width / values.length;
  return (
    <g>
      {values.map((value, i) => {
        if (!value) return null;
        const tall = (value / top) * (height - 2);
        return <rect key={i} x={i * step + 0.3} y={height - tall} width={Math.max(0.8, step - 0.6)} height={tall} />;
      })}
    </g>
  );
}

export function Sparkline({ values, kind = "line", most }: Props) {
  const top = most ?? Math.max(1e-9, ...values.map((value) => value ?? 0));
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <line class="base" x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} />
      {kind === "bars" ? <Bars values={values} top={top} /> : pieces(values, top).map((points, i) => <Line key={i} points={points} />)}
    </svg>
  );
}
