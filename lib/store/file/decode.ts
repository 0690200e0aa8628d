import { z } from "zod";
import { Delivery, StoredChannel } from "@/lib/alarms/delivery.ts";
import { Fire } from "@/lib/alarms/fire.ts";
import { Pair, type State, Watchlist } from "@/lib/alarms/pair.ts";
import { Policy } from "@/lib/alarms/policy.ts";
import { decodeText } from "@/lib/text/text_encoding.ts";
import { checksum, FILE_VERSION, NO_CHECKSUM } from "./store_file.ts";

/** What a store file holds. */
export interface StoredState {
  readonly state: State;
  /** When the file was written, ISO 8601 in UTC; null in a file that does not say. */
  readonly lastModified: string | null;
  /** Alarms of an older file, which does not say whether their condition held. */
  readonly unjudged: ReadonlySet<string>;
}

/** The file is not whole: cut, damaged, or edited into something that is not a store file. */
export class DamagedFileError extends Error {
  override name = "DamagedFileError";
}

/** The file was written by a newer version of the program. */
export class NewerFileError extends Error {
  override name = "NewerFileError";
}

/** The file has the layout of the earlier program; `content` is its parsed JSON. */
export class LegacyFileError extends Error {
  override name = "LegacyFileError";
  constructor(readonly content: Record<string, unknown>) {
    super("it has the layout of an earlier program");
  }
}

/** Reads a store file; throws DamagedFileError, NewerFileError or LegacyFileError. */
export function decodeStore(bytes: Uint8Array): StoredState {
  const { text, content } = parseWhole(bytes);
  if ("assets" in content && !("pairs" in content)) throw new LegacyFileError(content);
  const metadata = isRecord(content.metadata) ? content.metadata : {};
  refuseNewer(metadata.version, FILE_VERSION);
  verifyChecksum(text, metadata.checksum);
  const lastModified = typeof metadata.lastModified === "string" ? metadata.lastModified : null;
  const filled = fillPairs(content, lastModified ?? new Date(0).toISOString());
  const result = FileSchema.safeParse(filled);
  if (!result.success) throw new DamagedFileError(describeIssues(result.error));
  const { pairs, ...lists } = result.data;
  return {
    state: { pairs: new Map(Object.entries(pairs)), ...withKnownPairs(lists, pairs) },
    lastModified,
    unjudged: unevaluatedAlarms(content.pairs),
  };
}

/** The object in a file of ours. @throws {DamagedFileError} */
export function parseWhole(bytes: Uint8Array): { text: string; content: Record<string, unknown> } {
  const text = textOf(bytes);
  return { text, content: parse(text) };
}

function textOf(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new DamagedFileError("it is empty");
  const decoded = decodeText(bytes);
  if (decoded.ok) return decoded.text;
  throw new DamagedFileError(`it ${decoded.problem}; a file edited by hand is saved as UTF-8`);
}

function parse(text: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(text);
    if (isRecord(content)) return content;
  } catch (error) {
    throw new DamagedFileError(`it is not whole JSON (${(error as Error).message})`);
  }
  throw new DamagedFileError("it holds no JSON object");
}

/** @throws {NewerFileError} where a file's layout is one that this program does not know yet */
export function refuseNewer(version: unknown, known: string): void {
  const [major] = known.split(".");
  if (version !== undefined && Number.parseInt(String(version)) > Number(major)) {
    throw new NewerFileError(`it has version ${version} and this program knows ${known}`);
  }
}

/** A file without a checksum is taken as edited by a person. @throws {DamagedFileError} */
export function verifyChecksum(text: string, expected: unknown): void {
  if (expected === undefined || expected === null || expected === "") return;
  const digits = String(expected);
  const place = text.lastIndexOf(digits);
  const actual = checksum(text.slice(0, place), NO_CHECKSUM, text.slice(place + digits.length));
  if (digits !== actual) {
    throw new DamagedFileError(
      "its checksum does not match; after editing by hand, remove the line metadata.checksum",
    );
  }
}

/** A person who takes a pair out of the file by hand need not look for it in watchlists. */
function withKnownPairs<Lists extends { watchlists: readonly Watchlist[] }>(
  lists: Lists,
  pairs: Readonly<Record<string, Pair>>,
): Lists {
  const watchlists = lists.watchlists.map((list) => ({
    ...list,
    pairs: [...new Set(list.pairs)].filter((symbol) => Object.hasOwn(pairs, symbol)),
  }));
  return { ...lists, watchlists };
}

