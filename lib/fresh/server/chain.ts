import type { RouteComponent } from "@/lib/fresh/render/snapshot.ts";
import { renderPage } from "../render/render_page.ts";
import {
  type Context,
  type HandlerFn,
  HttpError,
  type Method,
  type MiddlewareFn,
  type Route,
} from "./context.ts";

/** The middlewares that run before a route, those of the outermost folder first. */
export function linksOf<State>(applicable: PlainCommand<State>[]): MiddlewareFn<State>[] {
  const depth = ({ path }: PlainCommand<State>) => segments(path).length;
  return [...applicable].sort((a, b) => depth(a) - depth(b))
    .flatMap((command) => command.type === "use" ? command.middlewares : []);
}

/** Answers with a route: its handler's response, or its page with the handler's data. */
export async function renderRoute<State>(
  ctx: Context<State>,
  route: Route<State>,
): Promise<Response> {
  const handler = handlerFor(route, ctx.req.method);
  // Nobody asked for this method: for upstream a page that is not there, never a 405.
  if (handler === null) return await ctx.next();
  const result = await handler?.(ctx);
  if (result instanceof Response) return result;
  if (route.component === undefined) {
    throw new TypeError(`Cannot render ${ctx.url.pathname}: its route has no component`);
  }
  const { data, status = 200, headers = {} } = result ?? {};
  return await renderPage(ctx, route.component, { data, init: { status, headers } });
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

function statusOf(error: unknown): number {
  return error instanceof HttpError ? error.status : 500;
}

/** Logs what the visitor must not see. */
export function logError(error: unknown): void {
  if (statusOf(error) < 500) return;
  // deno-lint-ignore no-console -- the one place where an unexpected error becomes visible
  console.error(error instanceof Error ? error.stack ?? error.message : error);
}

/** The answer to what no middleware caught. */
export function plainError(error: unknown): Response {
  const known = error instanceof HttpError;
  const text = known && error.status < 500 ? error.message : "Internal Server Error";
  return new Response(text, { status: statusOf(error) });
}

/** The same response without its body, for HEAD. */
export async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, response);
}

/** Puts a path below a base path; `/` and `*` stand for the base itself. */
export function joinPath(base: string, path: string): string {
  if (path === "/" || path === "*") return base === "" ? "/" : base;
  return `${base}/${path}`.replaceAll(/\/+/g, "/");
}

function segments(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "" && segment !== "*");
}

const isGroup = (segment: string) => segment.startsWith("(") && segment.endsWith(")");

/** Whether what was registered for `scope` concerns the route pattern or route file `at`. */
export function covers(scope: string, at: string): boolean {
  const wanted = segments(scope);
  const present = segments(at);
  const found = wanted.some(isGroup) ? present : present.filter((name) => !isGroup(name));
  return wanted.every((segment, index) => segment === found[index]);
}

/** One call on `App`, kept until the handler is made, when the build is known. */
export type Command<State> =
  | { type: "use"; path: string; middlewares: MiddlewareFn<State>[] }
  | { type: "handle"; path: string; method: Method | "ALL"; handlers: HandlerFn<unknown, State>[] }
  | {
    type: "route";
    path: string;
    route: Route<State> | (() => Promise<Route<State>>);
    at?: string;
  }
  | { type: "wrapper"; path: string; component: RouteComponent<State> }
  | { type: "files"; path: string };

/** The commands without the one that stands for all route files. */
export type PlainCommand<State> = Exclude<Command<State>, { type: "files" }>;
