import fc from "fast-check";
import { gridPrice } from "../alarms/grid_price.ts";
import { someCondition } from "../alarms/some_condition.ts";

/** What a source says of one pair in one check. */
export interface Said {
  readonly kind:
    | "walk"
    | "spike"
    | "dive"
    | "missing"
    | "duplicate"
    | "older"
    | "stale"
    | "future"
    | "notANumber"
    | "notAPrice"
    | "badLow";
  /** Steps on the price grid. */
  readonly move: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Age of the price when it arrives, in seconds. */
  readonly age: number;
}

/** How an alarm is asked for; prices are on the grid. */
export interface Wanted {
  readonly condition: Record<string, unknown> & { readonly type: string };
  readonly mode: "once" | "repeat";
  readonly cooldownSeconds: number;
  /** Seconds from now; null for never. */
  readonly expiresIn: number | null;
}

/** Seconds that the program is down, and by how many the clock is set meanwhile. */
export interface Down {
  readonly seconds: number;
  readonly clock: number;
  /** Seed for what a power loss takes. */
  readonly choice: number;
}

export interface Check {
  /** Seconds since the step before. */
  readonly after: number;
  /** By the order of the pairs' symbols. */
  readonly said: readonly Said[];
}

export type Step =
  | { readonly do: "check" } & Check
  | { readonly do: "addPair"; readonly pair: number }
  | { readonly do: "removePair"; readonly pair: number }
  | { readonly do: "addAlarm"; readonly pair: number; readonly wanted: Wanted }
  | { readonly do: "addLadder"; readonly pair: number; readonly wanted: Wanted }
  | { readonly do: "edit"; readonly pick: number; readonly field: number; readonly value: number }
  | { readonly do: "removeAlarm"; readonly pick: number }
  | { readonly do: "snooze"; readonly pick: number; readonly minutes: number }
  | { readonly do: "rearm"; readonly pick: number }
  /** Several alarms at once: those picked from the first one on. */
  | { readonly do: "pause" | "resume"; readonly pick: number; readonly count: number }
  | { readonly do: "acknowledge" }
  | { readonly do: "setClock"; readonly seconds: number }
  | { readonly do: "restart" } & Down
  | { readonly do: "kill" } & Down
  | { readonly do: "powerLoss" } & Down
  /** The power goes after so many calls to the disk. */
  | { readonly do: "powerLossInCheck"; readonly calls: number } & Check & Down
  | { readonly do: "killBeforeAnnounce" } & Check & Down;

export type StepOf<D extends Step["do"]> = Extract<Step, { do: D }>;

export const SYMBOLS = ["BTCUSDT", "SOLUSDT", "DOGEUSDT"] as const;

const DAY = 86_400;
const pair = fc.nat({ max: SYMBOLS.length - 1 });
const pick = fc.nat();
const beside = fc.option(fc.integer({ min: 0, max: 6 }), { freq: 1 });

const said: fc.Arbitrary<Said> = fc.record({
  kind: fc.oneof(
    { weight: 24, arbitrary: fc.constant("walk" as const) },
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        ...["spike", "dive", "missing", "duplicate", "older", "stale"] as const,
        ...["future", "notANumber", "notAPrice", "badLow"] as const,
      ),
    },
  ),
  move: fc.integer({ min: -6, max: 6 }),
  low: beside,
  high: beside,
  age: fc.constantFrom(0, 0, 1, 3),
});

const check = {
  after: fc.constantFrom(5, 15, 15, 15, 15, 30, 60, 300),
  said: fc.array(said, { minLength: SYMBOLS.length, maxLength: SYMBOLS.length }),
};

const conditions = (minutes: readonly number[]) =>
  someCondition({
    targetPrice: gridPrice,
    percentage: fc.constantFrom(1, 2.5, 5, 10, 0.1),
    minutes,
    startPrice: fc.option(gridPrice),
  });

const alarms = (windows: readonly number[]): fc.Arbitrary<Wanted> =>
  fc.record({
    condition: conditions(windows),
    mode: fc.constantFrom("once", "repeat", "repeat"),
    cooldownSeconds: fc.constantFrom(0, 15, 30, 90),
    expiresIn: fc.option(fc.integer({ min: 1, max: 2000 }), { freq: 5, nil: null }).map((value) =>
      value
    ),
  });

const clock = fc.constantFrom(DAY, -DAY, 3600, -3600, 300, -300, 30, -30);
const down = {
  seconds: fc.constantFrom(0, 1, 20, 600),
  clock: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, clock),
  choice: fc.nat({ max: 1000 }),
};

const weighted = (wanted: fc.Arbitrary<Wanted>): readonly [number, fc.Arbitrary<Step>][] => [
  [50, fc.record({ do: fc.constant("check"), ...check })],
  [4, fc.record({ do: fc.constant("addPair"), pair })],
  [1, fc.record({ do: fc.constant("removePair"), pair })],
  [14, fc.record({ do: fc.constant("addAlarm"), pair, wanted })],
  [1, fc.record({ do: fc.constant("addLadder"), pair, wanted })],
  [4, fc.record({ do: fc.constant("edit"), pick, field: fc.nat(), value: fc.nat() })],
  [2, fc.record({ do: fc.constant("removeAlarm"), pick })],
  [3, fc.record({ do: fc.constant("snooze"), pick, minutes: fc.constantFrom(1, 2, 15) })],
  [3, fc.record({ do: fc.constant("rearm"), pick })],
  [3, fc.record({ do: fc.constant("pause"), pick, count: fc.integer({ min: 1, max: 4 }) })],
  [4, fc.record({ do: fc.constant("resume"), pick, count: fc.integer({ min: 1, max: 8 }) })],
  [2, fc.record({ do: fc.constant("acknowledge") })],
  [5, fc.record({ do: fc.constant("setClock"), seconds: clock })],
  [2, fc.record({ do: fc.constant("restart"), ...down })],
  [2, fc.record({ do: fc.constant("kill"), ...down })],
  [2, fc.record({ do: fc.constant("powerLoss"), ...down })],
  [
    3,
    fc.record({
      do: fc.constant("powerLossInCheck"),
      calls: fc.nat({ max: 14 }),
      ...check,
      ...down,
    }),
  ],
  [3, fc.record({ do: fc.constant("killBeforeAnnounce"), ...check, ...down })],
];

/** A story of the program: at first the pairs, then anything. */
export interface Story {
  readonly steps: readonly Step[];
  /** Prices are whole numbers times this power of ten. */
  readonly power: number;
  /** Windows reach past what stands in the store file, so the history's files must survive: no power is lost. */
  readonly isLong: boolean;
}

const SHORT_WINDOWS = [0.25, 0.5, 1, 2];
const LONG_WINDOWS = [1, 10, 20, 45];

/** Stories of up to so many steps. */
export function stories(maxLength: number): fc.Arbitrary<Story> {
  return fc.boolean().chain((isLong) =>
    fc.record({
      steps: stepsOf(isLong ? LONG_WINDOWS : SHORT_WINDOWS, maxLength),
      power: fc.constantFrom(0, -14, -3, 2, 10),
      isLong: fc.constant(isLong),
    })
  );
}

function stepsOf(windows: readonly number[], maxLength: number): fc.Arbitrary<Step[]> {
  const begun = SYMBOLS.map((_, pair): Step => ({ do: "addPair", pair }));
  const rows = weighted(alarms(windows));
  const step = fc.oneof(...rows.map(([weight, arbitrary]) => ({ weight, arbitrary })));
  return fc.array(step, { maxLength: maxLength - begun.length, size: "max" })
    .map((rest) => [...begun, ...rest]);
}
