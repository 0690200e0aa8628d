import { HttpError } from "../http_error.ts";
import type { Context } from "./context.ts";
import type { MiddlewareFn } from "./middleware.ts";

/** What `csrf()` accepts. */
export interface CsrfOptions<State> {
  /** Other origins that may send unsafe requests, or a test for them. */
  origin?: string | string[] | ((origin: string, ctx: Context<State>) => boolean);
}

/** Refuses unsafe requests that come from elsewhere, by Sec-Fetch-Site or else by Origin. */
export function csrf<State>(options: CsrfOptions<State> = {}): MiddlewareFn<State> {
  return async (ctx) => {
    if (["GET", "HEAD", "OPTIONS"].includes(ctx.req.method)) return await ctx.next();
    const origin = ctx.req.headers.get("origin");
    const sameSite = ctx.req.headers.get("sec-fetch-site") === "same-origin";
    if (sameSite || (origin !== null && isAllowed(origin, options, ctx))) return await ctx.next();
    throw new HttpError(403);
  };
}

function isAllowed<State>(origin: string, options: CsrfOptions<State>, ctx: Context<State>) {
  const { origin: allowed } = options;
  if (typeof allowed === "function") return allowed(origin, ctx);
  return origin === ctx.url.origin || [allowed ?? []].flat().includes(origin);
}
