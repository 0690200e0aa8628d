import { doInSlices, type Steps } from "@/lib/time/turns.ts";
import type { AccountsState } from "./state.ts";

/** What a decision answers: the state after it, and what its caller gets once that is on disk. */
interface Decided<T> {
  readonly state: AccountsState;
  readonly result: T;
  /** Nothing that anybody would want back: no version is kept of it. */
  readonly isMinor?: boolean;
  /** Where the disk does not take it, it counts all the same, until the program ends or something else is written. */
  readonly isKeptAnyway?: boolean;
}

/**
 * Decides on a state and nothing else: what counts already may be older, and where a write fails it may be asked
 * again. `now` is in milliseconds since the Unix epoch.
 */
export type Decide<T> = (state: AccountsState, now: number) => Decided<T>;

/** Nobody wants it back, and a full disk is no reason to be kept out: it counts as long as the program runs. */
export const IN_PASSING = { isMinor: true, isKeptAnyway: true } as const;

/** What several changes come to: it is written once, for all of them. */
export type Share = Required<Omit<Decided<unknown>, "result">>;

interface Surroundings {
  /** What counts. */
  readonly current: () => AccountsState;
  readonly now: () => number;
  /** Writes what was decided on it, and has it count; rejects where it does not. */
  readonly put: (share: Share) => Promise<void>;
}

/** What became of one change; a refusal is an answer that changes nothing. */
interface Outcome extends Share {
  readonly answer: () => void;
}

interface Change {
  readonly decide: (state: AccountsState, now: number) => Outcome;
  readonly reject: (error: unknown) => void;
}

interface Shared extends Outcome {
  readonly change: Change;
  readonly isChanged: boolean;
}

/** Changes in order, each decided on the one before; those that come while one is written share the next write. */
export class SharedWrites {
  readonly #waiting: Change[] = [];
  #writer: Promise<void> | null = null;

  constructor(private readonly surroundings: Surroundings) {}

  /** Resolves once the change, and all that it was decided on, is on disk; rejects as the decision or the disk does. */
  change<T>(decide: Decide<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ decide: outcomeOf(decide, resolve, reject), reject });
      this.#writer ??= this.#write();
    });
  }

  /** Waits for all that was asked for. */
  async settled(): Promise<void> {
    await this.#writer;
  }

  async #write(): Promise<void> {
    // What is asked for in one turn of the event loop shares a write.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#writeNext();
    this.#writer = null;
  }

  async #writeNext(): Promise<void> {
    // Thousands may wait, and each looks through all people and failures.
    const shared = await doInSlices(this.#decided());
    const changed = shared.filter(({ isChanged }) => isChanged);
    const last = changed.at(-1);
    if (last === undefined) return;
    const { state, isKeptAnyway } = last;
    const isMinor = changed.every((each) => each.isMinor);
    try {
      await this.surroundings.put({ state, isMinor, isKeptAnyway });
    } catch (error) {
      for (const { change } of changed) change.reject(error);
      // They were only answered by what does not count: they are asked on what does.
      const others = shared.filter(({ isChanged }) => !isChanged);
      this.#waiting.unshift(...others.map(({ change }) => change));
      return;
    }
    for (const { answer } of shared) answer();
  }

  /** What shares the next write. What a full disk does not undo stands apart from what it does. */
  *#decided(): Steps<Shared[]> {
    const { current, now } = this.surroundings;
    const shared: Shared[] = [];
    let [state, first] = [current(), undefined as Shared | undefined];
    for (const change of [...this.#waiting]) {
      const outcome = change.decide(state, now());
      const isChanged = outcome.state !== state;
      if (isChanged && first && first.isKeptAnyway !== outcome.isKeptAnyway) break;
      this.#waiting.shift();
      const each = { ...outcome, change, isChanged };
      if (isChanged) first ??= each;
      if (first === undefined) outcome.answer();
      else shared.push(each);
      state = outcome.state;
      yield;
    }
    return shared;
  }
}

function outcomeOf<T>(
  decide: Decide<T>,
  resolve: (result: T) => void,
  reject: (error: unknown) => void,
): Change["decide"] {
  return (before, now) => {
    try {
      const { state, result, isMinor = false, isKeptAnyway = false } = decide(before, now);
      return { state, isMinor, isKeptAnyway, answer: () => resolve(result) };
    } catch (error) {
      const nothing = { state: before, isMinor: true, isKeptAnyway: true };
      return { ...nothing, answer: () => reject(error) };
    }
  };
}
