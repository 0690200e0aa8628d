import { z } from "zod";
import { Delivery, Policy, StoredChannel } from "@/lib/alarms/delivery.ts";
import { Fire } from "@/lib/alarms/fire.ts";
import { Pair, type State, Watchlist } from "@/lib/alarms/pair.ts";
import { decodeText } from "@/lib/text/text_encoding.ts";
import { NOT_TAKEN, quickReader } from "./quick_reader.ts";
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
  verifyChecksum(bytes, text, metadata.checksum);
  const lastModified = typeof metadata.lastModified === "string" ? metadata.lastModified : null;
  const unjudged = unevaluatedAlarms(content.pairs);
  fillPairs(content, lastModified ?? new Date(0).toISOString());
  const { pairs, ...lists } = read(content);
  return {
    state: { pairs: new Map(Object.entries(pairs)), ...withKnownPairs(lists, pairs) },
    lastModified,
    unjudged,
  };
}

/** What is not as it should be is left to zod, which says why. @throws {DamagedFileError} */
function read(content: Record<string, unknown>): StoredFile {
  readQuickly ??= quickReader(StoredFile);
  const taken = readQuickly(content);
  if (taken !== NOT_TAKEN && contradictionsIn(taken).next().done) return taken;
  const result = FileSchema.safeParse(content);
  if (!result.success) throw new DamagedFileError(describeIssues(result.error));
  return result.data;
}

let readQuickly: ReturnType<typeof quickReader<StoredFile>> | undefined;

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
export function verifyChecksum(bytes: Uint8Array, text: string, expected: unknown): void {
  if (expected === undefined || expected === null || expected === "") return;
  const digits = String(expected);
  const place = text.lastIndexOf(digits);
  const rest = text.slice(place + digits.length);
  // Of a text its bytes would have to be made again; another encoding has others.
  const upTo = bytes.length - new TextEncoder().encode(rest).length - digits.length;
  const isRight = checksum(bytes.subarray(0, upTo), NO_CHECKSUM, rest) === digits;
  if (!isRight && checksum(text.slice(0, place), NO_CHECKSUM, rest) !== digits) {
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

/** Puts in what later versions added; the content is nobody else's. */
function fillPairs(content: Record<string, unknown>, modifiedAt: string): void {
  if (!isRecord(content.pairs)) return;
  for (const [symbol, pair] of Object.entries(content.pairs)) {
    if (isRecord(pair)) fillOlderPair(symbol, pair, modifiedAt);
  }
  const fires = Array.isArray(content.fires) ? content.fires.filter(isRecord) : [];
  for (const { alarm } of fires) if (isRecord(alarm)) fillAlarm(alarm);
}

function unevaluatedAlarms(pairs: unknown): ReadonlySet<string> {
  const lists = isRecord(pairs) ? Object.values(pairs).filter(isRecord) : [];
  const alarms = lists.flatMap(({ alarms }) => (Array.isArray(alarms) ? alarms : []));
  return new Set(
    alarms.filter((alarm) => alarm.conditionMet === undefined).map((alarm) => alarm.id),
  );
}

/** The store file as it is read: younger fields may be missing, unknown ones are ignored. */
const StoredFile = z.object({
  pairs: z.record(z.string().min(1), Pair),
  fires: z.array(Fire).default([]),
  unannounced: z.array(z.string().min(1)).default([]),
  channels: z.array(StoredChannel).default([]),
  policies: z.array(Policy).default([]),
  watchlists: z.array(Watchlist).default([]),
  outbox: z.array(Delivery).default([]),
});

type StoredFile = z.infer<typeof StoredFile>;

const FileSchema = StoredFile.superRefine((file, context) => {
  for (const issue of contradictionsIn(file)) context.addIssue({ code: "custom", ...issue });
});

/** Where pairs and alarms do not fit each other. */
function* contradictionsIn({ pairs }: StoredFile) {
  for (const [symbol, pair] of Object.entries(pairs)) {
    const path = ["pairs", symbol];
    if (pair.symbol !== symbol) {
      const message = `Expected ${symbol}, the name it stands under, and found ${pair.symbol}`;
      yield { path: [...path, "symbol"], message };
    }
    const repeated = repeatedId(pair);
    if (repeated !== null) {
      yield { path: [...path, "alarms"], message: `Two alarms have the id ${repeated}` };
    }
  }
}

function repeatedId(pair: Pair): string | null {
  const seen = new Set<string>();
  for (const { id } of pair.alarms) {
    if (seen.has(id)) return id;
    seen.add(id);
  }
  return null;
}

/** A pair of an older file gets what later versions added; `modifiedAt` is the last resort for its age. */
function fillOlderPair(symbol: string, pair: Record<string, unknown>, modifiedAt: string): void {
  const points = Array.isArray(pair.priceHistory) ? pair.priceHistory.filter(isRecord) : [];
  const alarms = Array.isArray(pair.alarms) ? pair.alarms.filter(isRecord) : [];
  const times = () => [
    ...points.map((point) => point.timestamp),
    pair.lastUpdate,
    ...alarms.map((alarm) => alarm.createdAt),
  ];
  pair.addedAt ??= earliest(times()) ?? modifiedAt;
  putIn(pair, "symbol", symbol);
  putIn(pair, "source", "binance");
  putIn(pair, "firstPrice", points[0]?.price ?? pair.currentPrice ?? null);
  putIn(pair, "alarms", []);
  for (const alarm of alarms) {
    putIn(alarm, "createdAt", pair.addedAt);
    fillAlarm(alarm);
  }
}

/** An alarm that nobody changed or armed again counts as it is since it was set. */
function fillAlarm(alarm: Record<string, unknown>): void {
  putIn(alarm, "watchedFrom", alarm.createdAt);
}

/** What is there stays, even if it is null. */
function putIn(object: Record<string, unknown>, name: string, value: unknown): void {
  if (!(name in object)) object[name] = value;
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
