import type { TrustedProxies } from "@/lib/settings/trusted_proxies.ts";

/** The header that carries it, both ways. */
export const REQUEST_ID = "x-request-id";
/** What a proxy may call a request: harmless in a log and in a header. */
const GIVEN = /^[\w.:=@/+-]{1,128}$/;

const ids = new WeakMap<Request, string>();

/** Names a request: as a trusted proxy does, else anew. */
export function nameRequest(request: Request, remote: Deno.Addr, proxies: TrustedProxies): string {
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
