/** However often it is called meanwhile: `run` runs once, when `soon` says so. */
export function coalesced(run: () => void, soon: (run: () => void) => void): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    soon(() => {
      isWaiting = false;
      run();
    });
  };
}

/** How long a hidden page waits, which is never drawn, in milliseconds. */
const HIDDEN_MS = 1_000;

/** Runs something after the next drawing of the screen, in a task of its own, so that it holds up no drawing. */
export function afterDrawing(run: () => void): void {
  if (document.visibilityState === "hidden") self.setTimeout(run, HIDDEN_MS);
  else requestAnimationFrame(() => self.setTimeout(run));
}
