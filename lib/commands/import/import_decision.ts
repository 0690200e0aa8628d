import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { type Alarm, type AlarmCondition, conditionFields } from "@/lib/alarms/alarm.ts";
import { AlarmPatch, COMMON_FIELDS, NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { rulesOf } from "@/lib/alarms/kinds/kinds.ts";
import { editAlarm, pause, resume } from "@/lib/alarms/life_cycle.ts";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import { describeAlarm } from "@/lib/alarms/words.ts";
import { SOURCE_LABELS, SOURCE_NAMES, type SourceName } from "@/lib/market/source_name.ts";
import { askedPair, type PairChoice } from "@/lib/market/symbol.ts";
import type { FieldChange, ImportEntry } from "@/lib/protocol/import_report.ts";
import type { Event } from "@/lib/store/events.ts";
import { AlarmSetter, refuseTooLong, settingContext, settled } from "../add_alarms.ts";
import {
  type DecidingContext,
  findPair,
  parseInput,
  Refusal,
  refuseUnknownWays,
} from "../command.ts";

type Outcome = Pick<
  ImportEntry,
  "outcome" | "condition" | "alarm" | "changes" | "alreadyTrue" | "droppedFrom" | "droppedTo"
>;

/** Decides what becomes of the records of one import, one after the other, on a state that has their pairs. */
export class ImportDecision {
  readonly #setter: AlarmSetter;
  readonly #edits: Event[] = [];
  readonly #matchers = new Map<string, AlarmMatcher>();
  /** Id of every alarm → its pair's symbol. */
  readonly #pairOf: ReadonlyMap<string, string>;

  /** `taken`: ids of the alarms that a record of this import has meant, or added, already. */
  constructor(
    private readonly state: State,
    private readonly context: DecidingContext,
    private readonly taken: Set<string> = new Set(),
  ) {
    this.#setter = new AlarmSetter(state, context);
    this.#pairOf = new Map(
      [...state.pairs.values()].flatMap(({ symbol, alarms }) =>
        alarms.map(({ id }) => [id, symbol] as const)
      ),
    );
  }

  /** All changes decided so far. */
  get events(): readonly Event[] {
    return [...this.#edits, ...this.#setter.events];
  }

  /** Decides about one record; `newId` serves an alarm that is added. @throws {Refusal} when it cannot be done */
  take(record: WantedRecord, newId: string): Outcome {
    if (record.id !== null && this.taken.has(record.id)) {
      const message = `id ${record.id} stands in the file twice; leave one of them out`;
      throw new Refusal("invalid_request", message, "id");
    }
    const isThere = this.state.pairs.has(record.symbol);
    const pair = isThere ? findPair(this.state, record.pair) : undefined;
    if (pair !== undefined) refuseOtherCoin(pair, record.coin);
    const alarm = pair && this.#matcherOf(pair).match(record, this.taken);
    if (pair === undefined || alarm === undefined) return this.#add(record, newId);
    this.taken.add(alarm.id);
    return this.#change(pair, alarm, record);
  }

  #add(record: WantedRecord, newId: string): Outcome {
    this.#refuseForeignId(record);
    const { symbol, alarm: wanted, isPaused } = record;
    const { alarm, alreadyTrue } = this.#setter.set(symbol, wanted, newId, { isPaused });
    this.taken.add(newId);
    return { outcome: "added", ...described(alarm, symbol), changes: [], alreadyTrue };
  }

  /** An id that stands on another pair means a mistake rather than a new alarm. */
  #refuseForeignId({ id, symbol }: WantedRecord): void {
    const owner = id === null ? symbol : this.#pairOf.get(id) ?? symbol;
    if (owner === symbol) return;
    const message = `id belongs to an alarm of ${owner}; leave it out to set a new one`;
    throw new Refusal("invalid_request", message, "id");
  }

  #matcherOf(pair: Pair): AlarmMatcher {
    let matcher = this.#matchers.get(pair.symbol);
    if (matcher === undefined) this.#matchers.set(pair.symbol, matcher = new AlarmMatcher(pair));
    return matcher;
  }

  #change(pair: Pair, before: Alarm, record: WantedRecord): Outcome {
    if (before.type !== record.alarm.type) {
      const message = "type cannot be changed; leave the id out to set a new alarm";
      throw new Refusal("invalid_request", message, "type");
    }
    const changes = fieldChanges(before, record);
    const { symbol } = pair;
    if (changes.length === 0) {
      return { outcome: "unchanged", ...described(before, symbol), changes, alreadyTrue: false };
    }
    const { alarm, alreadyTrue, dropped } = this.#edited(pair, before, changes, record);
    const act = changes.every(({ field }) => field === "paused")
      ? record.isPaused ? "paused" : "resumed"
      : "edited";
    this.#edits.push({
      ...{ type: "alarmUpdated", symbol, alarm, by: "person", act },
      ...(dropped === undefined ? {} : { dropped }),
    });
    const said = described(alarm, symbol);
    return { outcome: "changed", ...said, changes, alreadyTrue, ...dropped };
  }

  #edited(pair: Pair, before: Alarm, changes: readonly FieldChange[], record: WantedRecord) {
    const edits = changes.filter(({ field }) => field !== "paused");
    const patch = AlarmPatch.parse(Object.fromEntries(
      edits.map(({ field, after }) => [field, after]),
    ));
    const context = settingContext(pair, this.context);
    const edited = settled(editAlarm(before, patch, context));
    refuseTooLong(edited.alarm, this.context.historyDays);
    refuseUnknownWays(edited.alarm, this.state, this.context.by, before);
    if (!changes.some(({ field }) => field === "paused")) return edited;
    const finish = record.isPaused ? pause : resume;
    return { ...edited, alarm: finish(edited.alarm, context) };
  }
}

