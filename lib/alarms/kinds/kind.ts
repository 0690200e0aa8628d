import { isPrice, type Observation } from "@/lib/market/accept.ts";
import { formatPercent, type Move, numberText } from "@/lib/market/format_price.ts";
import type { HistoryView } from "@/lib/market/history/history_view.ts";
import { texts } from "@/lib/language/texts.ts";

/**
 * What decides for alarms of a kind. `C` is the condition, `A` the stored alarm, `I` what a person sends.
 * Everything is pure, and free of zod: server and browser use it.
 */
export interface KindRules<C, A extends C, I> {
  /** What an observation says of the condition; null while its past is too short to tell. */
  find(alarm: A, context: EvaluationContext): Finding | null;
  /** Whether the condition is true at a price; false when that cannot be told yet. */
  holds(condition: C, price: number, context: PresentContext): boolean;
  /** Whether it turned true shows only to whom has evaluated the condition before; two prices alone do not tell. */
  readonly needsEvaluation: boolean;
  /** It is compared with the highest or lowest price on record, however long ago that was. */
  readonly measuresFromRecord: boolean;
  /** Only what came after it was set can tell how near the price came. */
  readonly needsNoPast: boolean;
  /** The price at the start of its window, at a moment (ms); null while it is not known. Left out by kinds without windows. */
  referenceAt?(condition: C, past: KnownPast, at: number): number | null;
  /** The same; null also for a condition that has no window. Left out by kinds without windows. */
  windowStartAt?(condition: C, past: KnownPast, at: number): number | null;
  /** Why it fired, in words: "BTCUSDT rose to 55,012.5, reaching your target of 55,000 from below". */
  fireMessage(alarm: A, symbol: string, reach: Reach): string;
  /** Which way the price goes in a rehearsal. */
  testMove(condition: C): Move;
  /** The alarm that a person sends, set on a pair. */
  made(input: I, base: NewBase, present: Present): A;
  /** The alarm with the condition that a person sends instead. */
  edited(alarm: A, input: I, present: Present): A;
  /** Set where alarms of this kind may measure from a price of their own. */
  readonly start: StartRules<A> | null;
}

