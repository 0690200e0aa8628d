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
  /** What was thrown, on the way to an error page; otherwise null. */
  readonly error: unknown;
}

/** What pages, layouts and the app wrapper get. */
export type PageProps<Data = unknown, State = unknown> = RequestFacts<State> & {
  data: Data;
  /** What the layout or wrapper surrounds; renders nothing in a page. */
  Component: FunctionComponent;
};

/** A page, layout or wrapper; it may be async. */
export type RouteComponent<State> = (
  props: PageProps<never, State>,
) => ComponentChildren | Response | Promise<ComponentChildren | Response>;

/** Which of the surrounding components a page or layout does without. */
export interface LayoutConfig {
  skipAppWrapper?: boolean;
  skipInheritedLayouts?: boolean;
}

/** A layout with what it opts out of. */
export interface Layout<State> {
  component: RouteComponent<State>;
  config: LayoutConfig;
}

/** What Fresh itself keeps about a request, out of the app's sight. */
interface Internals<State> {
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