/** An alarm's condition, in English words and as its fields. */
function described(alarm: Alarm, symbol: string): Pick<Outcome, "condition" | "alarm"> {
  const fields = ["type", ...conditionFields(alarm.type)];
  const told = Object.entries(alarm).filter(([field]) => fields.includes(field));
  return {
    condition: describeAlarm(alarm, symbol),
    alarm: Object.fromEntries(told) as unknown as AlarmCondition,
  };
}

/** Two coins may have one symbol: an alarm of one of them is not set on the other in silence. */
function refuseOtherCoin(pair: Pair, named: NamedCoin): void {
  if (!isOther(pair, named)) return;
  const { symbol, base, quote, source, sourceId, coinName } = pair;
  const watched = coinWords({ coin: sourceId ?? undefined, coinName, source });
  const message =
    `${symbol} is watched here as ${watched}, and the file means ${coinWords(named)}. ` +
    `Take source, coin and coinName out of the line to set it on what is watched, ` +
    `or remove ${symbol} with its alarms before the import`;
  const choices = [
    { pair: `${base}/${quote}`, source, coin: sourceId, name: coinName },
    { pair: `${base}/${quote}`, source: named.source, coin: named.coin, name: named.coinName },
  ].map((choice) => told(choice));
  throw new Refusal(
    "ambiguous_pair",
    message,
    named.coin === undefined ? "coinName" : "coin",
    choices,
  );
}

