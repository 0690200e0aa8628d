import { texts } from "@/lib/language/texts.ts";

/** What an indicator is and how it is set; lengths count candles. */
export type IndicatorSpec =
  | { readonly kind: "sma" | "ema" | "rsi"; readonly length: number }
  | { readonly kind: "bollinger"; readonly length: number; readonly deviations: number }
  | {
    readonly kind: "macd";
    readonly fast: number;
    readonly slow: number;
    readonly signal: number;
  };

type IndicatorKind = IndicatorSpec["kind"];

/** A number that an indicator is set by. */
export interface IndicatorField {
  readonly name: keyof typeof indicatorWords.fields;
  readonly usual: number;
  readonly least: number;
  readonly most: number;
  /** Values between whole numbers are taken too. */
  readonly isDecimal?: boolean;
}

const MOST_LENGTH = 500;
const length = (usual: number, least = 1): IndicatorField => ({
  ...{ name: "length", usual, least, most: MOST_LENGTH },
});

/** Each kind with what it is called, the numbers it is set by, and whether it has a scale of its own below the prices. */
export const INDICATORS = {
  ema: { title: "EMA", fields: [length(20)], hasPane: false },
  sma: { title: "SMA", fields: [length(50)], hasPane: false },
  bollinger: {
    title: "Bollinger",
    fields: [
      length(20, 2),
      {
        ...{ name: "deviations", usual: 2, least: 0.1, most: 10 },
        isDecimal: true,
      },
    ],
    hasPane: false,
  },
  rsi: { title: "RSI", fields: [length(14, 2)], hasPane: true },
  macd: {
    title: "MACD",
    fields: [
      { name: "fast", usual: 12, least: 1, most: MOST_LENGTH },
      { name: "slow", usual: 26, least: 2, most: MOST_LENGTH },
      { name: "signal", usual: 9, least: 1, most: MOST_LENGTH },
    ],
    hasPane: true,
  },
} as const satisfies Readonly<
  Record<IndicatorKind, { title: string; fields: readonly IndicatorField[]; hasPane: boolean }>
>;

export const INDICATOR_KINDS = Object.keys(INDICATORS) as IndicatorKind[];

/** The numbers that an indicator of this kind is set by. */
export function fieldsOf(kind: IndicatorKind): readonly IndicatorField[] {
  return INDICATORS[kind].fields;
}

/** What a number is called that an indicator is set by. */
export function fieldLabel({ name }: IndicatorField): string {
  return indicatorWords.fields[name];
}

/** A value that an indicator is set by. */
export function settingOf(spec: IndicatorSpec, { name }: IndicatorField): number {
  return (spec as unknown as Readonly<Record<string, number>>)[name] ?? NaN;
}

/** An indicator as it is usually set. */
export function usualIndicator(kind: IndicatorKind): IndicatorSpec {
  return made(kind, (field) => field.usual);
}

function made(kind: IndicatorKind, valueOf: (field: IndicatorField) => number): IndicatorSpec {
  const settings = fieldsOf(kind).map((field) => [field.name, valueOf(field)] as const);
  // Its fields are those of the table, which has those of the kind.
  return { kind, ...Object.fromEntries(settings) } as unknown as IndicatorSpec;
}

/** The indicator with one number set anew; a text that says why not. */
export function withSetting(
  spec: IndicatorSpec,
  field: IndicatorField,
  value: number,
): IndicatorSpec | string {
  const { least, most, isDecimal = false } = field;
  const label = fieldLabel(field);
  if (!(value >= least && value <= most)) return indicatorWords.outside(label, least, most);
  if (!isDecimal && !Number.isInteger(value)) return indicatorWords.notWhole(label);
  const changed = { ...spec, [field.name]: value };
  if (changed.kind === "macd" && changed.fast >= changed.slow) {
    return indicatorWords.notFaster;
  }
  return changed;
}

/** The indicator in something that was stored; null where it is none. */
export function readIndicator(stored: unknown): IndicatorSpec | null {
  if (typeof stored !== "object" || stored === null || !("kind" in stored)) return null;
  const kind = INDICATOR_KINDS.find((known) => known === stored.kind);
  if (kind === undefined) return null;
  const values: Readonly<Record<string, unknown>> = { ...stored };
  const spec = made(kind, ({ name }) => Number(values[name]));
  const isPossible = fieldsOf(kind).every((field) => {
    return typeof withSetting(spec, field, settingOf(spec, field)) !== "string";
  });
  return isPossible ? spec : null;
}

/** `EMA 20`, `Bollinger 20 2`, `MACD 12 26 9`: tells an indicator from every other. */
export function indicatorName(spec: IndicatorSpec): string {
  const settings = fieldsOf(spec.kind).map((field) => settingOf(spec, field));
  return [INDICATORS[spec.kind].title, ...settings].join(" ");
}

/** Each once: the same indicator twice would draw one line over the other. */
export function withoutTwins(indicators: readonly IndicatorSpec[]): readonly IndicatorSpec[] {
  return [...new Map(indicators.map((each) => [indicatorName(each), each])).values()];
}

/** One more of a kind, as it is usually set, or longer where that one is there already; null where there is no room for it. */
export function freshIndicator(
  kind: IndicatorKind,
  known: readonly IndicatorSpec[],
): IndicatorSpec | null {
  const [field] = fieldsOf(kind);
  if (field === undefined) return null;
  const names = new Set(known.map(indicatorName));
  let spec: IndicatorSpec | string = usualIndicator(kind);
  while (typeof spec !== "string" && names.has(indicatorName(spec))) {
    spec = withSetting(spec, field, settingOf(spec, field) * 2);
  }
  return typeof spec === "string" ? null : spec;
}

/** The numbers that indicators are set by. */
export const indicatorWords = texts("indicators", {
  fields: {
    length: "Length",
    deviations: "Deviations",
    fast: "Fast",
    slow: "Slow",
    signal: "Signal",
  },
  outside: (label: string, least: number, most: number) =>
    `${label} must be from ${least} to ${most}`,
  notWhole: (label: string) => `${label} must be a whole number`,
  notFaster: "Fast must be below Slow",
});
