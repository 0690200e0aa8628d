import { isIP } from "node:net";

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

export type OriginVerdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly message: string };

const ALLOWED: OriginVerdict = { allowed: true };

/**
 * Decides whether a request may be answered at all, from where it says it comes.
 *
 * - `Host` must be an address, `localhost`, the `HOST` setting or a host in `ALLOWED_ORIGINS`: a name
 *   that somebody else points at this machine (DNS rebinding) is refused.
 * - `Origin`, where there is one, must be our own or in `ALLOWED_ORIGINS` for everything that changes
 *   something and for socket upgrades.
 * - Without `Origin`, a browser must say `Sec-Fetch-Site: same-origin`; scripts (no cookie) may pass.
 */
export class OriginGuard {
  readonly #origins: ReadonlySet<string>;
  readonly #hosts: ReadonlySet<string>;

  constructor(settings: { HOST: string; ALLOWED_ORIGINS: readonly string[] }) {
    this.#origins = new Set(settings.ALLOWED_ORIGINS);
    const names = settings.ALLOWED_ORIGINS.map((origin) => new URL(origin).hostname);
    this.#hosts = new Set(["localhost", settings.HOST.toLowerCase(), ...names]);
  }

  /** Whether the page at this origin is named in `ALLOWED_ORIGINS`. */
  isListed(origin: string): boolean {
    return this.#origins.has(origin);
  }

  judge(request: Request): OriginVerdict {
    const host = parseHost(request.headers.get("host"));
    if (host === null || !this.#isOwnHost(host.hostname)) return refuseHost(host?.hostname);
    const isUpgrade = request.headers.get("upgrade")?.toLowerCase() === "websocket";
    if (SAFE_METHODS.has(request.method) && !isUpgrade) return ALLOWED;
    const origin = request.headers.get("origin");
    return origin === null ? withoutOrigin(request) : this.#judgeOrigin(origin, host.host);
  }

  #isOwnHost(hostname: string): boolean {
    const bare = hostname.replace(/^\[|\]$/g, "");
    return isIP(bare) !== 0 || bare.endsWith(".localhost") || this.#hosts.has(bare);
  }

  /** Behind a proxy that ends TLS the scheme differs, so such an origin must be listed. */
  #judgeOrigin(origin: string, host: string): OriginVerdict {
    if (this.#origins.has(origin) || origin === `http://${host}`) return ALLOWED;
    const shown = origin.slice(0, 100);
    const message =
      `Requests from ${shown} are not allowed; add it to ALLOWED_ORIGINS to allow them`;
    return { allowed: false, message };
  }
}

function parseHost(header: string | null): { host: string; hostname: string } | null {
  const url = header === null ? null : URL.parse(`http://${header}`);
  return url && { host: url.host, hostname: url.hostname };
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
