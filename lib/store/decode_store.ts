import { decodeText } from "@/lib/text/text_encoding.ts";
import { checksum } from "./checksum.ts";
import { describeIssues } from "./describe_issues.ts";
import { FILE_VERSION, NO_CHECKSUM } from "./encode_store.ts";
import { FileSchema } from "./file_schema.ts";
import { fillOlderPair } from "./fill_older_pair.ts";
import { isRecord } from "./is_record.ts";
import type { State } from "./state.ts";

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
  const text = textOf(bytes);
  const content = parse(text);
  if ("assets" in content && !("pairs" in content)) throw new LegacyFileError(content);
  const metadata = isRecord(content.metadata) ? content.metadata : {};
  refuseNewer(metadata.version);
  verify(text, metadata.checksum);
  const lastModified = typeof metadata.lastModified === "string" ? metadata.lastModified : null;
  const filled = fillPairs(content, lastModified ?? new Date(0).toISOString());
  const result = FileSchema.safeParse(filled);
  if (!result.success) throw new DamagedFileError(describeIssues(result.error));
  const { pairs, fires, unannounced } = result.data;
  return {
    state: { pairs: new Map(Object.entries(pairs)), fires, unannounced },
    lastModified,
    unjudged: unjudgedAlarms(content.pairs),
  };
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

function refuseNewer(version: unknown): void {
  const [major] = FILE_VERSION.split(".");
  if (version !== undefined && Number.parseInt(String(version)) > Number(major)) {
    throw new NewerFileError(`it has version ${version} and this program knows ${FILE_VERSION}`);
  }
}

/** A file without a checksum is taken as edited by a person. */
function verify(text: string, expected: unknown): void {
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

function fillPairs(content: Record<string, unknown>, modifiedAt: string): unknown {
  if (!isRecord(content.pairs)) return content;
  const pairs = Object.entries(content.pairs).map(([symbol, pair]) => [
    symbol,
    fillOlderPair(symbol, pair, modifiedAt),
  ]);
  return { ...content, pairs: Object.fromEntries(pairs) };
}

function unjudgedAlarms(pairs: unknown): ReadonlySet<string> {
  const lists = isRecord(pairs) ? Object.values(pairs).filter(isRecord) : [];
  const alarms = lists.flatMap(({ alarms }) => (Array.isArray(alarms) ? alarms : []));
  return new Set(
    alarms.filter((alarm) => alarm.conditionMet === undefined).map((alarm) => alarm.id),
  );
}
