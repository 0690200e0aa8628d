const PATIENCE_MS = 20_000;

/** Waits until something holds, however long a busy machine takes over it, within reason. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what = String(holds),
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`It did not come to that: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
