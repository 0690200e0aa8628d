const UNITS = [["day", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1_000]] as const;

/** A span of time (ms) in the largest unit that it fills, to one decimal: "24 h", "1.5 min". */
export function durationWords(ms: number): string {
  // A day is told in hours: that is how people compare clocks.
  const [unit, length] = UNITS.find(([, unitMs]) => ms >= unitMs * 2) ?? ["s", 1_000] as const;
  const count = Math.round(ms / length * 10) / 10;
  return unit === "day" ? `${count} days` : `${count} ${unit}`;
}
