import type { Alarm } from "@/lib/alarms/alarm.ts";
import { AlarmPatch } from "@/lib/alarms/alarm_patch.ts";
import { describeAlarm } from "@/lib/alarms/describe.ts";
import { editAlarm } from "@/lib/alarms/edit_alarm.ts";
import { pause } from "@/lib/alarms/pause.ts";
import { resume } from "@/lib/alarms/resume.ts";
import type { PairChoice } from "@/lib/market/pair_choice.ts";
import { SOURCE_LABELS } from "@/lib/sources/labels.ts";
import type { Event } from "@/lib/store/event.ts";
import type { Pair, State } from "@/lib/store/state.ts";
import { AlarmSetter } from "../alarm_setter.ts";
import type { DecidingContext } from "../command.ts";
import { findPair } from "../lookup.ts";
import { Refusal } from "../refusal.ts";
import { refuseTooLong, settingContext, settled } from "../setting_context.ts";
import { fieldChanges } from "./field_changes.ts";
import type { FieldChange, ImportEntry } from "./import_report.ts";
import { AlarmMatcher } from "./match_alarm.ts";
import type { NamedCoin, WantedRecord } from "./read_record.ts";

type Outcome = Pick<
  ImportEntry,
  "outcome" | "condition" | "changes" | "alreadyTrue" | "droppedFrom" | "droppedTo"
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
    const condition = describeAlarm(alarm, symbol);
    return { outcome: "added", condition, changes: [], alreadyTrue };
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
      const condition = describeAlarm(before, symbol);
      return { outcome: "unchanged", condition, changes, alreadyTrue: false };
    }
    const { alarm, alreadyTrue, dropped } = this.#edited(pair, before, changes, record);
    const act = changes.every(({ field }) => field === "paused")
      ? record.isPaused ? "paused" : "resumed"
      : "edited";
    this.#edits.push({
      ...{ type: "alarmUpdated", symbol, alarm, by: "person", act },
      ...(dropped === undefined ? {} : { dropped }),
    });
    const condition = describeAlarm(alarm, symbol);
    return { outcome: "changed", condition, changes, alreadyTrue, ...dropped };
  }

  #edited(pair: Pair, before: Alarm, changes: readonly FieldChange[], record: WantedRecord) {
    const edits = changes.filter(({ field }) => field !== "paused");
    const patch = AlarmPatch.parse(Object.fromEntries(
      edits.map(({ field, after }) => [field, after]),
    ));
    const context = settingContext(pair, this.context);
    const edited = settled(editAlarm(before, patch, context));
    refuseTooLong(edited.alarm, this.context.historyDays);
    if (!changes.some(({ field }) => field === "paused")) return edited;
    const finish = record.isPaused ? pause : resume;
    return { ...edited, alarm: finish(edited.alarm, context) };
  }
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
