// Preloaded into the measured program: tells the processor time of each long turn of its event loop,
// which other processes on the machine do not change. Linux only.

/** Of the thread that runs the program: nanoseconds on a processor, and more that is not used. */
const SCHEDULE = "/proc/thread-self/schedstat";
/** Shorter turns are not told, in milliseconds. */
const TOLD_MS = 10;
const BETWEEN_MS = 2;

let lastMs = 0;

function usedMs(): number {
  return parseInt(Deno.readTextFileSync(SCHEDULE)) / 1e6;
}

function beat(): void {
  const ms = usedMs();
  // deno-lint-ignore no-console -- the bench reads it from the program's output
  if (ms - lastMs >= TOLD_MS) console.log(`turn ${(ms - lastMs).toFixed(1)}`);
  lastMs = ms;
  Deno.unrefTimer(setTimeout(beat, BETWEEN_MS));
}

if (Deno.build.os === "linux") beat();
