import { clearImmediate, setImmediate } from "node:timers";

/**
 * Makes timeouts of nothing wait for a turn of the event loop and not for a whole millisecond, until disposed of: a day
 * has more than a hundred thousand of them.
 */
export function quickTurns(): Disposable {
  type Timer = ReturnType<typeof globalThis.setTimeout>;
  const { setTimeout, clearTimeout } = globalThis;
  const turns = new Map<number, ReturnType<typeof setImmediate>>();
  let lastId = 0;
  const quick = (act: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
    if (ms) return setTimeout(act, ms, ...args) as Timer | number;
    const id = --lastId;
    turns.set(
      id,
      setImmediate(() => {
        turns.delete(id);
        act(...args);
      }),
    );
    return id;
  };
  globalThis.setTimeout = quick as typeof setTimeout;
  const clear = (id?: number) => {
    const turn = id === undefined ? undefined : turns.get(id);
    if (turn === undefined) clearTimeout(id);
    else clearImmediate(turn);
  };
  globalThis.clearTimeout = clear as typeof clearTimeout;
  return {
    [Symbol.dispose]() {
      Object.assign(globalThis, { setTimeout, clearTimeout });
    },
  };
}
