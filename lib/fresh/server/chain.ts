import { HttpError } from "../http_error.ts";
import { renderRoute } from "../render/render_route.ts";
import type { PlainCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { internalsOf } from "./internals.ts";
import type { MiddlewareFn } from "./middleware.ts";
import { statusOf } from "./respond.ts";
import type { Layout, Route } from "./route.ts";
import { segments } from "./scope.ts";

/** What surrounds a route: links that run before it and bring its middlewares, layouts and error pages. */
export interface Surroundings<State> {
  links: MiddlewareFn<State>[];
}

/** Collects what the applicable commands put around a route, outermost folder first. */
export function surroundingsOf<State>(
  applicable: PlainCommand<State>[],
  notFound: Route<State> | null,
): Surroundings<State> {
  const byDepth = [...applicable].sort((a, b) => depth(a) - depth(b));
  const links = byDepth.flatMap((command): MiddlewareFn<State>[] => {
    if (command.type === "use") return command.middlewares;
    if (command.type === "error") return [errorBoundary(command.route, notFound)];
    return command.type === "layout" ? [inLayout(command.layout)] : [];
  });
  return { links };
}

const ORDER: readonly string[] = ["layout", "error", "use"];

// A folder's error page also answers for the folder's middlewares, and stands in the folder's layout.
function depth<State>(command: PlainCommand<State>): number {
  return segments(command.path).length * ORDER.length + ORDER.indexOf(command.type);
}

/** A link that puts a layout around what is rendered behind it, be it a page or an error page. */
function inLayout<State>(layout: Layout<State>): MiddlewareFn<State> {
  return async (ctx) => {
    const internals = internalsOf<State>(ctx);
    const before = internals.layouts;
    internals.layouts = [...before, layout];
    try {
      return await ctx.next();
    } finally {
      internals.layouts = before;
    }
  };
}

/**
 * A link that turns what is thrown behind it into an error page. Nothing is logged where there is one:
 * that is for a middleware of the app.
 */
export function errorBoundary<State>(
  route: Route<State>,
  notFound: Route<State> | null,
): MiddlewareFn<State> {
  return async (ctx) => {
    try {
      return await ctx.next();
    } catch (error) {
      ctx.error = error;
      const missing = error instanceof HttpError && error.status === 404;
      return await renderRoute(ctx, missing && notFound || route, statusOf(error));
    }
  };
}

/** Runs links one after another; each reaches the following one through `ctx.next()`. */
export function runChain<State>(
  ctx: Context<State>,
  links: MiddlewareFn<State>[],
): Promise<Response> {
  const run = async (index: number): Promise<Response> => {
    const link = links[index];
    if (link === undefined) throw new HttpError(404);
    const before = ctx.next;
    ctx.next = () => run(index + 1);
    try {
      return await link(ctx);
    } finally {
      ctx.next = before;
    }
  };
  return run(0);
}
