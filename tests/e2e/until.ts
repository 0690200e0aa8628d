const PATIENCE_MS = 5_000;

/** Waits until something holds; patience is in milliseconds. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what = String(holds),
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`It did not come to that: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
