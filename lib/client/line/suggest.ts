import type { LinePair } from "@/lib/alarms/kinds/line.ts";
import { referencesBehind, usualConditions } from "./condition.ts";
import { type AlarmLine, hasNote, type LineContext, readAlarmLine } from "./read_line.ts";

/** What a person may type when nothing is watched yet. */
const FIRST_LINES = ["btc > 100k", "eth/btc < 0.05", "sol 5% in 15m", "eth -10% from high"];
const MOST = 4;

/** A line of text as it is understood, and whole lines that go on from it. */
export interface ReadLine {
  readonly read: AlarmLine;
  readonly suggestions: readonly string[];
}

/** Reads what is typed; the board loads this module when somebody turns to the line. */
export function readTypedLine(text: string, context: LineContext): ReadLine {
  const read = readAlarmLine(text, context);
  return { read, suggestions: suggestLines(text, read, context.watched) };
}

/** Whole lines that go on from what is typed; `read` is what that was understood as. */
export function suggestLines(
  text: string,
  read: AlarmLine,
  watched: LineContext["watched"],
): readonly string[] {
  const typed = text.trim();
  if (read.kind === "empty") return firstLines(watched);
  if (read.kind === "ambiguous") return read.symbols.map((symbol) => renamed(typed, read, symbol));
  // What followed would be a part of the note, or one more tag.
  if (hasNote(text) || /\stags?\s{0,9}[:=]?\s{0,9}#?$|,\s{0,9}$/i.test(text)) return [];
  if (read.kind === "alarm") return handlings(typed, read);
  if (read.piece !== "") return [];
  const names = /\s/.test(text) ? [] : matching(typed, watched);
  const pair = read.pair;
  if (pair === null) return names;
  return [...names, ...goingOn(typed, pair)].slice(0, MOST);
}

function firstLines(watched: readonly LinePair[]): readonly string[] {
  const lines = watched.slice(0, MOST).map((pair, index) => {
    const conditions = usualConditions(pair);
    return `${shortName(pair, watched)} ${conditions[index % conditions.length]}`;
  });
  return lines.length > 0 ? lines : FIRST_LINES;
}

function renamed(typed: string, { piece }: { piece: string }, symbol: string): string {
  return symbol.toLowerCase() + typed.slice(typed.indexOf(piece) + piece.length);
}

/** Watched pairs whose name begins with what is typed, but is longer. */
function matching(typed: string, watched: readonly LinePair[]): string[] {
  const wanted = typed.toUpperCase();
  return watched.filter(({ symbol, base }) => symbol.startsWith(wanted) && base !== wanted)
    .map((pair) => shortName(pair, watched))
    .filter((name) => name !== typed.toLowerCase());
}

/** The base where that alone means the pair, else with its quote. */
function shortName({ base, quote }: LinePair, watched: readonly LinePair[]): string {
  const isAlone = quote === "USDT" || watched.filter((pair) => pair.base === base).length === 1;
  return (isAlone ? base : `${base}/${quote}`).toLowerCase();
}

/** What may follow the words typed so far. */
function goingOn(typed: string, pair: LinePair): string[] {
  const [name = "", ...rest] = typed.split(/\s+/);
  const said = rest.join(" ");
  if (/%$/.test(said)) return references(said).map((reference) => `${typed} ${reference}`);
  return usualConditions(pair).map((condition) => `${name} ${condition}`)
    .filter((line) => line.startsWith(`${name} ${said}`));
}

function references(said: string): readonly string[] {
  return referencesBehind(said.includes("-") ? "-" : said.includes("+") ? "+" : "");
}

function handlings(typed: string, { alarm }: AlarmLine & { kind: "alarm" }): string[] {
  return [
    ...(alarm.mode === "once" && !/\sonce\b/i.test(typed) ? ["repeat 10m"] : []),
    ...(alarm.expiresAt === null ? ["expires tomorrow"] : []),
  ].map((words) => `${typed} ${words}`);
}
