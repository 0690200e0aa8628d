import type { ComponentChildren, FunctionComponent } from "preact";
import type { Snapshot } from "./snapshot.ts";

/** The configuration with its defaults filled in. */
export interface ResolvedFreshConfig {
  basePath: string;
  mode: "development" | "production";
}

/** What rendering knows of a request, as pages see it too. */
export interface RequestFacts<State> {
  readonly config: ResolvedFreshConfig;
  readonly url: URL;
  readonly req: Request;
  readonly params: Record<string, string>;
  readonly info: Deno.ServeHandlerInfo;
  readonly state: State;
  readonly isPartial: boolean;
  /** The matched pattern, or null. */
  readonly route: string | null;
}

/** What pages and the app wrapper get. */
export type PageProps<Data = unknown, State = unknown> = RequestFacts<State> & {
  data: Data;
  /** What the wrapper surrounds; renders nothing in a page. */
  Component: FunctionComponent;
};

/** A page or the wrapper; it may be async. */
export type RouteComponent<State> = (
  props: PageProps<never, State>,
) => ComponentChildren | Response | Promise<ComponentChildren | Response>;

/** What Fresh itself keeps about a request, out of the app's sight. */
interface Internals<State> {
  snapshot: Snapshot | undefined;
  wrapper: RouteComponent<State> | undefined;
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
