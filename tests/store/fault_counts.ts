/** What fault tests count. */
type FaultKind =
  | "kills"
  | "failing calls"
  | "crash points"
  | "survivals"
  | "truncations"
  | "flips"
  | "faults of a line"
  | "pages that came back";

/** Environment variable with the file to which counts are added; without it nothing is counted. */
export const COUNTS_FILE = "FAULT_COUNTS_FILE";

/** Notes that so many faults were tried and went well. */
export function countFaults(kind: FaultKind, count: number): void {
  const path = Deno.env.get(COUNTS_FILE);
  if (path === undefined) return;
  Deno.writeTextFileSync(path, `${JSON.stringify({ kind, count })}\n`, { append: true });
}

/** The sums by kind, from the text of the counts file. */
export function sumCounts(text: string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const line of text.split("\n").filter((line) => line !== "")) {
    const { kind, count } = JSON.parse(line);
    sums.set(kind, (sums.get(kind) ?? 0) + count);
  }
  return sums;
}
