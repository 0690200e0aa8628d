import type { KindForm } from "./kind.ts";
import type { KindLine } from "./line.ts";
import {
  type PercentChangeDraft,
  percentChangeForm,
  percentChangeLine,
} from "./percentChange/typed.ts";
import type { AlarmCondition, Kind } from "@/lib/alarms/alarm.ts";
import { targetAt, type TargetDraft, targetForm, targetLine } from "./target/typed.ts";
import { type TimeframeDraft, timeframeForm, timeframeLine } from "./timeframe/typed.ts";

/** How each kind is written and read in a line of text. */
const KIND_LINES: Readonly<Record<Kind, KindLine<AlarmCondition>>> = {
  target: targetLine,
  timeframe: timeframeLine,
  percentChange: percentChangeLine,
};

/** All of them, in the order in which their examples are told. */
export const LINES = Object.values(KIND_LINES);

/** A condition as text that reads back as the same one. */
export function conditionText(condition: AlarmCondition): string {
  return KIND_LINES[condition.type].write(condition);
}

/** The fields of all kinds, as typed: a person may choose another kind before all is filled in. */
export type KindDrafts = TargetDraft & PercentChangeDraft & TimeframeDraft;

type Form = Omit<KindForm<AlarmCondition, KindDrafts>, "empty">;

/** How each kind is filled in, in the order in which they are offered. */
const FORMS: Readonly<Record<Kind, Form>> = {
  target: targetForm,
  percentChange: percentChangeForm,
  timeframe: timeframeForm,
};

/** What a new alarm's form begins with. */
export const EMPTY_FIELDS: KindDrafts & { readonly type: Kind } = {
  type: "target",
  ...targetForm.empty,
  ...percentChangeForm.empty,
  ...timeframeForm.empty,
};

/** The fields of an alarm at a price that was picked on the chart. */
export const fieldsAtPrice: (
  text: string,
  currentPrice: number | null,
) => Partial<KindDrafts> = targetAt;

/** How a kind is filled in. */
export function formOf({ type }: { readonly type: Kind }): Form {
  return FORMS[type];
}

const KINDS = Object.keys(FORMS) as readonly Kind[];

/** The kinds and how they are called. */
export function kindTitles() {
  return KINDS.map((kind) => [kind, FORMS[kind].title()] as const);
}

/** The fields of conditions that forms show, of all kinds. */
export const SHOWN_FIELDS: readonly string[] = KINDS.flatMap((kind) => FORMS[kind].shownFields);
