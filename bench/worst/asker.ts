// Asks for /healthz all the time, in a thread of its own: what the sender is busy with must not count.

/** The worker's side of the channel, which the types of a page do not know. */
const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<string>) => void;
  postMessage(data: unknown): void;
  close(): void;
};
const ANSWER_MS = 120_000;
const BETWEEN_MS = 5;
let url: string | null = null;
let worstMs = 0;
let isStopped = false;

scope.onmessage = ({ data }) => {
  if (data === "stop") isStopped = true;
  else {
    url = data;
    void askAll();
  }
};

async function askAll(): Promise<void> {
  scope.postMessage("ready");
  while (!isStopped) {
    worstMs = Math.max(worstMs, await askMs());
    await sleep(BETWEEN_MS);
  }
  scope.postMessage(worstMs);
  scope.close();
}

/** A connection that was cut is made anew; what counts is when the answer is there. */
async function askMs(): Promise<number> {
  const began = performance.now();
  while (performance.now() - began < ANSWER_MS && !isStopped) {
    try {
      const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(ANSWER_MS) });
      await response.body?.cancel();
      break;
    } catch {
      await sleep(BETWEEN_MS);
    }
  }
  return performance.now() - began;
}

async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
