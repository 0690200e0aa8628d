import { internalsOf } from "./internals.ts";
import type { MiddlewareFn } from "./middleware.ts";
import { withHeaders } from "./respond.ts";

/** What `csp()` accepts. */
export interface CSPOptions {
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
];

const INLINE =
  /^(default-src|script-src|script-src-elem|style-src|style-src-elem|style-src-attr)(?=\s|$)/;

/** Sets the Content-Security-Policy of every response, error pages included. */
export function csp<State>(options: CSPOptions = {}): MiddlewareFn<State> {
  const { useNonce = false, reportOnly = false, reportTo } = options;
  const directives = mergeDirectives(options.csp ?? [], reportTo);
  const name = `content-security-policy${reportOnly ? "-report-only" : ""}`;
  return async (ctx) => {
    const nonce = useNonce ? makeNonce() : null;
    internalsOf(ctx).nonce = nonce;
    // On a plain HTTP host in a LAN the upgrade would lose every script, so HTTPS pages only.
    const secure = ctx.url.protocol === "https:" ? ["upgrade-insecure-requests"] : [];
    const policy = [...directives.map((text) => withNonce(text, nonce)), ...secure].join("; ");
    const protect = (response: Response) =>
      withHeaders(response, (headers) => {
        headers.set(name, policy);
        if (reportTo !== undefined) {
          headers.set("reporting-endpoints", `csp-endpoint="${reportTo}"`);
        }
      });
    try {
      return protect(await ctx.next());
    } catch (error) {
      internalsOf(ctx).hooks.push(protect);
      throw error;
    }
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

function makeNonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
}
