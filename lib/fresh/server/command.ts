import type { HandlerFn, Method } from "./handlers.ts";
import type { MiddlewareFn } from "./middleware.ts";
import type { Layout, Route, RouteComponent } from "./route.ts";

/** One call on `App`, kept until the handler is made, when the build is known. */
export type Command<State> =
  | { type: "use"; path: string; middlewares: MiddlewareFn<State>[] }
  | { type: "handle"; path: string; method: Method | "ALL"; handlers: HandlerFn<unknown, State>[] }
  | { type: "route"; path: string; route: Route<State>; at?: string }
  | { type: "layout"; path: string; layout: Layout<State> }
  | { type: "error"; path: string; route: Route<State> }
  | { type: "wrapper"; path: string; component: RouteComponent<State> }
  | { type: "notFound"; path: string; handler: HandlerFn<unknown, State> }
  | { type: "files"; path: string };

/** The commands without the one that stands for all route files. */
export type PlainCommand<State> = Exclude<Command<State>, { type: "files" }>;
