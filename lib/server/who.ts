import type { FreshContext } from "fresh";
import type { Credentials } from "@/lib/accounts/accounts.ts";
import { can, rightOfRequest } from "@/lib/accounts/rights.ts";
import { LONGEST_SESSION_MS, type OpenedSession, type Place } from "@/lib/accounts/sessions.ts";
import { AccountRefusal } from "@/lib/accounts/state.ts";
import { TrustedProxies } from "@/lib/settings/trusted_proxies.ts";
import { withoutBase } from "@/lib/text/address.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import { accountProblem, problem } from "./api/answer.ts";
import type { Services, State } from "./define.ts";
import { isApi, isProxied, OriginGuard } from "./guards.ts";

type Ctx = FreshContext<State>;

/** What the settings of a program say of who asks; made once for each. */
const guards = new WeakMap<Services, { proxies: TrustedProxies; origin: OriginGuard }>();

export function guardsOf(services: Services) {
  const known = guards.get(services);
  if (known !== undefined) return known;
  const { config } = services;
  const made = {
    proxies: new TrustedProxies(config.TRUSTED_PROXIES),
    origin: new OriginGuard(config),
  };
  guards.set(services, made);
  return made;
}

export function addressOf(remote: Deno.Addr, { headers }: Request, services: Services): string {
  const address = "hostname" in remote ? remote.hostname : "local";
  return guardsOf(services).proxies.addressOf(address, headers);
}

/** How browsers reach this server: over TLS or not, and below which path. */
interface Reach {
  readonly isSecure: boolean;
  readonly basePath: string;
}

/** Under which names a browser keeps what it is given, and how it reaches this server. */
interface Jar extends Reach {
  readonly session: string;
  /** Of the cookie that knows a browser again. */
  readonly device: string;
  /** Of the cookie of a browser that has begun something and is to finish it. */
  readonly ticket: string;
}

/**
 * Names of cookies. They know no ports, so two servers on one host would overwrite each other's: `tag` tells them
 * apart. `__Host-` binds them to this host, where browsers come over TLS; it is for a whole host only, so below a
 * path it is `__Secure-`, and other programs of the host are not sent them.
 */
function jarFor(reach: Reach, tag: string): Jar {
  const bound = reach.basePath === "" ? "__Host-" : "__Secure-";
  const [before, after] = reach.isSecure ? [bound, ""] : ["", "-http"];
  return {
    session: `${before}sid${after}-${tag}`,
    device: `${before}device${after}-${tag}`,
    ticket: `${before}ticket${after}-${tag}`,
    ...reach,
  };
}

/** Where this browser keeps its cookies: by how it comes, as far as settings and proxies say. */
export function jarHere(
  { req, config: { basePath }, state: { services } }: Ctx,
): Jar {
  const isSecure = guardsOf(services).origin.isSecure(req);
  return jarFor({ isSecure, basePath }, services.accounts.cookieTag);
}

/** The origin of the page of ours that asks; null when no page does, or another site's. */
export function pageOf({ req, state: { services } }: Ctx): string | null {
  return guardsOf(services).origin.ownPage(req);
}

const DEVICE_SECONDS = 400 * 24 * 60 * 60;
const TICKET_SECONDS = 10 * 60;

/** A longer header is nobody's. */
const LONGEST_AGENT = 200;

/** From where a request comes. */
export function placeOf({ state: { address }, req }: Ctx): Place {
  return { address, agent: (req.headers.get("user-agent") ?? "").slice(0, LONGEST_AGENT) };
}

/** What a request carries; a cookie counts only under the name that fits how browsers come. */
export function credentialsOf({ req }: Ctx, jar: Jar): Credentials {
  const [scheme, token] = (req.headers.get("authorization") ?? "").trim().split(/\s+/, 2);
  const bearer = scheme?.toLowerCase() === "bearer" ? token ?? "" : null;
  return { bearer, cookie: cookieOf(req, jar.session) };
}

/** The cookie of a browser that has logged in before; null without one. */
export function deviceOf({ req }: Ctx, jar: Jar): string | null {
  return cookieOf(req, jar.device);
}

/** What a browser was given when it began something; null without it. */
export function ticketOf({ req }: Ctx, jar: Jar): string | null {
  return cookieOf(req, jar.ticket);
}

