import type { KindForm } from "./form.ts";
import { type PercentChangeDraft, percentChangeForm } from "./percentChange/form.ts";
import type { AlarmCondition, Kind } from "./schemas.ts";
import { targetAt, type TargetDraft, targetForm } from "./target/form.ts";
import { type TimeframeDraft, timeframeForm } from "./timeframe/form.ts";

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
export function fieldsAtPrice(text: string, currentPrice: number | null): Partial<KindDrafts> {
  return targetAt(text, currentPrice);
}

/** How a kind is filled in. */
export function formOf({ type }: { readonly type: Kind }): Form {
  return FORMS[type];
}

const KINDS = Object.keys(FORMS) as readonly Kind[];

/** The kinds and how they are called. */
export const KIND_TITLES = KINDS.map((kind) => [kind, FORMS[kind].title] as const);

/** The fields of conditions that forms show, of all kinds. */
export const SHOWN_FIELDS: readonly string[] = KINDS.flatMap((kind) => FORMS[kind].shownFields);
