// Ports that the machine itself gives to whoever asks for any begin at 32768 (Linux) or 49152: a port below them
// stays free until the process that is told of it listens, however many tests take ports meanwhile.
const LOWEST = 12_000;
const COUNT = 20_000;

/** A port of 127.0.0.1 on which nothing listens, for a process that has to be told its port. */
export function freePort(): number {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * COUNT);
    if (isFree(port)) return port;
  }
}

function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}
