import { BUILD_ID_PARAM, internalsOf, type StaticFile } from "@/lib/fresh/render/snapshot.ts";
import { nonceOf } from "../render/render_page.ts";
import type { Context, MiddlewareFn } from "./context.ts";

/** What `csp()` accepts. */
interface CSPOptions {
  /** Directives that replace or complete the default ones. */
  csp?: string[];
  /** Allow inline scripts and styles by a nonce per request instead of `'unsafe-inline'`. */
  useNonce?: boolean;
  /** Report violations without blocking. */
  reportOnly?: boolean;
  /** Where browsers report violations. */
  reportTo?: string;
}

const DEFAULTS = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "upgrade-insecure-requests",
];

const INLINE =
  /^(default-src|script-src|script-src-elem|style-src|style-src-elem|style-src-attr)(?=\s|$)/;

/**
 * Sets the Content-Security-Policy of responses that come through here. What is thrown passes by, so
 * error pages have a policy only where a middleware behind this one makes them.
 */
export function csp<State>(options: CSPOptions = {}): MiddlewareFn<State> {
  const { useNonce = false, reportOnly = false, reportTo } = options;
  const directives = mergeDirectives(options.csp ?? [], reportTo);
  const name = `content-security-policy${reportOnly ? "-report-only" : ""}`;
  return async (ctx) => {
    const response = await ctx.next();
    if (response.status === 101) return response;
    const nonce = useNonce ? nonceOf(response) : null;
    const policy = directives.map((text) => withNonce(text, nonce)).join("; ");
    response.headers.set(name, policy);
    if (reportTo !== undefined) {
      response.headers.set("reporting-endpoints", `csp-endpoint="${reportTo}"`);
    }
    return response;
  };
}

function mergeDirectives(own: string[], reportTo: string | undefined): string[] {
  const report = reportTo === undefined ? [] : ["report-to csp-endpoint", `report-uri ${reportTo}`];
  const byName = new Map<string, string>();
  for (const directive of [...DEFAULTS, ...own, ...report]) {
    byName.set(directive.trim().split(/\s/)[0] ?? "", directive.trim());
  }
  return [...byName.values()];
}

function withNonce(directive: string, nonce: string | null): string {
  if (nonce === null || !INLINE.test(directive)) return directive;
  return directive.replaceAll("'unsafe-inline'", `'nonce-${nonce}'`);
}

/** Answers with the files of `static/` and the scripts of the build. */
export function staticFiles<State>(): MiddlewareFn<State> {
  return async (ctx) => {
    const { snapshot } = internalsOf(ctx);
    const path = filePath(ctx);
    const file = path === null ? undefined : snapshot?.files.get(path);
    if (snapshot === undefined || path === null || file === undefined) return await ctx.next();
    if (ctx.req.method !== "GET" && ctx.req.method !== "HEAD") {
      return new Response("Method Not Allowed", { status: 405 });
    }
    const build = ctx.url.searchParams.get(BUILD_ID_PARAM);
    if (build !== null && build !== snapshot.buildId) return withoutBuildId(ctx.url);
    const headers = new Headers({
      "content-type": contentType(path),
      "cache-control": build !== null || path.startsWith("/_fresh/js/")
        ? "public, max-age=31536000, immutable"
        : "no-cache",
      etag: `W/"${file.hash}"`,
    });
    return await send(ctx.req, file, headers);
  };
}

/** The file as it is now, for a page of another build: its URL must not be kept for a year. */
function withoutBuildId(url: URL): Response {
  const plain = new URL(url);
  plain.searchParams.delete(BUILD_ID_PARAM);
  const headers = { location: plain.pathname + plain.search };
  return new Response(null, { status: 307, headers });
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

async function send(req: Request, file: StaticFile, headers: Headers): Promise<Response> {
  if (isFresh(req, `"${file.hash}"`)) return new Response(null, { status: 304, headers });
  const bytes = await file.read();
  headers.set("content-length", String(bytes.length));
  return new Response(req.method === "HEAD" ? null : bytes, { headers });
}

function isFresh(req: Request, etag: string): boolean {
  const known = req.headers.get("if-none-match")?.split(",") ?? [];
  return known.some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag);
}

const TYPES: Record<string, string> = {
  avif: "image/avif",
  css: "text/css; charset=utf-8",
  gif: "image/gif",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  js: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  map: "application/json; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  mp3: "audio/mpeg",
  mp4: "video/mp4",
  ogg: "audio/ogg",
  pdf: "application/pdf",
  png: "image/png",
  svg: "image/svg+xml; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  wasm: "application/wasm",
  wav: "audio/wav",
  webm: "video/webm",
  webmanifest: "application/manifest+json; charset=utf-8",
  webp: "image/webp",
  woff: "font/woff",
  woff2: "font/woff2",
  xml: "application/xml; charset=utf-8",
};

function contentType(path: string): string {
  const extension = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  return TYPES[extension] ?? "application/octet-stream";
}
