import { BlockList } from "node:net";
import { isIP } from "@/lib/text/address.ts";

/** Longer lists of proxies than this are nobody's, in characters. */
const LONGEST_HEADER = 2000;
/** What a proxy may write in the place of an address: `1.2.3.4:5678`, `[2001:db8::1]:5678`. */
const WITH_PORT = /^(?:\[([\da-f:.]{2,45})\]|([\d.]{7,15}))(?::\d{1,5})?$/i;

/** Addresses and networks (CIDR) of proxies whose word about a client's address counts. */
export class TrustedProxies {
  /** Null where nobody is trusted: `node:net` takes long to load. */
  readonly #list: BlockList | null;

  /** @throws {TypeError} when one of them is neither an address nor a network */
  constructor(ranges: readonly string[]) {
    const list = ranges.length === 0 ? null : new BlockList();
    for (const range of ranges) if (list !== null) addRange(list, range);
    this.#list = list;
  }

  /**
   * Where a request came from: the connection's own address, or, if that is a trusted proxy's, the
   * nearest one before it that is not. Whoever stands further away in the headers may be invented. IPv4
   * is always written as such: mapped into IPv6, all of it would be one network.
   */
  addressOf(remote: string, headers: Headers): string {
    let nearest = withoutMapping(remote);
    if (this.#list === null || !this.isTrusted(nearest)) return nearest;
    for (const named of forwardedFor(headers).toReversed()) {
      const address = bareAddress(named);
      if (address === null) return nearest;
      nearest = address;
      if (!this.isTrusted(address)) return address;
    }
    return nearest;
  }

  /** Whether an address is one of theirs. */
  isTrusted(address: string): boolean {
    if (this.#list === null) return false;
    const bare = withoutMapping(address);
    const version = isIP(bare);
    return version !== 0 && this.#list.check(bare, version === 4 ? "ipv4" : "ipv6");
  }
}

/** Whether only this machine can reach an address. */
export function isLoopback(address: string): boolean {
  const bare = withoutMapping(address);
  return bare === "localhost" || bare === "::1" || (isIP(bare) === 4 && bare.startsWith("127."));
}

function addRange(list: BlockList, range: string): void {
  const [address = "", prefix, more] = range.split("/");
  const version = isIP(address);
  const [type, most] = version === 4 ? ["ipv4", 32] as const : ["ipv6", 128] as const;
  const bits = prefix === undefined ? most : /^\d{1,3}$/.test(prefix) ? Number(prefix) : NaN;
  if (version === 0 || more !== undefined || !(bits <= most)) {
    throw new TypeError(
      `Cannot trust ${JSON.stringify(range.slice(0, 60))}: no address or network`,
    );
  }
  list.addSubnet(address, bits, type);
}

/** The addresses in the headers, nearest last; `X-Forwarded-For` counts where both are there. */
function forwardedFor(headers: Headers): string[] {
  const list = headers.get("x-forwarded-for");
  if (list !== null) return list.slice(-LONGEST_HEADER).split(",");
  const forwarded = headers.get("forwarded")?.slice(-LONGEST_HEADER) ?? "";
  return forwarded === "" ? [] : forwarded.split(",").map(forOf);
}

/** The `for` of one element of `Forwarded` (RFC 7239); "" where there is none. */
function forOf(element: string): string {
  const pair = element.split(";").map((part) => part.trim())
    .find((part) => part.toLowerCase().startsWith("for="));
  return pair?.slice("for=".length).replaceAll('"', "") ?? "";
}

/** The address without port and brackets; null for `unknown`, a hidden name or anything else. */
function bareAddress(text: string): string | null {
  const trimmed = text.trim();
  if (isIP(trimmed) !== 0) return withoutMapping(trimmed);
  const [, six, four] = WITH_PORT.exec(trimmed) ?? [];
  const address = six ?? four;
  return address !== undefined && isIP(address) !== 0 ? withoutMapping(address) : null;
}

/** A socket that listens on IPv6 tells IPv4 clients as `::ffff:192.0.2.1`. */
function withoutMapping(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d)/i, "");
  return isIP(bare) === 4 ? bare : address;
}