function fillPairs(content: Record<string, unknown>, modifiedAt: string): unknown {
  if (!isRecord(content.pairs)) return content;
  const fires = Array.isArray(content.fires) ? content.fires.map(fillFire) : content.fires;
  const pairs = Object.entries(content.pairs).map(([symbol, pair]) => [
    symbol,
    fillOlderPair(symbol, pair, modifiedAt),
  ]);
  return { ...content, pairs: Object.fromEntries(pairs), fires };
}

function unevaluatedAlarms(pairs: unknown): ReadonlySet<string> {
  const lists = isRecord(pairs) ? Object.values(pairs).filter(isRecord) : [];
  const alarms = lists.flatMap(({ alarms }) => (Array.isArray(alarms) ? alarms : []));
  return new Set(
    alarms.filter((alarm) => alarm.conditionMet === undefined).map((alarm) => alarm.id),
  );
}

/** The store file as it is read: younger fields may be missing, unknown ones are ignored. */
const FileSchema = z.object({
  pairs: z.record(z.string().min(1), Pair),
  fires: z.array(Fire).default([]),
  unannounced: z.array(z.string().min(1)).default([]),
  channels: z.array(StoredChannel).default([]),
  policies: z.array(Policy).default([]),
  watchlists: z.array(Watchlist).default([]),
  outbox: z.array(Delivery).default([]),
}).superRefine(({ pairs }, context) => {
  for (const [symbol, pair] of Object.entries(pairs)) {
    const path = ["pairs", symbol];
    if (pair.symbol !== symbol) {
      const message = `Expected ${symbol}, the name it stands under, and found ${pair.symbol}`;
      context.addIssue({ code: "custom", path: [...path, "symbol"], message });
    }
    const repeated = repeatedId(pair);
    if (repeated !== null) {
      context.addIssue({
        code: "custom",
        path: [...path, "alarms"],
        message: `Two alarms have the id ${repeated}`,
      });
    }
  }
});

function repeatedId(pair: Pair): string | null {
  const seen = new Set<string>();
  for (const { id } of pair.alarms) {
    if (seen.has(id)) return id;
    seen.add(id);
  }
  return null;
}

/** A pair of an older file with what later versions added; `modifiedAt` is the last resort for its age. */
function fillOlderPair(symbol: string, pair: unknown, modifiedAt: string): unknown {
  if (!isRecord(pair)) return pair;
  const points = Array.isArray(pair.priceHistory) ? pair.priceHistory.filter(isRecord) : [];
  const alarms = Array.isArray(pair.alarms) ? pair.alarms : [];
  const times = [
    ...points.map((point) => point.timestamp),
    pair.lastUpdate,
    ...alarms.filter(isRecord).map((alarm) => alarm.createdAt),
  ];
  const addedAt = pair.addedAt ?? earliest(times) ?? modifiedAt;
  return {
    symbol,
    source: "binance",
    firstPrice: points[0]?.price ?? pair.currentPrice ?? null,
    ...pair,
    addedAt,
    alarms: pair.alarms === undefined ? [] : fillAlarms(pair.alarms, addedAt),
  };
}

function fillAlarms(alarms: unknown, createdAt: unknown): unknown {
  if (!Array.isArray(alarms)) return alarms;
  return alarms.map((alarm) => isRecord(alarm) ? fillAlarm({ createdAt, ...alarm }) : alarm);
}

/** An alarm that nobody changed or armed again counts as it is since it was set. */
function fillAlarm(alarm: Record<string, unknown>): Record<string, unknown> {
  return { watchedFrom: alarm.createdAt, ...alarm };
}

function fillFire(fire: unknown): unknown {
  if (!isRecord(fire) || !isRecord(fire.alarm)) return fire;
  return { ...fire, alarm: fillAlarm(fire.alarm) };
}

function earliest(times: readonly unknown[]): string | undefined {
  const known = times.filter((time): time is string => typeof time === "string")
    .filter((time) => !Number.isNaN(Date.parse(time)));
  return known.sort((a, b) => Date.parse(a) - Date.parse(b))[0];
}

const SHOWN = 3;

/** The first few problems zod found, each with its path: `pairs.BTCUSDT.alarms[3].id: …`. */
export function describeIssues(error: z.ZodError, root = ""): string {
  const shown = error.issues.slice(0, SHOWN).map((issue) => {
    const path = pathText(issue.path, root);
    return path === "" ? issue.message : `${path}: ${issue.message}`;
  });
  const more = error.issues.length - shown.length;
  return shown.join("; ") + (more > 0 ? `; and ${more} more` : "");
}

function pathText(path: readonly PropertyKey[], root: string): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, root);
}

/** Whether a parsed JSON value is an object with named members. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object in a line of JSON; null for a line that is torn or not understood. */
export function recordIn(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}