function cookieOf({ headers }: Request, name: string): string | null {
  const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  const values = pairs.filter((pair) => pair.startsWith(`${name}=`));
  // Two of one name: somebody put one beside it.
  return values.length === 1 ? values[0]?.slice(name.length + 1) ?? null : null;
}

/** The cookies that a browser keeps of a session that was just opened. */
export function withCookies(
  response: Response,
  { cookie, device, isRemembered }: OpenedSession,
  jar: Jar,
): Response {
  const seconds = isRemembered ? LONGEST_SESSION_MS / SECOND_MS : null;
  response.headers.append("set-cookie", cookieText(jar.session, cookie, seconds, jar));
  return device === "" ? response : withDeviceCookie(response, device, jar);
}

/** The cookie by which a browser is known again, whether or not it is logged in. */
export function withDeviceCookie(
  response: Response,
  device: string,
  jar: Jar,
): Response {
  const text = cookieText(jar.device, device, DEVICE_SECONDS, jar);
  response.headers.append("set-cookie", text);
  return response;
}

/** Binds what a browser has begun to it. */
export function withTicket(response: Response, ticket: string, jar: Jar): Response {
  response.headers.append("set-cookie", cookieText(jar.ticket, ticket, TICKET_SECONDS, jar));
  return response;
}

/** Has the browser forget its session. */
export function withoutCookie(response: Response, jar: Jar): Response {
  response.headers.append("set-cookie", cookieText(jar.session, "", 0, jar));
  return response;
}

/** `Lax`, so that a link in a message opens its page; nothing that a link can ask for changes anything. */
function cookieText(name: string, value: string, seconds: number | null, jar: Jar) {
  const parts = [`${name}=${value}`, `Path=${jar.basePath}/`, "HttpOnly", "SameSite=Lax"];
  if (seconds !== null) parts.push(`Max-Age=${seconds}`);
  if (jar.isSecure) parts.push("Secure");
  return parts.join("; ");
}

/**
 * What stands in the way of a request: null where it may go on. Who asks is in the state already. Pages lead
 * to the login, everything else is refused with 401 or 403; what is in no table is refused.
 */
export function refusalOf(ctx: Ctx): Response | null {
  const { req, state: { services: { accounts: { book } }, who } } = ctx;
  const route = routeOf(ctx);
  // Files, and what is not there.
  if (route === null) return null;
  const action = rightOfRequest(req.method, route);
  if (book.mode === "open" && isProxied(req.headers) && !ALWAYS.has(route)) return proxied(ctx);
  if (who.kind === "everybody" || (action !== null && can(who, action))) return null;
  if (who.kind === "nobody") {
    return ctx.state.unknownLogin === undefined ? toLogin(ctx) : unknown(ctx);
  }
  if (isPage(ctx)) return laterPage(ctx, "forbidden");
  const asked = `${req.method} ${ctx.url.pathname.slice(0, 100)}`;
  const detail = who.kind === "token"
    ? `This token may not ${asked}: its scopes are ${
      who.scopes.join(", ")
    }, its owner is ${who.person.role}`
    : `You may not ${asked} as ${who.person.role}`;
  return problem(403, { detail, code: "forbidden" });
}

/** The route without the base path. */
function routeOf({ route, config: { basePath } }: Ctx): string | null {
  return route === null ? null : withoutBase(route, basePath);
}

/** What is answered through a proxy even while nobody has decided who is let in: it tells nothing. */
const ALWAYS: ReadonlySet<string> = new Set([
  ...["/healthz", "/offline", "/a/:token", "/n/:type/:token"],
]);

/** What programs ask for outside `/api`: they are told a status, and led to no login. */
const FOR_PROGRAMS: ReadonlySet<string> = new Set(["/ws", "/metrics"]);

function isPage({ req, url }: Ctx): boolean {
  const isLook = req.method === "GET" || req.method === "HEAD";
  return isLook && !isApi(url.pathname) && !FOR_PROGRAMS.has(url.pathname);
}

/** `routes/_middleware.tsx` renders it: a page needs the layout of pages. */
function laterPage(ctx: Ctx, refused: NonNullable<State["refused"]>): null {
  ctx.state.refused = refused;
  return null;
}

