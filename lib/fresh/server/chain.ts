import { HttpError } from "../http_error.ts";
import { renderRoute } from "../render/render_route.ts";
import type { PlainCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { internalsOf } from "./internals.ts";
import type { MiddlewareFn } from "./middleware.ts";
import { logError, statusOf } from "./respond.ts";
import type { PlacedLayout, Route } from "./route.ts";
import { covers, segments } from "./scope.ts";

/** What surrounds a route: links to run before it and layouts around its page. */
export interface Surroundings<State> {
  links: MiddlewareFn<State>[];
  layouts: PlacedLayout<State>[];
}

/** Collects what the applicable commands put around a route, outermost folder first. */
export function surroundingsOf<State>(
  applicable: PlainCommand<State>[],
  notFound: Route<State> | null,
): Surroundings<State> {
  const byDepth = [...applicable].sort((a, b) => depth(a) - depth(b));
  const links: MiddlewareFn<State>[] = [];
  const layouts: PlacedLayout<State>[] = [];
  for (const command of byDepth) {
    if (command.type === "use") links.push(...command.middlewares);
    if (command.type === "error") {
      links.push(errorBoundary(command.path, command.route, notFound));
    }
    if (command.type === "layout") layouts.push({ ...command.layout, path: command.path });
  }
  return { links, layouts };
}

// A folder's error page also answers for the folder's middlewares, so it comes before them.
function depth<State>(command: PlainCommand<State>): number {
  return segments(command.path).length * 2 + (command.type === "error" ? 0 : 1);
}

/** A link that turns what is thrown behind it into an error page. */
export function errorBoundary<State>(
  path: string,
  route: Route<State>,
  notFound: Route<State> | null,
): MiddlewareFn<State> {
  return async (ctx) => {
    try {
      return await ctx.next();
    } catch (error) {
      logError(error);
      ctx.error = error;
      // The layouts of deeper folders do not belong around this page, and may be what failed.
      const internals = internalsOf<State>(ctx);
      internals.layouts = internals.layouts.filter((layout) => covers(layout.path, path));
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
