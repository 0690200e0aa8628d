import { z } from "zod";
import type { CellKind } from "@/lib/alarms/kinds/fields.ts";
import {
  type PercentChangeCondition,
  percentChangeSchema,
} from "@/lib/alarms/kinds/percentChange/schema.ts";
import {
  type TargetCondition,
  targetRehearsal,
  targetSchema,
} from "@/lib/alarms/kinds/target/schema.ts";
import { type TimeframeCondition, timeframeSchema } from "@/lib/alarms/kinds/timeframe/schema.ts";

/** What zod knows of the kinds, in the order in which they are told. Pages stay without it. */
const KIND_SCHEMAS = [targetSchema, percentChangeSchema, timeframeSchema] as const;

/** What each kind waits for, without what has become of it: enough to describe and to measure it. */
export type AlarmCondition = TargetCondition | PercentChangeCondition | TimeframeCondition;

/** What is rung to try out how alarms ring where none is set. */
export const rehearsalAt = targetRehearsal;

type Row = typeof KIND_SCHEMAS[number];

/** The name of a kind, as it stands in files and on the wire. */
export type Kind = Row["type"];

/** What a person sends to set an alarm. */
export type AlarmInput = z.infer<Row["input"]>;

/** The schemas of all kinds, as zod's unions take them. */
const STORED = KIND_SCHEMAS.map(({ stored }) => stored) as AtLeastOne<Row["stored"]>;
export const INPUTS = KIND_SCHEMAS.map(({ input }) => input) as AtLeastOne<Row["input"]>;

// `map` forgets that the table has rows.
type AtLeastOne<T> = [T, ...T[]];

/** The fields of each kind's condition, as a person sends them. */
export const CONDITION_INPUTS: ReadonlyMap<Kind, Readonly<Record<string, z.ZodType>>> = new Map(
  KIND_SCHEMAS.map(({ type, fields }) => [type, fields]),
);

/** The columns of a CSV that conditions need; two kinds may share one. */
export const CONDITION_COLUMNS: Readonly<Record<string, CellKind>> = Object.assign(
  {},
  ...KIND_SCHEMAS.map(({ columns }) => columns),
);

/** The names of the fields that make up the condition of a kind. */
export function conditionFields(kind: Kind): readonly string[] {
  return Object.keys(CONDITION_INPUTS.get(kind) ?? {});
}

/** Alarms of each kind for the demo's pairs, by their symbols; one of them is reached soon at a price. */
export const DEMOS: readonly ((soonReached: number) => Partial<Record<string, object>>)[] =
  KIND_SCHEMAS.map(({ demo }) => demo);

/** An alarm as it stands in the store file, in memory and on the wire. */
export const Alarm = z.discriminatedUnion("type", STORED);

export type Alarm = z.infer<typeof Alarm>;
