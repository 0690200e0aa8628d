/**
 * How long a test waits for what is to come, in milliseconds: minutes, so that no slow machine is
 * taken for a fault. Only what never comes takes so long. `TEST_PATIENCE_SECONDS` sets another limit,
 * for who expects red.
 */
export const TIMEOUT_MS = 1000 * Number(Deno.env.get("TEST_PATIENCE_SECONDS") ?? 180);

const POLL_MS = 20;
/** The machine's clock, also for tests that hold it. */
const machineNow = performance.now.bind(performance);

/** Waits until something holds. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what = String(holds),
): Promise<void> {
  await untilFits(holds, Boolean, what);
}

/** Asks again until the answer fits, and gives it. */
export async function untilFits<T>(
  ask: () => T | Promise<T>,
  fits: (answer: T) => boolean,
  what = String(fits),
): Promise<T> {
  const deadline = machineNow() + TIMEOUT_MS;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (machineNow() > deadline) {
      throw new Error(`It did not come to that: ${what}; last: ${Deno.inspect(answer)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
