import { HttpError } from "../http_error.ts";
import { errorBoundary, runChain } from "./chain.ts";
import type { Command } from "./command.ts";
import type { ResolvedFreshConfig } from "./config.ts";
import { Context } from "./context.ts";
import { keepInternals } from "./internals.ts";
import type { MiddlewareFn } from "./middleware.ts";
import { logError, plainError, withoutBody } from "./respond.ts";
import type { Match } from "./router.ts";
import { RouteTable, type Target } from "./route_table.ts";
import { snapshotOf } from "./snapshot.ts";

const NO_SERVER: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 0 },
  completed: Promise.resolve(),
};

/** Makes the function that answers an app's requests. */
export function createHandler<State>(
  app: object,
  config: ResolvedFreshConfig,
  commands: Command<State>[],
): (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response> {
  const snapshot = snapshotOf(app);
  const table = new RouteTable(commands, snapshot, config.basePath);
  const resolved = { ...config, mode: snapshot?.mode ?? config.mode };
  return async (req, info = NO_SERVER) => {
    const url = new URL(req.url);
    // A path that begins with two slashes would name another host in a redirect.
    url.pathname = url.pathname.replaceAll(/\/+/g, "/");
    const match = table.match(req.method, url.pathname);
    const { params = {}, path: route = null } = match ?? {};
    const ctx = new Context<State>({ config: resolved, url, req, params, info, route });
    const { links } = match?.value ?? table.root;
    const { wrapper } = table;
    keepInternals<State>(ctx, { snapshot, wrapper, layouts: [] });
    const all = [lastResort(table), ...links, answerTo(match)];
    const response = await runChain(ctx, all);
    return req.method === "HEAD" ? await withoutBody(response) : response;
  };
}

function answerTo<State>(match: Match<Target<State>> | null): MiddlewareFn<State> {
  if (match === null) return () => Promise.reject(new HttpError(404));
  return match.value?.answer ?? ((ctx) => wrongMethod(ctx, match.allowed.join(", ")));
}

function wrongMethod<State>(ctx: Context<State>, allow: string): Response {
  if (ctx.req.method === "OPTIONS") return new Response(null, { status: 204, headers: { allow } });
  throw new HttpError(405);
}

/** What answers when no error page does, or when the error page itself fails. */
function lastResort<State>(table: RouteTable<State>): MiddlewareFn<State> {
  const plain = (ctx: Context<State>) => {
    logError(ctx.error);
    return plainError(ctx.error);
  };
  const boundary = errorBoundary({ handler: plain }, table.notFound);
  return async (ctx) => {
    try {
      return await boundary(ctx);
    } catch (error) {
      logError(error);
      return plainError(error);
    }
  };
}