function proxied(ctx: Ctx): Response | null {
  if (isPage(ctx)) return laterPage(ctx, "proxied");
  const detail =
    "This came through a proxy, and nobody has decided yet who is let in: make an account " +
    "(deno task user add NAME), or set AUTH=off where the proxy asks for a password";
  return problem(403, { detail, code: "proxied_while_open" });
}

/** Another login would not help: the proxy says at each request who it is. */
function unknown(ctx: Ctx): Response | null {
  if (isPage(ctx)) return laterPage(ctx, "unknown");
  const detail =
    `The proxy says that you are ${ctx.state.unknownLogin}, and nobody here has that ` +
    "name: an admin can add you, or invite you";
  return problem(403, { detail, code: "unknown_person" });
}

function toLogin(ctx: Ctx): Response {
  const { url, state: { services: { accounts: { book } } } } = ctx;
  const isSetUp = book.mode !== "setup";
  if (isPage(ctx)) {
    const next = `${url.pathname}${url.search}`;
    const query = next === "/" ? "" : `?${new URLSearchParams({ next })}`;
    return ctx.redirect(isSetUp ? `/login${query}` : "/setup", 303);
  }
  return accountProblem(
    isSetUp
      ? new AccountRefusal(
        "unauthenticated",
        "Log in, or send an API token: Authorization: Bearer cpa_…",
      )
      : new AccountRefusal(
        "setup_needed",
        "There is no account yet: open /setup in a browser first",
      ),
  );
}

/**
 * Where a login may lead: a path of our own pages, and nothing that a browser could read as another
 * site's address.
 */
export function safeNext(next: string | null): string {
  const isPath = next !== null && /^\/(?![/\\])[^\p{Cc}\\]{0,500}$/u.test(next);
  const url = isPath ? URL.parse(next, "http://here.invalid") : null;
  // Dots can leave two slashes at the beginning, which browsers read as another site.
  const isOurs = url?.origin === "http://here.invalid" && !url.pathname.startsWith("//");
  return isOurs ? `${url.pathname}${url.search}` : "/";
}

/** What a request says of whom a proxy has logged in. */
type ProxyWord =
  /** The proxy names nobody, or none does such a thing here. */
  | { readonly kind: "none" }
  | { readonly kind: "login"; readonly login: string }
  /** Somebody else than the proxy wrote it, or it cannot be what a proxy wrote; why, for a person. */
  | { readonly kind: "forged"; readonly why: string };

const NONE: ProxyWord = { kind: "none" };
const LONGEST_NAME = 64;

/**
 * Reads the header of `AUTH_PROXY_HEADER`. It counts from the connection of a trusted proxy only, whatever
 * other headers say of where a request came from.
 */
export function proxyWord(
  { headers }: Pick<Request, "headers">,
  remote: Deno.Addr,
  { header, proxies }: { readonly header: string | undefined; readonly proxies: TrustedProxies },
): ProxyWord {
  if (header === undefined) return NONE;
  const name = header.toLowerCase();
  // Some servers take `remote_user` for the same header; a proxy that sets the one lets the other pass.
  for (const given of headers.keys()) {
    if (given !== name && given.replaceAll("_", "-") === name.replaceAll("_", "-")) {
      return forged(`The header ${given.slice(0, LONGEST_NAME)} is not ${name}`);
    }
  }
  const value = headers.get(name);
  if (value === null) return NONE;
  const isTrusted = "hostname" in remote && proxies.isTrusted(remote.hostname);
  if (!isTrusted) return forged(`The header ${name} counts from a proxy in TRUSTED_PROXIES only`);
  const hop = (headers.get("connection") ?? "").toLowerCase().split(",");
  if (hop.some((each) => each.trim() === name)) {
    return forged(`Connection must not name the header ${name}`);
  }
  // Two of them are joined by a comma, which no login has.
  const login = value.trim();
  if (login === "") return NONE;
  if (login.length > LONGEST_NAME || !/^[\p{L}\p{N}][\p{L}\p{M}\p{N}._@+-]*$/u.test(login)) {
    return forged(`The header ${name} must hold one login`);
  }
  return { kind: "login", login };
}

function forged(why: string): ProxyWord {
  return { kind: "forged", why };
}
