import { isIP, withoutBase } from "@/lib/text/address.ts";
import { getLogger } from "@/lib/logs/logger.ts";
import { TrustedProxies } from "@/lib/settings/trusted_proxies.ts";
import { Turnstile } from "@/lib/time/turns.ts";
import { problem } from "./api/answer.ts";
import { METHODS } from "./define.ts";

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** What a proxy adds to a request; a page cannot add it to a request to another site. */
const PROXY_HEADERS = ["forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"];

/**
 * Decides whether a request may be answered at all, from where it says it comes.
 *
 * - `Host` must be an address, `localhost`, the `HOST` setting or a host in `ALLOWED_ORIGINS`: a name
 *   that somebody else points at this machine (DNS rebinding) is refused.
 * - `Origin`, where there is one, must be our own or in `ALLOWED_ORIGINS`, scheme and port included, for
 *   everything that changes something and for socket upgrades.
 * - Without `Origin`, a browser must say `Sec-Fetch-Site: same-origin`; scripts (no cookie) may pass.
 */
export class OriginGuard {
  readonly #origins: ReadonlySet<string>;
  readonly #listedNames: ReadonlySet<string>;
  readonly #listedHosts: ReadonlySet<string>;
  readonly #ownNames: ReadonlySet<string>;

  constructor(settings: { HOST: string; ALLOWED_ORIGINS: readonly string[] }) {
    const listed = settings.ALLOWED_ORIGINS.map((origin) => new URL(origin));
    this.#origins = new Set(listed.map(({ origin }) => origin));
    this.#listedNames = new Set(listed.map(({ hostname }) => hostname));
    this.#listedHosts = new Set(listed.map(({ host }) => host));
    const { hostname = settings.HOST.toLowerCase() } = parseHost(settings.HOST) ?? {};
    this.#ownNames = new Set(["localhost", hostname]);
  }

  /** The origin of the page of ours that asks; null when no page does, or another site's. */
  ownPage({ headers }: Request): string | null {
    const origin = URL.parse(headers.get("origin") ?? "");
    const isOurs = origin !== null && origin.host === parseHost(headers.get("host"))?.host;
    return isOurs ? origin.origin : null;
  }

  /** Whether the page at this origin is named in `ALLOWED_ORIGINS`. */
  isListed(origin: string): boolean {
    return this.#origins.has(origin);
  }

  /**
   * Whether browsers reach this host over TLS: as its listed origin says, else as the proxy does. Only then
   * may a cookie be kept for TLS alone.
   */
  isSecure({ headers }: Request): boolean {
    const host = parseHost(headers.get("host"))?.host ?? "";
    if (this.#listedHosts.has(host)) return this.#origins.has(`https://${host}`);
    return isProxied(headers) && schemeOf(headers) === "https";
  }

  /** Why a request must not be answered, for a person; null where it may be. */
  refusal(request: Request): string | null {
    const { headers } = request;
    const host = parseHost(headers.get("host"));
    if (host === null || !this.#isKnown(host.hostname)) return refuseHost(host?.hostname);
    const isUpgrade = headers.get("upgrade")?.toLowerCase() === "websocket";
    if (SAFE_METHODS.has(request.method) && !isUpgrade) return null;
    const origin = headers.get("origin");
    if (origin === null) return withoutOrigin(request);
    const isAllowed = this.#origins.has(origin) || origin === this.#ownOrigin(host, headers);
    return isAllowed ? null : refuseOrigin(origin);
  }

  #isKnown(hostname: string): boolean {
    return isAddress(hostname) || this.#isOwnName(hostname) || this.#listedNames.has(hostname);
  }

  #isOwnName(hostname: string): boolean {
    return hostname.endsWith(".localhost") || this.#ownNames.has(hostname);
  }

  /**
   * The origin of our pages under this host; null when only `ALLOWED_ORIGINS` can say. A host that is
   * listed is exactly what is listed. Behind a proxy the host has the usual port of `http` and `https`
   * alike, so there the proxy tells the scheme, and only names count: an address is anybody's.
   */
  #ownOrigin({ host, hostname }: URL, headers: Headers): string | null {
    if (this.#listedHosts.has(host)) return null;
    const isName = this.#isOwnName(hostname);
    if (!isProxied(headers)) {
      return isName || isAddress(hostname) ? `http://${host}` : null;
    }
    return isName ? URL.parse(`${schemeOf(headers)}://${host}`)?.origin ?? null : null;
  }
}

/** Whether a request came through a proxy, as far as that says so. */
export function isProxied(headers: Headers): boolean {
  return PROXY_HEADERS.some((name) => headers.has(name));
}

