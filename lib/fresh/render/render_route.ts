import type { Context } from "../server/context.ts";
import type { HandlerFn, Method } from "../server/handlers.ts";
import type { Route } from "../server/route.ts";
import { renderPage } from "./render_page.ts";

/** Answers with a route: its handler's response, or its page with the handler's data. */
export async function renderRoute<State>(
  ctx: Context<State>,
  route: Route<State>,
  defaultStatus = 200,
): Promise<Response> {
  const handler = handlerFor(route, ctx.req.method);
  // Nobody asked for this method: for upstream a page that is not there, never a 405.
  if (handler === null) return await ctx.next();
  const result = await handler?.(ctx);
  if (result instanceof Response) return result;
  if (route.component === undefined) {
    throw new TypeError(`Cannot render ${ctx.url.pathname}: its route has no component`);
  }
  const { data, status = defaultStatus, headers = {} } = result ?? {};
  const { config = {} } = route;
  return await renderPage(ctx, route.component, { data, init: { status, headers }, config });
}

function handlerFor<State>(
  route: Route<State>,
  method: string,
): HandlerFn<unknown, State> | null | undefined {
  const { handler } = route;
  if (handler === undefined || typeof handler === "function") return handler;
  const wanted = method === "HEAD" && handler.HEAD === undefined ? "GET" : method as Method;
  const found = handler[wanted];
  return found ?? (wanted === "GET" && route.component !== undefined ? undefined : null);
}
