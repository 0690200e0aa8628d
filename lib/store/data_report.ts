/** How bad it is: `damaged` costs something the program can go on without, `lost` keeps it from starting. */
export type Health = "fine" | "damaged" | "lost";

/** What was found out about one file, or about many of a kind. */
export interface Finding {
  readonly path: string;
  readonly health: Health;
  /** A phrase that follows the path and a colon. */
  readonly text: string;
}

/** Everything in the data folder and the alarm log, as it was found. */
export interface DataReport {
  readonly health: Health;
  readonly findings: readonly Finding[];
}

const BY_HEALTH: readonly Health[] = ["fine", "damaged", "lost"];

/** The worst of all; fine when there is nothing. */
export function worstOf(findings: readonly Finding[]): Health {
  const worst = Math.max(0, ...findings.map(({ health }) => BY_HEALTH.indexOf(health)));
  return BY_HEALTH[worst] ?? "fine";
}

/** What a process ends with: 0 fine, 1 damaged but recoverable, 2 not. */
export function exitCodeOf(health: Health): number {
  return BY_HEALTH.indexOf(health);
}
