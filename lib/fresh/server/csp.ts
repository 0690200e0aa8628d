import { nonceOf } from "../render/render_page.ts";
import type { MiddlewareFn } from "./context.ts";

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
