import { LoopWatch } from "./loop_watch.ts";

/** What repeating one piece of work took; all times in milliseconds. */
export interface Measured {
  readonly times: readonly number[];
  /** The longest block of the event loop in each run. */
  readonly blocks: readonly number[];
}

interface Work {
  /** Runs that are not counted: the compiler needs some to get to its pace. */
  readonly warmUp?: number;
  readonly runs: number;
  /** Gets ready what the run needs; not timed. */
  readonly prepare?: (run: number) => void | Promise<void>;
  readonly run: (run: number) => void | Promise<void>;
  /** Waits for what the run left to be done in the background: not timed, but watched for blocks. */
  readonly settle?: () => Promise<void>;
}

/** Repeats a piece of work, with the event loop idle before each run. */
export async function measure(work: Work): Promise<Measured> {
  const { warmUp = 3, runs } = work;
  const times: number[] = [];
  const blocks: number[] = [];
  for (let run = 0; run < warmUp + runs; run++) {
    const { time, block } = await once(work, run);
    if (run < warmUp) continue;
    times.push(time);
    blocks.push(block);
  }
  return { times, blocks };
}

async function once({ prepare, run, settle }: Work, number: number) {
  await prepare?.(number);
  await idle();
  const watch = new LoopWatch();
  const began = performance.now();
  await run(number);
  const time = performance.now() - began;
  await settle?.();
  return { time, block: watch.stop() };
}

/** Lets timers and the garbage that is due run first. */
export function idle(ms = 2): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
