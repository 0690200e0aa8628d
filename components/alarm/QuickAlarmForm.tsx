import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { Icon } from "@/components/kit/Icon.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { type AddingProblem, PairChoices } from "@/components/pair/PairChoices.tsx";
import { alarmPreview } from "@/lib/client/alarms/preview.ts";
import { askQuietly } from "@/lib/client/ask_server.ts";
import type { AlarmLine } from "@/lib/client/line/read_line.ts";
import { viewer } from "@/lib/client/viewer.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import type { FoundPair, PairChoice } from "@/lib/market/symbol.ts";
import { quickWords as words } from "./texts.tsx";

interface QuickAlarmFormProps {
  input: RefObject<HTMLInputElement>;
  text: string;
  /** What the text was understood as. */
  read: AlarmLine;
  /** Whole lines that go on from the text. */
  suggestions: readonly string[];
  /** Why the last try failed, and which pairs may be meant. */
  problem: AddingProblem | null;
  isSending: boolean;
  onText: (text: string) => void;
  onSubmit: () => void;
  onChoose: (choice: PairChoice) => void;
}

/** One line of text that sets an alarm, said in words before it is saved. */
export function QuickAlarmForm(props: QuickAlarmFormProps) {
  const { input, text, read, suggestions, problem, isSending, onText, onSubmit } = props;
  const isWrong = problem !== null || (read.kind === "problem" && read.piece !== "");
  const submit = (event: Event) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form
      class="quick"
      data-needs="changeAlarms"
      noValidate
      onSubmit={submit}
      aria-label={words.form}
    >
      <label for="quick-alarm" class="visually-hidden">
        {words.label}
      </label>
      <span class="quick-field">
        <Icon name="bell" />
        <input
          ref={input}
          id="quick-alarm"
          class="input"
          placeholder={EXAMPLE}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="done"
          aria-describedby="quick-preview"
          aria-invalid={isWrong ? "true" : "false"}
          aria-keyshortcuts="/"
          value={text}
          onInput={(event) => onText(event.currentTarget.value)}
        />
        <kbd class="quick-key" aria-hidden="true">/</kbd>
      </span>
      <button type="submit" class="button button-primary" aria-disabled={isSending}>
        {buttonText(read, isSending)}
      </button>
      <div class="quick-below">
        <p id="quick-preview" class="quick-said" aria-live="polite">
          <QuickAlarmPreview read={read} />
        </p>
        <Suggestions lines={suggestions} onChoose={onText} />
      </div>
      <ErrorLine message={problem?.message ?? null} />
      <PairChoices
        choices={problem?.choices ?? []}
        isSending={isSending}
        onChoose={props.onChoose}
      />
    </form>
  );
}

/** Such lines are the same in all languages. */
const EXAMPLE = "btc > 70k";

function buttonText(read: AlarmLine, isSending: boolean): string {
  if (isSending) return words.setting;
  return read.kind === "alarm" && !read.isWatched ? words.addAndSet : words.set;
}

function Suggestions(
  { lines, onChoose }: { lines: readonly string[]; onChoose: (text: string) => void },
) {
  if (lines.length === 0) return null;
  return (
    <ul class="quick-suggestions" aria-label={words.suggestions}>
      {lines.map((line) => (
        <li key={line}>
          <button type="button" class="quick-suggestion" onClick={() => onChoose(`${line} `)}>
            {line}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** What a typed line would set, or what is still missing in it. */
export function QuickAlarmPreview({ read }: { read: AlarmLine }) {
  switch (read.kind) {
    case "empty":
      return <span class="quick-hint">{words.example}</span>;
    case "ambiguous":
      return <span class="quick-hint">{words.whichPair(read.piece)}</span>;
    case "problem":
      if (read.piece === "") return <span class="quick-hint">{read.message}</span>;
      return (
        <span class="quick-problem">
          <Icon name="warning" />
          {read.message}
        </span>
      );
    case "alarm":
      return <Preview read={read} />;
  }
}

function Preview({ read }: { read: AlarmLine & { kind: "alarm" } }) {
  const { pair, alarm, isWatched, notes = [] } = read;
  const { condition, details, warnings } = alarmPreview(alarm, pair, viewer.zone.value);
  return (
    <span class="quick-preview">
      <strong>{condition}</strong> {details.join(" · ")}
      {[...warnings, ...notes, ...(isWatched ? [] : [words.notWatched(titleOfPair(pair))])].map((
        warning,
      ) => (
        <span class="quick-warning" key={warning}>
          <Icon name="info" />
          {warning}
        </span>
      ))}
    </span>
  );
}

/** A hand that types on is not asked for in between, in milliseconds. */
const PAUSE_MS = 150;
/** More would leave no room for what may follow the pair. */
const MOST = 2;
const NONE: readonly string[] = [];

/** Names of pairs, watched or not, that fit the first word of a line while nothing stands behind it. */
export function useFoundPairs(text: ReadonlySignal<string>): ReadonlySignal<readonly string[]> {
  const found = useSignal(NONE);
  useSignalEffect(() => {
    const word = text.value;
    found.value = NONE;
    if (!/^[\p{L}\p{N}/]{2,30}$/u.test(word)) return;
    const ending = new AbortController();
    const timer = setTimeout(async () => {
      const { signal } = ending;
      const path = `/api/pairs/search?q=${encodeURIComponent(word)}`;
      const answer = await askQuietly<{ pairs: readonly FoundPair[] }>(path, { signal });
      if (!signal.aborted) found.value = namesOf(answer?.pairs ?? [], word);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  });
  return found;
}

/** As a line begins with them; what is typed already is no help. */
export function namesOf(pairs: readonly FoundPair[], word: string): readonly string[] {
  const names = pairs.map(({ base, quote }) => `${base}/${quote}`.toLowerCase());
  return [...new Set(names)].filter((name) => name !== word.toLowerCase()).slice(0, MOST);
}
