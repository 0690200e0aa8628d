import type { Layout, RouteComponent } from "./define.ts";
import type { Snapshot } from "./snapshot.ts";

/** What Fresh itself keeps about a request, out of the app's sight. */
export interface Internals<State> {
  snapshot: Snapshot | undefined;
  wrapper: RouteComponent<State> | undefined;
  /** Layouts around what is rendered now, outermost first. */
  layouts: Layout<State>[];
}

const kept = new WeakMap<object, Internals<never>>();

/** Remembers the internals of a request under its context. */
export function keepInternals<State>(ctx: object, internals: Internals<State>): void {
  kept.set(ctx, internals as unknown as Internals<never>);
}

/** The internals of a request. */
export function internalsOf<State>(ctx: object): Internals<State> {
  const internals = kept.get(ctx);
  if (internals === undefined) throw new TypeError("Cannot use a context that Fresh did not make");
  return internals as unknown as Internals<State>;
}
