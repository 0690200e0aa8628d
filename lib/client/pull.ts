/** Where a finger was put down, in CSS pixels. */
export type PullStart = Pick<Touch, "clientX" | "clientY">;

/** How far a page is pulled down: `far` grows from 0 to 1, where letting go acts. */
export interface Pulled {
  readonly kind: "pulling" | "ready";
  readonly far: number;
}

/** So far down a finger must go for it to act, in CSS pixels: no scroll that ends at the top goes so far by chance. */
const PULL_FAR = 110;

/** How far a finger has pulled since it was put down; null where it goes up or sideways: that scrolls or swipes. */
export function pulledBy(start: PullStart, now: PullStart): Pulled | null {
  const [across, down] = [Math.abs(now.clientX - start.clientX), now.clientY - start.clientY];
  if (down < 0 || across > down) return null;
  const far = Math.min(1, down / PULL_FAR);
  return { kind: far === 1 ? "ready" : "pulling", far };
}
