import type { NewAlarm } from "@/lib/alarms/alarm_input.ts";

interface Edit {
  readonly field: number;
  readonly value: number;
}

/** A change of one field that goes with the alarm's type. */
export function patchFor(
  spec: NewAlarm,
  { field, value }: Edit,
  onGrid: (place: number) => number,
): Record<string, unknown> {
  const patches = [
    { note: `note ${value % 3}` },
    { mode: value % 2 === 0 ? "once" : "repeat" },
    { cooldownSeconds: [0, 15, 60][value % 3] },
    ...conditionPatches(spec, value, onGrid),
  ];
  return patches[field % patches.length] ?? {};
}

function conditionPatches(
  spec: NewAlarm,
  value: number,
  onGrid: (place: number) => number,
): Record<string, unknown>[] {
  const percentage = { percentage: [1, 2.5, 5, 10][value % 4] };
  switch (spec.type) {
    case "target":
      return [
        { targetPrice: onGrid(90 + value % 20) },
        { direction: ["any", "fromBelow", "fromAbove"][value % 3] },
      ];
    case "percentChange":
      return [percentage, { changeType: value % 2 === 0 ? "downFromMax" : "upFromMin" }];
    case "timeframe":
      return [percentage, { direction: ["any", "up", "down"][value % 3] }];
  }
}
