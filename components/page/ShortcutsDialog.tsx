import { Dialog } from "@/components/kit/Dialog.tsx";
import { kitWords } from "@/components/kit/texts.ts";
import { goTo } from "@/lib/client/base_path.ts";
import { afterDrawing } from "@/lib/client/watching.ts";
import { changePreferences, preferences } from "@/lib/client/preferences.ts";
import { texts } from "@/lib/language/texts.ts";

/** What the dialog of keyboard shortcuts says. */
export const shortcutWords = texts("shortcuts", {
  title: "Keyboard shortcuts",
  keysAct: "Single keys act, except while you type",
  /** What single keys do; the groups as the dialog titles them. */
  keys: {
    everywhere: "Everywhere",
    list: "This list",
    silence: "Silence all that rings",
    pages: "Prices, Alarms, Log, Channels, Settings",
    close: "Close what is open, change nothing",
    prices: "Prices",
    line: "To the line that sets an alarm",
    nextRow: "Next row",
    rowBefore: "Row before",
    chart: "Chart of the row",
    rowAlarms: "Show or hide the row’s alarms",
    newAlarm: "New alarm: on the row, or on the pair of the page",
    addPair: "Add a pair",
    findPair: "Find a pair",
    compact: "Compact rows on and off",
    alarms: "Alarms in a list",
    nextAlarm: "Next alarm, alarm before",
    edit: "Edit the alarm",
    snooze: "Snooze it",
    inChart: "Chart, once it has the focus",
    earlier: "Earlier, later",
    closer: "Closer, further away",
    ends: "Oldest prices, now",
    undo: "Take back the last move of an alarm",
  },
});

/** What single keys do, as the dialog tells it. */
interface Shortcut {
  readonly keys: readonly string[];
  readonly words: keyof typeof shortcutWords.keys;
  /** Left out for what is done elsewhere. */
  readonly act?: (key: string) => void;
}

interface ShortcutGroup {
  readonly title: keyof typeof shortcutWords.keys;
  readonly shortcuts: readonly Shortcut[];
}

const PAGES = ["/", "/alarms", "/log", "/channels", "/settings"];

/** All keys of the program; those without an act are built into browsers, the line or the chart. */
export const SHORTCUTS: readonly ShortcutGroup[] = [
  {
    title: "everywhere",
    shortcuts: [
      { keys: ["?"], words: "list" },
      { keys: ["s"], words: "silence", act: press },
      {
        keys: PAGES.map((_, at) => String(at + 1)),
        words: "pages",
        act: (key) => goTo(PAGES[Number(key) - 1] ?? "/"),
      },
      { keys: ["Esc"], words: "close" },
    ],
  },
  {
    title: "prices",
    shortcuts: [
      { keys: ["/", "g"], words: "line" },
      { keys: ["j"], words: "nextRow", act: () => goThroughRows(1) },
      { keys: ["k"], words: "rowBefore", act: () => goThroughRows(-1) },
      { keys: ["Enter"], words: "chart" },
      { keys: ["o"], words: "rowAlarms", act: press },
      { keys: ["a"], words: "newAlarm", act: newAlarm },
      { keys: ["n"], words: "addPair", act: press },
      { keys: ["f"], words: "findPair", act: press },
      { keys: ["c"], words: "compact", act: press },
    ],
  },
  {
    title: "alarms",
    shortcuts: [
      { keys: ["j", "k"], words: "nextAlarm" },
      { keys: ["e"], words: "edit", act: pressInAlarm },
      { keys: ["z"], words: "snooze", act: pressInAlarm },
    ],
  },
  {
    title: "inChart",
    shortcuts: [
      { keys: ["←", "→"], words: "earlier" },
      { keys: ["+", "−"], words: "closer" },
      { keys: ["Home", "End"], words: "ends" },
      { keys: ["Ctrl Z"], words: "undo" },
    ],
  },
];

const ACTS = new Map(
  SHORTCUTS.flatMap(({ shortcuts }) => shortcuts).flatMap(({ keys, act }) =>
    act === undefined ? [] : keys.map((key) => [key, act] as const)
  ),
);

/** Does what a key means on this page; nothing where the page has nothing for it. */
export function doShortcut(key: string): void {
  ACTS.get(key)?.(key);
}

const PAIR_ROWS = "[data-pair]";
const ALARM_ROWS = "li.alarm, li.pick";

const inFocus = (rows: string) => document.activeElement?.closest<HTMLElement>(rows) ?? null;

/** Presses what carries the key: that of the row in focus, else the first on the page; a field gets the focus. */
function press(key: string): void {
  const target = carrierOf(key, inFocus(PAIR_ROWS)) ?? carrierOf(key, document);
  if (target instanceof HTMLInputElement) target.focus();
  else target?.click();
}

/** Presses it in the alarm that has the focus only: nobody edits an alarm without knowing which. */
function pressInAlarm(key: string): void {
  carrierOf(key, inFocus(ALARM_ROWS))?.click();
}

/** The element in sight that carries the key. */
function carrierOf(key: string, within: ParentNode | null): HTMLElement | undefined {
  const carriers = within?.querySelectorAll<HTMLElement>(`[data-key="${key}"]`) ?? [];
  return [...carriers].find((each) => isShown(each));
}

function isShown(element: HTMLElement): boolean {
  return element.getClientRects().length > 0;
}

/** A row in little room has no button of its own: its alarms are opened, which have one. */
function newAlarm(key: string): void {
  const row = inFocus(PAIR_ROWS);
  if (row === null || carrierOf(key, row)) return press(key);
  carrierOf("o", row)?.click();
  afterDrawing(() => carrierOf(key, row)?.click());
}

/** Goes to the next row or the one before; from elsewhere to the first in sight. */
function goThroughRows(step: 1 | -1): void {
  const kind = document.querySelector(PAIR_ROWS) === null ? ALARM_ROWS : PAIR_ROWS;
  const rows = [...document.querySelectorAll<HTMLElement>(kind)]
    .filter((row) => isShown(row));
  const from = inFocus(kind);
  const at = from === null ? firstInSight(rows) : rows.indexOf(from) + step;
  const row = rows[Math.max(0, Math.min(rows.length - 1, at))];
  // What moves a row comes before its name.
  const name = row?.querySelector<HTMLElement>("h2 a");
  (name ?? row?.querySelector<HTMLElement>(PRESSABLE))?.focus();
}

const PRESSABLE = "a[href], button, input";

function firstInSight(rows: readonly HTMLElement[]): number {
  return rows.findIndex((row) => row.getBoundingClientRect().top >= 0);
}

/** The list of all shortcuts, and whether they act at all. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={shortcutWords.title} onClose={onClose}>
      <div class="dialog-body">
        <label class="dialog-check">
          <input
            type="checkbox"
            checked={preferences.value.shortcuts}
            onChange={({ currentTarget }) =>
              changePreferences({ shortcuts: currentTarget.checked })}
          />
          {shortcutWords.keysAct}
        </label>
        {SHORTCUTS.map(({ title, shortcuts }) => (
          <section key={title}>
            <h3 class="shortcuts-title">{shortcutWords.keys[title]}</h3>
            <dl class="shortcuts">
              {shortcuts.map(({ keys, words }) => (
                <div key={words} class="shortcut">
                  <dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
                  <dd>{shortcutWords.keys[words]}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div class="dialog-actions">
        <button type="button" class="button button-primary" onClick={onClose}>
          {kitWords.done}
        </button>
      </div>
    </Dialog>
  );
}
