import type { TrustedProxies } from "@/lib/settings/trusted_proxies.ts";

/** What a request says of whom a proxy has logged in. */
export type ProxyWord =
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