/** The scheme that a visitor's browser used towards the proxy. */
function schemeOf(headers: Headers): "http" | "https" {
  const [first = ""] = (headers.get("x-forwarded-proto") ?? "").split(",");
  const told = first.trim() ||
    /(?:^|[;,\s])proto="?(https?)/i.exec(headers.get("forwarded") ?? "")?.[1];
  return told?.toLowerCase() === "https" ? "https" : "http";
}

function isAddress(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
}

function parseHost(host: string | null): URL | null {
  return host === null ? null : URL.parse(`http://${isIP(host) === 6 ? `[${host}]` : host}`);
}

function refuseOrigin(origin: string): string {
  const shown = origin.slice(0, 100);
  return `Requests from ${shown} are not allowed; add it to ALLOWED_ORIGINS to allow them`;
}

function refuseHost(hostname = ""): string {
  const shown = hostname.slice(0, 100);
  return `This server does not answer as ${shown || "an unnamed host"}; ` +
    `add its origin, such as https://${shown}, to ALLOWED_ORIGINS`;
}

function withoutOrigin({ headers }: Request): string | null {
  const site = headers.get("sec-fetch-site");
  const isScript = site === null && !headers.has("cookie");
  if (isScript || site === "same-origin" || site === "none") return null;
  return "A browser's request must come from this server's own pages";
}

type Fetch = Deno.ServeHandler<Deno.NetAddr>;
type Info = Parameters<Fetch>[1];

/** What no page of ours does, and no page that gets hold of one may do in its name. */
const PERMISSIONS = [
  ...["accelerometer", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope"],
  ...["magnetometer", "microphone", "midi", "payment", "usb"],
  ...["screen-wake-lock", "xr-spatial-tracking"],
].map((feature) => `${feature}=()`).join(", ");

/** On every answer: it keeps browsers from guessing, framing, lending and telling where somebody was. */
const EVERYWHERE = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": PERMISSIONS,
};
/** Where nothing says what a page may load, it may load nothing. */
const STRICTEST_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Deno hands over hundreds of requests at once, and each takes a while before it is known what it asks for. */
const BEGUN_A_ROUND = 16;

/**
 * Answers for what surrounds `fetch`: a request that breaks HTTP's rules gets 400, a failure nobody caught
 * 500, and every answer the headers that protect it.
 */
export function withHeaders(
  fetch: Fetch,
  { ALLOWED_ORIGINS, TRUSTED_PROXIES = [], BASE_PATH = "" }: HeaderSettings,
): Fetch {
  const listed: ReadonlySet<string> = new Set(ALLOWED_ORIGINS);
  const proxies = new TrustedProxies(TRUSTED_PROXIES);
  const entrance = new Turnstile(BEGUN_A_ROUND);
  return async (request, info) => {
    if (!request.url.endsWith("/healthz")) await entrance.pass();
    const id = nameRequest(request, info.remoteAddr, proxies);
    // Before it is answered: a request that has become a socket tells nothing any more.
    const origin = request.headers.get("origin");
    const url = request.url;
    const response = await answerOf(fetch, request, info);
    protect(response.headers);
    response.headers.set(REQUEST_ID, id);
    const mayRead = origin !== null && listed.has(origin);
    const path = withoutBase(URL.parse(url)?.pathname ?? "", BASE_PATH) ?? "";
    if (mayRead && isApi(path)) {
      allowOrigin(origin, response.headers);
    }
    return response;
  };
}

/** The settings that headers depend on. */
export interface HeaderSettings {
  readonly ALLOWED_ORIGINS: readonly string[];
  readonly TRUSTED_PROXIES?: readonly string[];
  readonly BASE_PATH?: string;
}

/** For a page elsewhere whose origin is listed: without these its script learns nothing, not even what is wrong. */
function allowOrigin(origin: string, headers: Headers): void {
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-allow-methods", "GET, POST, PUT, PATCH, DELETE");
  headers.set("access-control-allow-headers", "content-type, authorization");
  headers.set("access-control-expose-headers", REQUEST_ID);
  headers.append("vary", "origin");
}

/**
 * In place: around the body of another answer, Deno would keep a long text twice, and where the memory guard
 * does not see it.
 */
function protect(headers: Headers): void {
  for (const [name, value] of Object.entries(EVERYWHERE)) headers.set(name, value);
  if (!headers.has("content-security-policy")) {
    headers.set("content-security-policy", STRICTEST_POLICY);
  }
  const isPage = headers.get("content-type")?.startsWith("text/html");
  if (isPage) headers.set("cache-control", "no-store");
}

