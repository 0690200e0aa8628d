import fc from "fast-check";

/** What the numbers of a condition are drawn from. */
interface ConditionNumbers {
  readonly targetPrice: fc.Arbitrary<number>;
  readonly percentage: fc.Arbitrary<number>;
  /** Windows, in minutes. */
  readonly minutes: readonly number[];
  /** Null for the price at which the alarm is set. */
  readonly startPrice: fc.Arbitrary<number | null>;
  /** How many targets there are to one of each other type; one unless told. */
  readonly targets?: number;
}

/** Any condition, of every type and in every direction. */
export function someCondition(numbers: ConditionNumbers) {
  const { targetPrice, percentage, minutes, startPrice, targets = 1 } = numbers;
  const target = fc.record({
    type: fc.constant("target"),
    targetPrice,
    direction: fc.constantFrom("any", "fromBelow", "fromAbove"),
  });
  const percentChange = fc.record({
    type: fc.constant("percentChange"),
    percentage,
    changeType: fc.constantFrom("downFromMax", "upFromMin"),
  });
  const timeframe = {
    type: fc.constant("timeframe"),
    percentage,
    direction: fc.constantFrom("any", "up", "down"),
  };
  return fc.oneof(
    { weight: targets, arbitrary: target },
    percentChange,
    fc.record({
      ...timeframe,
      timeUnit: fc.constant("minutes"),
      timeValue: fc.constantFrom(...minutes),
    }),
    fc.record({ ...timeframe, timeUnit: fc.constant("sinceStart"), startPrice }),
  );
}
