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
