// Small pieces that several views share.
import type { ComponentChildren } from "preact";
import { ago, file_name, folder, moment } from "../lib/format";
import { link } from "../state/route";
import { now } from "../state/store";

interface PageProps {
  title: string;
  about?: ComponentChildren;
  tools?: ComponentChildren;
  children: ComponentChildren;
}

export function Page({ title, about, tools, children }: PageProps) {
  return (
    <>
      <header class="page-head">
        <div>
          <h1 tabIndex={-1}>{title}</h1>
          {about && <p>{about}</p>}
        </div>
        {tools && <div class="tools">{tools}</div>}
      </header>
      {children}
    </>
  );
}

export function Card({ title, extra, children }: { title: string; extra?: ComponentChildren; children: ComponentChildren }) {
  return (
    <section class="card" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {extra}
      </header>
      {children}
    </section>
  );
}

// "5 m ago", and the moment for whoever wants to know.
export function Ago({ at }: { at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={moment(at)}>
      {ago(at, now.value)}
    </time>
  );
}

export function FileLink({ file }: { file: string }) {
  return (
    <a class="file" href={link("files", file)} title={file}>
      <span class="folder">{folder(file)}</span>
      {file_name(file)}
    </a>
  );
}

export function Search({ value, label, onInput }: { value: string; label: string; onInput: (text: string) => void }) {
  return (
    <input class="search" type="search" aria-label={label} placeholder={label} value={value} spellcheck={false}
      onInput={(event) => onInput(event.currentTarget.value)} />
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: [string, string][];
  onChoose: (value: string) => void;
}

export function Choice({ label, value, options, onChoose }: ChoiceProps) {
  return (
    <select aria-label={label} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
      {options.map(([key, text]) => (
        <option key={key} value={key}>{text}</option>
      ))}
    </select>
  );
}

export function Command({ children }: { children: string }) {
  return <pre class="command"><code>{children}</code></pre>;
}
