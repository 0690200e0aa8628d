import { App, csp, type FreshContext, HttpError, staticFiles } from "fresh";
import { whoByProxy } from "@/lib/accounts/login.ts";
import { getLogger } from "@/lib/logs/logger.ts";
import { atBase, withoutBase } from "@/lib/text/address.ts";
import { problem } from "./api/answer.ts";
import { apiHandlers } from "./api/routes.ts";
import { gzipped, takesGzip } from "./bodies.ts";
import { define, MethodNotAllowed, type Services, type State } from "./define.ts";
import { type HeaderSettings, isApi, isOwnRequest, requestIdOf, withHeaders } from "./guards.ts";
import { countedUntilRead, throttled } from "./pacing.ts";
import {
  addressOf,
  credentialsOf,
  guardsOf,
  jarHere,
  placeOf,
  proxyWord,
  refusalOf,
} from "./who.ts";

/** Everything a page of ours may load; `useNonce` puts the request's nonce in place of 'unsafe-inline'. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self'",
  "connect-src 'self'",
  "font-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
];

/** A longer path is told by its beginning, in characters. */
const LONGEST_PATH = 200;

/** The web app over a program that may still be starting (`services` answers null then). */
export function createApp(services: () => Services | null, basePath = ""): App<State> {
  const app = new App<State>({ basePath })
    .use(belowBase)
    .use(countedUntilRead)
    .use(allowPlainHttp)
    .use(csp({ csp: CONTENT_SECURITY_POLICY, useNonce: true }))
    .use(provideServices(services))
    .use(decodeParams)
    .use(guardOrigin)
    .use(letIn)
    .use(apiProblems)
    .use(completeFiles)
    .use(asAsked, staticFiles(), asKnown)
    .use(throttled);
  for (const [path, handler] of apiHandlers()) app.route(path, { handler });
  return app.fsRoutes();
}

/**
 * Everything after it knows paths without the base path, and answers them so; what leads elsewhere is put
 * below it. Fresh itself matches routes and files with it, and adds it to its own scripts only.
 */
const belowBase = define.middleware(async (ctx) => {
  const { config: { basePath }, url } = ctx;
  if (basePath === "") return await ctx.next();
  const path = withoutBase(url.pathname, basePath);
  // Scopes of workers and cookies end in a slash.
  if (url.pathname === basePath || url.pathname === "/") return moved(basePath + "/" + url.search);
  if (path === null) {
    const detail = `There is nothing at ${
      url.pathname.slice(0, LONGEST_PATH)
    }: BASE_PATH is ${basePath}`;
    return problem(404, { detail, code: "http_error" });
  }
  url.pathname = path;
  const response = await ctx.next();
  const location = response.headers.get("location");
  if (location !== null) response.headers.set("location", atBase(location, basePath));
  return response;
});

function moved(location: string): Response {
  return new Response(null, { status: 307, headers: { location } });
}

/** Around Fresh's files, which take the base path away themselves. */
const asAsked = define.middleware((ctx) => {
  ctx.url.pathname = ctx.config.basePath + ctx.url.pathname;
  return ctx.next();
});
const asKnown = define.middleware((ctx) => {
  ctx.url.pathname = ctx.url.pathname.slice(ctx.config.basePath.length);
  return ctx.next();
});

/** The app for a server that asks it for its handler itself: what `withHeaders` adds is in that. */
export function behindHeaders(app: App<State>, settings: HeaderSettings): App<State> {
  const handler = app.handler.bind(app);
  return Object.assign(app, { handler: () => withHeaders(handler(), settings) });
}

function provideServices(services: () => Services | null) {
  return define.middleware((ctx) => {
    const ready = services();
    if (!ready) return problem(503, { detail: "The server is starting", code: "starting" });
    ctx.state.services = ready;
    ctx.state.address = addressOf(ctx.info.remoteAddr, ctx.req, ready);
    return ctx.next();
  });
}

/**
 * Takes out what Fresh puts into every policy: on a plain HTTP address in a LAN, browsers would ask for
 * scripts and styles by HTTPS, where nobody answers.
 */
