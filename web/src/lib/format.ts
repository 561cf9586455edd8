// Numbers and times as people read them. Everything here is pure.

const integer = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

export function count(value: number): string {
  return integer.format(value);
}

// 0.456 -> "46 %"; nothing to divide by -> "–".
export function percent(part: number, whole: number): string {
  if (whole <= 0) return "–";
  const value = (part / whole) * 100;
  if (value > 0 && value < 1) return "<1 %";
  if (value > 99 && value < 100) return ">99 %";
  return `${Math.round(value)} %`;
}

// Three digits that matter: "850 ms", "1.24 s", "12.4 s", "3 m 05 s", "2 h 07 m", "3 d 4 h".
export function duration(ms: number): string {
  if (!(ms > 0)) return "0 s";
  if (ms < 1) return "<1 ms";
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${pad(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} m`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export function bytes(value: number): string {
  if (value < 1024) return `${Math.round(value)} B`;
  const units = ["KiB", "MiB", "GiB", "TiB"];
  let size = value;
  let unit = "B";
  for (const next of units) {
    if (size < 1024) break;
    size /= 1024;
    unit = next;
  }
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}

// How long ago, coarse: "now", "40 s ago", "5 m ago", "3 h ago", "2 d ago".
export function ago(at: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 2) return "now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} d ago`;
}

// Until then: "12 s", "now".
export function until(at: number, now: number): string {
  const seconds = Math.ceil((at - now) / 1000);
  return seconds <= 0 ? "now" : seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} m`;
}

// Of this machine's clock: "14:03:22".
export function clock(at: number): string {
  const time = new Date(at);
  return `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}`;
}

// "24 Nov 14:03:22"
export function moment(at: number): string {
  const day = new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "short" });
  return `${day} ${clock(at)}`;
}

// The end of a path tells more than its beginning.
export function file_name(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1) || path;
}

export function folder(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash > 0 ? path.slice(0, slash + 1) : "";
}

export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
