import type { Context } from "./context.ts";

/** Answers a request, or lets `ctx.next()` answer it. */
export type MiddlewareFn<State> = (ctx: Context<State>) => Response | Promise<Response>;

/** One middleware, or several that run in order. */
export type Middleware<State> = MiddlewareFn<State> | MiddlewareFn<State>[];