const allowPlainHttp = define.middleware(async (ctx) => {
  const response = await ctx.next();
  const policy = response.headers.get(POLICY);
  if (policy === null || ctx.url.protocol === "https:") return response;
  const kept = policy.split("; ").filter((directive) => directive !== "upgrade-insecure-requests");
  response.headers.set(POLICY, kept.join("; "));
  return response;
});

const POLICY = "content-security-policy";

/** Decodes a path's parameters wholly; Fresh leaves `%2F` and its like as they are. */
const decodeParams = define.middleware((ctx) => {
  if (ctx.route !== null && ctx.url.pathname.includes("%")) {
    // From the address each time, so that nothing is decoded twice.
    const pathname = ctx.config.basePath + ctx.url.pathname;
    const { groups = {} } = new URLPattern({ pathname: ctx.route }).exec({ pathname })?.pathname ??
      {};
    for (const [name, value = ""] of Object.entries(groups)) {
      ctx.params[name] = decodeURIComponent(value);
    }
  }
  return ctx.next();
});

/**
 * A link in a message carries its right in itself, takes no cookie, and is pressed in other programs; so is
 * what services tell of presses.
 */
function isActionLink(path: string): boolean {
  return path.startsWith("/a/") || path.startsWith("/n/");
}

/** The health check is asked by name from inside containers and says nothing worth guarding. */
const guardOrigin = define.middleware(async (ctx) => {
  const guard = guardsOf(ctx.state.services).origin;
  const isOpen = ctx.url.pathname === "/healthz" || isActionLink(ctx.url.pathname);
  const refusal = isOpen ? null : guard.refusal(ctx.req);
  if (refusal !== null) {
    getLogger("http").warn("Refused {method} {path}: {refusal} (request {request})", {
      ...{ method: ctx.req.method, path: ctx.url.pathname.slice(0, LONGEST_PATH), refusal },
      request: requestIdOf(ctx.req),
    });
    return problem(403, { detail: refusal, code: "forbidden_origin" });
  }
  const origin = ctx.req.headers.get("origin");
  const isListed = origin !== null && guard.isListed(origin) && isApi(ctx.url.pathname);
  // `withHeaders` says what is allowed.
  if (isListed && ctx.req.method === "OPTIONS") return new Response(null, { status: 204 });
  return await ctx.next();
});

/** Who asks, and whether they may. What is in no table of rights is refused. */
const letIn = define.middleware(async (ctx) => {
  ctx.state.credentials = credentialsOf(ctx, jarHere(ctx));
  const refusal = await recognise(ctx);
  return refusal ?? refusalOf(ctx) ?? await ctx.next();
});

/** Says who asks: by a token, else as a trusted proxy says, else by the cookie. Null, or why that cannot be. */
async function recognise(ctx: FreshContext<State>): Promise<Response | null> {
  const { state: { services, credentials }, req, info: { remoteAddr } } = ctx;
  const { accounts: { book }, config: { AUTH_PROXY_HEADER: header } } = services;
  const { proxies } = guardsOf(services);
  if (isOwnRequest(ctx.info)) {
    ctx.state.who = { kind: "everybody" };
    return null;
  }
  const word = proxyWord(req, remoteAddr, { header, proxies });
  if (word.kind === "forged") {
    const line = "Refused {path}: {why} (request {request})";
    const path = ctx.url.pathname.slice(0, LONGEST_PATH);
    getLogger("http").warn(line, { path, why: word.why, request: requestIdOf(req) });
    return problem(400, { detail: word.why, code: "bad_request" });
  }
  const isByProxy = word.kind === "login" && credentials.bearer === null && book.mode === "closed";
  ctx.state.who = isByProxy
    ? await whoByProxy(book, word.login, placeOf(ctx))
    : book.whoIs(credentials, placeOf(ctx));
  if (isByProxy && ctx.state.who.kind === "nobody") ctx.state.unknownLogin = word.login;
  return null;
}

/** Under `/api` even an unknown path or method is answered as a problem. */
const apiProblems = define.middleware(async (ctx) => {
  if (!isApi(ctx.url.pathname)) return await ctx.next();
  try {
    return await ctx.next();
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    if (error instanceof MethodNotAllowed) {
      const detail = `${ctx.req.method} is not possible on ${ctx.url.pathname}, but ${error.allow}`;
      return problem(405, { detail, code: "http_error" }, { allow: error.allow });
    }
    const detail = `There is nothing at ${ctx.url.pathname}; /api/openapi.json lists what there is`;
    return problem(error.status, { detail, code: "http_error" });
  }
});

