import { isIP } from "node:net";

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

export type OriginVerdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly message: string };

const ALLOWED: OriginVerdict = { allowed: true };

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

  /** Whether the page at this origin is named in `ALLOWED_ORIGINS`. */
  isListed(origin: string): boolean {
    return this.#origins.has(origin);
  }

  judge(request: Request): OriginVerdict {
    const { headers } = request;
    const host = parseHost(headers.get("host"));
    if (host === null || !this.#isKnown(host.hostname)) return refuseHost(host?.hostname);
    const isUpgrade = headers.get("upgrade")?.toLowerCase() === "websocket";
    if (SAFE_METHODS.has(request.method) && !isUpgrade) return ALLOWED;
    const origin = headers.get("origin");
    if (origin === null) return withoutOrigin(request);
    const isAllowed = this.#origins.has(origin) || origin === this.#ownOrigin(host, headers);
    return isAllowed ? ALLOWED : refuseOrigin(origin);
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
    if (!PROXY_HEADERS.some((name) => headers.has(name))) {
      return isName || isAddress(hostname) ? `http://${host}` : null;
    }
    return isName ? URL.parse(`${schemeOf(headers)}://${host}`)?.origin ?? null : null;
  }
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

function refuseOrigin(origin: string): OriginVerdict {
  const shown = origin.slice(0, 100);
  const message = `Requests from ${shown} are not allowed; add it to ALLOWED_ORIGINS to allow them`;
  return { allowed: false, message };
}

function refuseHost(hostname = ""): OriginVerdict {
  const origin = `https://${hostname.slice(0, 100)}`;
  const message =
    `This server does not answer as ${hostname.slice(0, 100) || "an unnamed host"}; ` +
    `add its origin, such as ${origin}, to ALLOWED_ORIGINS`;
  return { allowed: false, message };
}

function withoutOrigin(request: Request): OriginVerdict {
  const site = request.headers.get("sec-fetch-site");
  const isScript = site === null && !request.headers.has("cookie");
  if (isScript || site === "same-origin" || site === "none") return ALLOWED;
  const message = "A browser's request must come from this server's own pages";
  return { allowed: false, message };
}
