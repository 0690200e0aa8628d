import type { ComponentChildren, FunctionComponent } from "preact";
import type { Context } from "./context.ts";
import type { RouteHandler } from "./handlers.ts";
import type { Middleware } from "./middleware.ts";

/** Which of the surrounding components a page or layout does without. */
export interface LayoutConfig {
  skipAppWrapper?: boolean;
  skipInheritedLayouts?: boolean;
}

/** What a route module may export as `config`. */
export interface RouteConfig extends LayoutConfig {
  /** URLPattern pathname to use instead of the one the file name gives. */
  routeOverride?: string;
}

type Shared = "config" | "url" | "req" | "params" | "info" | "state" | "isPartial" | "error";

/** What pages, layouts and the app wrapper get. */
export type PageProps<Data = unknown, State = unknown> = Pick<Context<State>, Shared | "route"> & {
  data: Data;
  /** What the layout or wrapper surrounds; renders nothing in a page. */
  Component: FunctionComponent;
};

/** A page, layout or wrapper; it may be async. */
export type RouteComponent<State> = (
  props: PageProps<never, State>,
) => ComponentChildren | Response | Promise<ComponentChildren | Response>;

/** A route as `app.route()` takes it. */
export interface Route<State> {
  component?: RouteComponent<State>;
  handler?: RouteHandler<unknown, State>;
  config?: RouteConfig;
}

/** A module under `routes/`. */
export interface RouteModule<State> {
  default?: RouteComponent<State> | Middleware<State>;
  handler?: RouteHandler<unknown, State> | Middleware<State>;
  handlers?: RouteHandler<unknown, State> | Middleware<State>;
  config?: RouteConfig;
}

/** A layout with what it opts out of. */
export interface Layout<State> {
  component: RouteComponent<State>;
  config: LayoutConfig;
}