/** Ids of one source are compared, else names where both are known. */
function isOther({ source, sourceId, coinName }: Pair, named: NamedCoin): boolean {
  const hasIds = named.coin !== undefined && sourceId !== null;
  if (hasIds && (named.source ?? source) === source) return named.coin !== sourceId;
  if (named.coinName === undefined || coinName === undefined) return false;
  return plainName(named.coinName) !== plainName(coinName);
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

function coinWords({ source, coin, coinName }: NamedCoin): string {
  const at = source === undefined ? undefined : SOURCE_LABELS[source];
  const known = [coinName, coin, at].filter((word) => word !== undefined);
  return known.join(", ");
}

/** Without what is not known. */
function told(choice: { pair: string } & Record<string, unknown>): PairChoice {
  const known = Object.entries(choice).filter(([, value]) => value !== undefined && value !== null);
  return { ...Object.fromEntries(known), pair: choice.pair };
}

type Fields = Readonly<Record<string, unknown>>;

/** Finds the alarms of one pair that the records of an import mean. */
class AlarmMatcher {
  readonly #byId: ReadonlyMap<string, Alarm>;
  readonly #byCondition: ReadonlyMap<string, Alarm[]>;

  constructor({ alarms }: Pick<Pair, "alarms">) {
    this.#byId = new Map(alarms.map((alarm) => [alarm.id, alarm]));
    this.#byCondition = Map.groupBy(alarms, (alarm) => conditionKey({ ...alarm }));
  }

  /** The alarm with the record's id, else one with the same condition that no other record meant. */
  match(wanted: WantedRecord, taken: ReadonlySet<string>): Alarm | undefined {
    const named = wanted.id === null ? undefined : this.#byId.get(wanted.id);
    if (named !== undefined && !taken.has(named.id)) return named;
    const fields: Fields = { ...wanted.alarm };
    const same = this.#byCondition.get(conditionKey(fields)) ?? [];
    return same.find((alarm) => !taken.has(alarm.id) && hasSameStart(alarm, fields));
  }
}

/** All that makes a condition but its start: without one any start is meant. */
function conditionKey(fields: Fields): string {
  const type = fields["type"] as Alarm["type"];
  const start = rulesOf({ type }).start?.field;
  const names = conditionFields(type).filter((name) => name !== start);
  return JSON.stringify([type, ...names.map((name) => fields[name] ?? null)]);
}

function hasSameStart(alarm: Alarm, wanted: Fields): boolean {
  const field = rulesOf(alarm).start?.field;
  if (field === undefined) return true;
  const [is, shall]: [Fields, unknown] = [{ ...alarm }, wanted[field] ?? null];
  return shall === null || shall === (is[field] ?? null);
}

/** What a record changes about an alarm, field by field; fields that it does not name stay. */
export function fieldChanges(alarm: Alarm, record: WantedRecord): FieldChange[] {
  const { given, alarm: wanted, isPaused } = record;
  const [is, shall]: [Fields, Fields] = [
    { ...alarm, paused: alarm.paused === true },
    { ...wanted, paused: isPaused },
  ];
  const start = rulesOf(alarm).start?.field;
  return [...conditionFields(alarm.type), ...COMMON_FIELDS, "paused"]
    .filter((field) => given.has(field))
    .map((field) => ({ field, before: is[field] ?? null, after: shall[field] ?? null }))
    .filter(({ field, before, after }) =>
      !isDeepStrictEqual(before, after) && !(field === start && after === null)
    );
}

/** One line of an import, understood. */
export interface WantedRecord {
  readonly symbol: string;
  /** The pair as the line names it: with a separator it says more than its symbol. */
  readonly pair: string;
  /** Which coin the pair was where the file was written; absent in files of older versions. */
  readonly coin: NamedCoin;
  /** The alarm meant by its id; null for none. */
  readonly id: string | null;
  readonly alarm: NewAlarm;
  readonly isPaused: boolean;
  /** The fields that the line names; all others stay as they are in an alarm that exists. */
  readonly given: ReadonlySet<string>;
}

/** Which coin a line means, beside its symbol. */
export interface NamedCoin {
  readonly source?: SourceName | undefined;
  /** The source's id of it (CoinGecko: `gatechain-token`). */
  readonly coin?: string | undefined;
  /** What the source calls it. */
  readonly coinName?: string | undefined;
}

const pairRule = must("be a pair such as BTCUSDT");
const Head = z.object({
  pair: z.string(pairRule).min(1, pairRule),
  id: z.string(must("be an alarm's id, or left out")).nullish(),
  paused: z.boolean(must("be true or false")).nullish(),
  source: z.enum(SOURCE_NAMES, `must be one of ${SOURCE_NAMES.join(", ")}`).nullish(),
  coin: z.string(must("be a coin's id, or left out")).max(100, "must be a coin's id").nullish(),
  coinName: z.string(must("be a coin's name, or left out")).max(200, "must be a coin's name")
    .nullish(),
});

/** Reads one record of an import; a field that is null counts as left out. @throws {Refusal} */
export function readRecord(fields: Readonly<Record<string, unknown>>): WantedRecord {
  const { pair, id, paused, ...coin } = parseInput(Head, fields);
  const named = askedPair(pair);
  if (!named.ok) throw new Refusal("invalid_request", named.message, "pair");
  const rest = Object.entries(fields).filter(([field]) => !(field in Head.shape));
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    symbol: named.pair.symbol,
    pair,
    coin: coinIn(coin),
    id: id === undefined || id === "" ? null : id,
    alarm: parseInput(NewAlarm, Object.fromEntries(rest)),
    isPaused: paused === true,
    given: new Set(given.map(([field]) => field)),
  };
}

function coinIn(
  { source, coin, coinName }: Pick<z.infer<typeof Head>, keyof NamedCoin>,
): NamedCoin {
  return { source: source ?? undefined, coin: coin || undefined, coinName: coinName || undefined };
}
