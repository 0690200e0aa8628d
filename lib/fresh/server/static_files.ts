import { BUILD_ID_PARAM } from "../build_id.ts";
import { HttpError } from "../http_error.ts";
import { contentType } from "./content_type.ts";
import { internalsOf } from "./internals.ts";
import type { Context } from "./context.ts";
import type { MiddlewareFn } from "./middleware.ts";
import { parseRange } from "./range.ts";
import { withHeaders } from "./respond.ts";
import type { StaticFile } from "./snapshot.ts";

/** Answers with the files of `static/` and the scripts of the build. */
export function staticFiles<State>(): MiddlewareFn<State> {
  return async (ctx) => {
    const { snapshot } = internalsOf(ctx);
    const path = filePath(ctx);
    const file = path === null ? undefined : snapshot?.files.get(path);
    if (snapshot === undefined || path === null || file === undefined) return await ctx.next();
    refuseOtherMethods(ctx);
    const versioned = ctx.url.searchParams.get(BUILD_ID_PARAM) === snapshot.buildId;
    const headers = new Headers({
      "content-type": contentType(path),
      "cache-control": versioned || path.startsWith("/_fresh/js/")
        ? "public, max-age=31536000, immutable"
        : "no-cache",
      etag: `"${file.hash}"`,
      "accept-ranges": "bytes",
    });
    return await send(ctx.req, file, headers);
  };
}

// The name is looked up among the build's files and never joined to a folder, so `..` leads nowhere.
function filePath<State>({ url, config }: Context<State>): string | null {
  const { pathname } = url;
  if (!pathname.startsWith(config.basePath) || /%2f|%5c|\\/i.test(pathname)) return null;
  try {
    return decodeURIComponent(pathname.slice(config.basePath.length));
  } catch {
    return null;
  }
}

function refuseOtherMethods<State>(ctx: Context<State>): void {
  if (ctx.req.method === "GET" || ctx.req.method === "HEAD") return;
  internalsOf(ctx).hooks.push((response) =>
    withHeaders(response, (headers) => headers.set("allow", "GET, HEAD"))
  );
  throw new HttpError(405);
}

async function send(req: Request, file: StaticFile, headers: Headers): Promise<Response> {
  if (isFresh(req, `"${file.hash}"`)) return new Response(null, { status: 304, headers });
  const bytes = await file.read();
  const range = parseRange(rangeHeader(req, `"${file.hash}"`), bytes.length);
  if (range === "unsatisfiable") {
    headers.set("content-range", `bytes */${bytes.length}`);
    return new Response(null, { status: 416, headers });
  }
  const { start, end } = range ?? { start: 0, end: bytes.length - 1 };
  headers.set("content-length", String(end - start + 1));
  if (range !== null) headers.set("content-range", `bytes ${start}-${end}/${bytes.length}`);
  const body = req.method === "HEAD" ? null : bytes.subarray(start, end + 1);
  return new Response(body, { status: range === null ? 200 : 206, headers });
}

function isFresh(req: Request, etag: string): boolean {
  const known = req.headers.get("if-none-match")?.split(",") ?? [];
  return known.some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag);
}

// A range of another version of the file would not fit what the client has.
function rangeHeader(req: Request, etag: string): string | null {
  const condition = req.headers.get("if-range");
  return condition === null || condition === etag ? req.headers.get("range") : null;
}