/** How an alarm measures from a price of its own, which begins anew with each fire. */
export interface StartRules<A> {
  /** The field a person names it by; left out in a file, any start is meant. */
  readonly field: string;
  /** It measures from a start, and has none yet. */
  lacks(alarm: A): boolean;
  /** The alarm measuring from a price at a moment (ms) on; the same object where it does not measure from a start. */
  from(alarm: A, price: number, at: number): A;
  /** Whether the condition is true at a price that follows the start; null where it does not measure from one. */
  holdsAt(alarm: A, price: number): boolean | null;
  /** The alarm with the start of another state of it; the same object where it does not measure from one. */
  takenFrom(alarm: A, other: A): A;
  /** The alarm with its start at the moment that `move` makes of it. */
  shifted(alarm: A, move: (time: string) => string): A;
  /** What of the condition only made sense before a change, and is empty after it unless the change names it. */
  dropped(alarm: A, patch: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
}

/** The present of a pair; `now` in milliseconds. */
export interface Present {
  readonly currentPrice: number | null;
  readonly now: number;
}

/** How an alarm is that nothing has become of yet. */
export const UNTOUCHED = {
  snoozedUntil: null,
  triggered: false,
  triggeredAt: null,
  triggeredPrice: null,
  fireCount: 0,
  conditionMet: null,
  clearedSinceFire: false,
} as const;

/** What a new alarm begins with. */
type NewBase = typeof UNTOUCHED & { readonly id: string; readonly createdAt: string };

/** What is said, shown and checked of a kind's conditions, on both sides. */
export interface KindView<C> {
  /** In words, without the pair: "crosses above 55,000". */
  describe(condition: C): string;
  /** The same as short as two of them can be told apart, and what it begins with where it stands alone. */
  brief(condition: C): { readonly subject: string; readonly words: string };
  /** The price that the condition itself names; null where it is measured from another one. */
  namedPrice(condition: C): number | null;
  /** What it is compared with at present; `windowStart` is the first price of its window, where that is known. */
  reference(condition: C, pair: PairPrices, windowStart: number | null): number | null;
  /** The price that sets it off, the nearer one where there are two; null where that cannot be told yet. */
  trigger(condition: C, reference: number | null, current: number | null): number | null;
  /** The price that sets it off when it moves this way from a reference. */
  levelFrom(condition: C, reference: number, move: Move): number;
  /** What is wrong between fields each of which is right by itself, before it is set; null when nothing is. */
  problem(condition: Unfinished<C>): ConditionProblem | null;
  /** Whether it is true at a price, against what it is compared with; false while that is not known. */
  isTrueAt(condition: C, price: number, reference: number | null): boolean;
  /** The figure of a condition that people change most, as it stands in its words. */
  readonly figure: FigureView<C>;
  /** Set where conditions of this kind look back over a time. */
  readonly window: WindowView<C> | null;
}

interface FigureView<C> {
  /** What it is, in the middle of a sentence: "price". */
  readonly name: string;
  shown(condition: C): string;
  /** As a person types it. */
  typed(condition: C): string;
}

interface WindowView<C> {
  /** The field a person names its length by. */
  readonly field: string;
  /** Length in milliseconds; null for a condition without a window. */
  ms(condition: C): number | null;
  /** Length in words: "15 minutes"; "" for a condition without a window. */
  words(condition: C): string;
}

/** A condition as it is sent: what may be empty may be left out too. */
export type Unfinished<C> =
  & { readonly [F in keyof C as null extends C[F] ? never : F]: C[F] }
  & { readonly [F in keyof C as null extends C[F] ? F : never]?: C[F] | undefined };

/** A field that does not go with the others, and the end of a sentence that begins with its name. */
export interface ConditionProblem {
  readonly field: string;
  readonly rule: string;
}

/** How a kind is drawn into the chart: one price that can be moved, or a band between two. */
export type KindChart<A> = LevelChart<A> | BandChart<A>;

/** The price at which an alarm rings, drawn as a line. */
export interface LevelChart<A> {
  readonly shape: "level";
  /** Short enough for a phone: the price itself stands on the axis. */
  title(alarm: A): string;
  /** The title beside its price. */
  short(alarm: A): string;
  /** What it becomes with its line at about `price`; null where there is nothing to measure from. */
  movedTo(alarm: A, place: ChartPlace): Moved | null;
  /** What is sent to put it back to the condition it has now. */
  fields(alarm: A): Fields;
  /** The smallest move of its line from a price that changes it. */
  grain(price: number, step: number): number;
}

/** The prices at which an alarm would ring now, above and below those of a stretch of time. */
interface BandChart<A> {
  readonly shape: "band";
  title(alarm: A): string;
  /** The ways a price may move to ring. */
  moves(alarm: A): readonly Move[];
  /** Since when prices are compared, at `now`; in milliseconds. */
  since(alarm: A, now: number): number;
}

/** Where a line is moved to. */
export interface ChartPlace {
  readonly pair: PairPrices;
  readonly price: number;
  /** The smallest difference of prices that can be seen. */
  readonly step: number;
  /** A number at a whole count of steps, at least one. */
  round(value: number, step: number): number;
}

export type Fields = Readonly<Record<string, string | number>>;

/** What an alarm becomes when its line is let go: where it rings then, and what has to be sent for it. */
export interface Moved {
  readonly price: number;
  readonly fields: Fields;
}

/** How a kind's conditions are filled into the fields of a form: `C` is the condition, `D` the fields as typed. */
export interface KindForm<C, D> {
  /** How the kind is called where one is chosen. */
  title(): string;
  /** What a new alarm's fields hold. */
  readonly empty: D;
  /** The fields of the condition that the form shows, as the server names them. */
  readonly shownFields: readonly string[];
  /** The condition that the fields ask for; the reader keeps what is wrong with them. */
  read(draft: D, reader: FieldReader): C;
  /** The fields for a condition that is there already. */
  write(condition: C): Partial<D>;
  /** The figure of a condition that people change most: it may be typed where the condition stands in words. */
  readonly figure: KindFigure;
  /** The same condition for another pair; null where a price is missing to tell what that is. */
  copied(condition: C, prices: CopyPrices): C | null;
}

export interface KindFigure {
  /** As the server names it. */
  readonly field: string;
  read(text: string, reader: FieldReader): number;
}

/** Reads typed fields one after the other; what cannot be read is NaN. */
export interface FieldReader {
  /** `what` ends the sentence that asks for it: "the price to wait for". */
  price(field: string, text: string, what: string): number;
  number(field: string, text: string, what: string): number;
}

/** The current prices of the pair an alarm is copied from and of the one it is copied to. */
interface CopyPrices {
  readonly from: number | null;
  readonly to: number | null;
}

/** What several kinds say. */
export const kindWords = texts("kinds", {
  percentFigure: "percentage",
  below100: "must be below 100, because a price cannot fall by all of itself",
});

/** The percentage of a move as the figure of several kinds. */
export const PERCENT_FIGURE: FigureView<{ readonly percentage: number }> = {
  get name() {
    return kindWords.percentFigure;
  },
  shown: ({ percentage }) => formatPercent(percentage),
  typed: ({ percentage }) => numberText(percentage),
};

/** What the field of a percentage holds at first, whatever the kind: it stays when another is chosen. */
export const FIRST_PERCENTAGE = "5";

/** A computed price in as many digits as people give prices: five. */
export function typicalPrice(price: number): number {
  return Number(price.toPrecision(5));
}

/** The price that lies so many percent above or below another one. */
export function levelAt(reference: number, percentage: number, move: Move): number {
  return reference * (move === "up" ? 100 + percentage : 100 - percentage) / 100;
}

export function downProblem(isDown: boolean, percentage: number): ConditionProblem | null {
  return isDown && percentage >= 100 ? { field: "percentage", rule: kindWords.below100 } : null;
}

/** How an alarm's condition was reached. */
export interface Reach {
  /** The price that reached it: the observation's own, or else its high or low. */
  readonly price: number;
  readonly direction: Move;
  /** What the price was compared with: target, maximum, minimum or first price of the window. */
  readonly reference: number;
}

/** What one observation says about an alarm's condition. */
export interface Finding {
  /** The condition is true at the observation's price. */
  readonly holds: boolean;
  /** The condition was false at some moment of the observation. */
  readonly lapsed: boolean;
  /** Set when the condition turned true: the alarm fires if it is free to. */
  readonly reach: Reach | null;
}

// Shared, because nearly every evaluation ends in one of these two.
export const FALSE_NOW: Finding = { holds: false, lapsed: true, reach: null };
export const TRUE_NOW: Finding = { holds: true, lapsed: false, reach: null };

/** What the prices of one observation say of a condition that is no crossing; their order is known of the first and last only. */
interface Level {
  /** How it is true at the last price; null when it is false there. */
  readonly close: Reach | null;
  /** How it is true at another of the prices; null when that is not certain. */
  readonly touch: Reach | null;
  /** It is false at the first of the prices, where that is known. */
  readonly startsFalse: boolean;
  /** It is false at one of the prices. */
  readonly isLeft: boolean;
}

/**
 * What an observation says after which a condition was true or false; null where that is not known. It
 * turned true where that holds in whatever order the low and high came: what was true before, is true
 * at one of them and false at the other and at the end may have turned false only.
 */
export function findingOf(wasTrue: boolean | null, level: Level): Finding {
  const { close, touch, startsFalse, isLeft } = level;
  const holds = close !== null;
  if (wasTrue === null) return holds ? TRUE_NOW : FALSE_NOW;
  if (wasTrue && !startsFalse) {
    if (!holds) return FALSE_NOW;
    return isLeft ? { holds, lapsed: true, reach: close } : TRUE_NOW;
  }
  const reach = close ?? touch;
  return reach === null ? FALSE_NOW : { holds, lapsed: wasTrue || !holds, reach };
}

/** What is known of a pair's past. */
export interface KnownPast {
  readonly history: HistoryView;
  /** Whether a moment (milliseconds) lies within an unwatched stretch. */
  readonly isUnwatched?: ((at: number) => boolean) | undefined;
}

/** One accepted observation and the pair's past before it: what an alarm is evaluated on. */
export interface EvaluationContext extends KnownPast {
  readonly symbol: string;
  /** The last price accepted before this observation; null when it is the first one. */
  readonly previous: number | null;
  /** Its moment, in milliseconds since the Unix epoch. */
  readonly previousAt: number | null;
  /** Highest and lowest price since the pair was added, this observation included. */
  readonly maxPrice: number;
  readonly minPrice: number;
  /** The same before this observation; null when it is the first one. */
  readonly previousMax: number | null;
  readonly previousMin: number | null;
  readonly observation: Observation;
  /** When it is found, in milliseconds since the Unix epoch; what people set by the clock is held against the observation's own moment. */
  readonly now: number;
  /** Why it is found late, if it is, in words for a person. */
  readonly lateWhy?: string | undefined;
}

/** What is recorded of a pair's price; null before the first one. */
export interface PairPrices {
  readonly currentPrice: number | null;
  readonly maxPrice: number | null;
  readonly minPrice: number | null;
}

/** What is known of a pair at a moment (milliseconds); the history includes the current price. */
export interface PresentContext extends PairPrices, KnownPast {
  readonly now: number;
}

/** First price of an observation; null where the source tells no usable one. */
export function firstOf({ first }: Observation): number | null {
  return isPrice(first) ? first : null;
}

/** Lowest price of an observation; its own price where the source tells no usable low. */
export function lowestOf(observation: Observation): number {
  const lowest = Math.min(firstOf(observation) ?? Infinity, observation.price);
  return isPrice(observation.low) ? Math.min(observation.low, lowest) : lowest;
}

/** Highest price of an observation; its own price where the source tells no usable high. */
export function highestOf(observation: Observation): number {
  const highest = Math.max(firstOf(observation) ?? 0, observation.price);
  return isPrice(observation.high) ? Math.max(observation.high, highest) : highest;
}
