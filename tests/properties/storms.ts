import fc from "fast-check";
import type { Said, Step, Story } from "./steps.ts";

const quick: fc.Arbitrary<Said> = fc.record({
  kind: fc.constant("walk" as const),
  move: fc.constantFrom(-6, -5, 5, 6),
  low: fc.constant(null),
  high: fc.constant(null),
  age: fc.constant(0),
});

const down = { seconds: fc.constantFrom(0, 5), clock: fc.constant(0), choice: fc.nat() };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({
      do: fc.constant("check" as const),
      after: fc.constantFrom(1, 2, 5),
      said: fc.array(quick, { minLength: 1, maxLength: 1 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("setClock" as const),
      seconds: fc.constantFrom(86_400, -86_400, 60, -60),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("kill" as const), ...down }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Step>(
      { do: "rearm", pick: 0 },
      { do: "snooze", pick: 0, minutes: 1 },
    ),
  },
);

const STORM: readonly Step[] = [
  { do: "addPair", pair: 0 },
  {
    do: "addAlarm",
    pair: 0,
    wanted: {
      condition: { type: "target", targetPrice: 100, direction: "any" },
      mode: "repeat",
      cooldownSeconds: 0,
      expiresIn: null,
    },
  },
];

/** A price that swings around the target so often that its alarm surely pauses. */
export const SURE_STORM: Story = {
  steps: [
    ...STORM,
    ...[[5, -6], [6, -5]].flatMap((moves) => Array.from({ length: 6 }, () => moves))
      .flat().map((move): Step => ({
        do: "check",
        after: 2,
        said: [{ kind: "walk", move, low: null, high: null, age: 0 }],
      })),
  ],
  power: 0,
  isLong: false,
};

/** Stories of a price that swings around a target every few seconds. */
export function storms(length: number): fc.Arbitrary<Story> {
  return fc.array(step, { minLength: length - STORM.length, maxLength: length, size: "max" })
    .map((steps) => ({ steps: [...STORM, ...steps], power: 0, isLong: false }));
}