async function answerOf(fetch: Fetch, request: Request, info: Info): Promise<Response> {
  const wrong = requestProblem(request);
  if (wrong !== null) return problem(400, { detail: wrong, code: "bad_request" });
  if (!METHODS.some((method) => method === request.method)) return unknownMethod(request);
  try {
    return await fetch(request, info);
  } catch (error) {
    if (error instanceof URIError) return brokenEscape();
    tellFailure(error, request);
    const detail = "The request failed inside the server; its log says more";
    return problem(500, { detail, code: "internal" });
  }
}

/** Says in the log what failed; whoever asked knows the request by the same name. A socket's have none. */
export function tellFailure(error: unknown, request?: Request): void {
  const log = getLogger("http");
  if (request === undefined) return log.error("A request failed: {error}", { error });
  const name = requestIdOf(request);
  log.error("Request {request} failed: {error}", { request: name, error });
}

/** A name or address, as browsers and scripts send them, and a port. */
const HOST = /^(?:\[[\da-f:.]{2,45}\]|[a-z\d._-]{1,253})(?::\d{0,5})?$/i;

/** What is wrong with a request by HTTP's own rules, for a person; null when nothing is. */
export function requestProblem({ headers, url }: Request): string | null {
  const host = headers.get("host");
  if (host === null || host === "") return "The request names no host: send a Host header";
  if (!HOST.test(host) || URL.parse(`http://${host}`) === null) {
    return "The Host header must be a name or an address, with a port where it is not the usual one";
  }
  return URL.parse(url) === null ? "The request's address cannot be read" : null;
}

/** Upstream Fresh fails on methods that it does not know. */
function unknownMethod({ method }: Request): Response {
  const allow = METHODS.join(", ");
  const detail = `${method.slice(0, 20)} is not possible here, but ${allow}`;
  return problem(405, { detail, code: "http_error" }, { allow });
}

/** Fresh reads a path's parameters before any middleware, and throws. */
function brokenEscape(): Response {
  const detail = "The address holds a % that begins no valid escape; write %25 for the sign itself";
  return problem(400, { detail, code: "bad_request" });
}

/** Whether scripts ask for this path, and are answered in JSON. */
export function isApi(pathname: string): boolean {
  return pathname === "/api" || pathname.startsWith("/api/");
}

/** Sixteen bytes in base64. */
const SOCKET_KEY = /^[a-z\d+/]{22}==$/i;
export const SOCKET_VERSION = "13";

/** What is wrong with a request that is to become a socket (RFC 6455), for a person; null when nothing is. */
export function handshakeProblem({ headers, method }: Request): string | null {
  const says = (name: string, word: string) =>
    (headers.get(name) ?? "").toLowerCase().split(",").some((part) => part.trim() === word);
  if (method !== "GET" || !says("upgrade", "websocket")) {
    return "This is a WebSocket: connect to it with ws:// or wss://";
  }
  if (!says("connection", "upgrade")) return "The header Connection must say Upgrade";
  if (headers.get("sec-websocket-version") !== SOCKET_VERSION) {
    return `Sec-WebSocket-Version must be ${SOCKET_VERSION}`;
  }
  const isKey = SOCKET_KEY.test(headers.get("sec-websocket-key") ?? "");
  return isKey ? null : "Sec-WebSocket-Key must be 16 bytes in base64";
}

const made = new WeakSet<object>();

/** What comes with a request that the program makes of itself; nobody else can have it. */
export function ownInfo(): Deno.ServeHandlerInfo<Deno.NetAddr> {
  const remoteAddr = { transport: "tcp", hostname: "127.0.0.1", port: 0 } as const;
  const info = { remoteAddr, completed: Promise.resolve() };
  made.add(info);
  return info;
}

/** Whether the program itself asks: it need not log in, and what it is answered goes nowhere. */
export function isOwnRequest(info: Deno.ServeHandlerInfo): boolean {
  return made.has(info);
}

/** The header that carries it, both ways. */
const REQUEST_ID = "x-request-id";
/** What a proxy may call a request: harmless in a log and in a header. */
const GIVEN = /^[\w.:=@/+-]{1,128}$/;

const ids = new WeakMap<Request, string>();

/** Names a request: as a trusted proxy does, else anew. */
function nameRequest(request: Request, remote: Deno.Addr, proxies: TrustedProxies): string {
  const given = request.headers.get(REQUEST_ID) ?? "";
  const isGiven = "hostname" in remote && proxies.isTrusted(remote.hostname) && GIVEN.test(given);
  const id = isGiven ? given : crypto.randomUUID();
  ids.set(request, id);
  return id;
}

/** The name of a request, for lines in the log; "unnamed" where none was given. */
export function requestIdOf(request: Request): string {
  return ids.get(request) ?? "unnamed";
}