/** Where a build may leave the names of all source files. */
const METAFILE = /^\/_fresh\/.*\bmetafile\.json$/;

/**
 * Completes what Fresh answers for files: parts of them, without which Safari plays no sound, less bytes
 * where they can be packed, and what answers when the method is wrong. What a build tells of its sources
 * is nobody's business.
 */
const completeFiles = define.middleware(async (ctx) => {
  const { method, headers } = ctx.req;
  if (METAFILE.test(ctx.url.pathname)) return new Response("Not found", { status: 404 });
  const response = await ctx.next();
  if (response.status === 405 && !response.headers.has("allow")) {
    response.headers.set("allow", "GET, HEAD");
  }
  // What no route answered, and is there, is a file.
  if (ctx.route !== null || response.status !== 200) return response;
  const packed = await packedFile(ctx.req, response);
  if (packed !== null) return packed;
  response.headers.set("accept-ranges", "bytes");
  // A range of another version would not fit what the client has, and nothing here tells versions apart.
  const range = headers.has("if-range") ? null : headers.get("range");
  return method === "GET" && range !== null ? await partOf(response, range) : response;
});

/** A shorter file fits into one packet anyway, in bytes. */
const WORTH_PACKING = 1_000;
const PACKABLE = /^text\/|^application\/(json|manifest\+json|xml)\b|^image\/svg\+xml\b/;

/** Files as gzip packs them, by what Fresh calls their content: there are as many as the build has. */
const packedFiles = new Map<string, Uint8Array<ArrayBuffer>>();

/** The file packed, for whoever takes that and wants all of it; null for others, who get it as it is. */
async function packedFile(req: Request, response: Response): Promise<Response | null> {
  const etag = response.headers.get("etag");
  const isLong = Number(response.headers.get("content-length")) >= WORTH_PACKING;
  const isPackable = PACKABLE.test(response.headers.get("content-type") ?? "");
  if (etag === null || !isLong || !isPackable) return null;
  response.headers.append("vary", "accept-encoding");
  if (req.method !== "GET" || req.headers.has("range") || !takesGzip(req.headers)) return null;
  const packed = packedFiles.get(etag) ?? await gzipped(await response.bytes());
  packedFiles.set(etag, packed);
  const headers = new Headers(response.headers);
  headers.set("content-encoding", "gzip");
  headers.set("content-length", String(packed.length));
  return new Response(packed, { headers });
}

async function partOf(response: Response, range: string): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const wanted = parseRange(range, bytes.length);
  const headers = new Headers(response.headers);
  if (wanted === "unsatisfiable") {
    headers.set("content-range", `bytes */${bytes.length}`);
    headers.delete("content-length");
    return new Response(null, { status: 416, headers });
  }
  if (wanted === null) return new Response(bytes, { headers });
  const part = bytes.subarray(wanted.start, wanted.end + 1);
  headers.set("content-range", `bytes ${wanted.start}-${wanted.end}/${bytes.length}`);
  headers.set("content-length", String(part.length));
  return new Response(part, { status: 206, headers });
}

/** First and last byte of a part of a file. */
interface ByteRange {
  start: number;
  end: number;
}

/** Reads a Range header; null means the whole file (several ranges are answered so, too). */
function parseRange(header: string | null, size: number): ByteRange | "unsatisfiable" | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (match === null) return null;
  const [first, last] = [match[1] ?? "", match[2] ?? ""];
  if (first === "" && last === "") return null;
  if (first === "") return tail(Number(last), size);
  const start = Number(first);
  const end = Math.min(last === "" ? size - 1 : Number(last), size - 1);
  if (last !== "" && Number(last) < start) return null;
  return start >= size ? "unsatisfiable" : { start, end };
}

function tail(length: number, size: number): ByteRange | "unsatisfiable" {
  if (length === 0 || size === 0) return "unsatisfiable";
  return { start: Math.max(size - length, 0), end: size - 1 };
}
