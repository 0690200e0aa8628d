import { BlockList } from "node:net";
import { isIP } from "@/lib/text/ip_address.ts";

/** What is no place on the public internet: private, local, shared, reserved, multicast (RFC 6890). */
const NOT_PUBLIC_V4 = listOf("ipv4", [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"],
  ...["172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3"],
]);
/** All of IPv6 that is given out; the rest is local or reserved. */
const GIVEN_OUT_V6 = listOf("ipv6", ["2000::/3"]);
/** Ways from IPv6 to an IPv4 address that nobody checked. */
const TUNNELS_V6 = listOf("ipv6", ["2001::/32", "2002::/16"]);

/** Where clouds tell a machine its own credentials. No setting opens these. */
const METADATA: ReadonlySet<string> = new Set([
  ...["169.254.169.254", "169.254.170.2", "169.254.170.23", "100.100.100.200"],
  ...["168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254"],
]);
const METADATA_NAMES: ReadonlySet<string> = new Set([
  ...["metadata.google.internal", "metadata.goog", "instance-data", "metadata"],
]);

/** A list that is made when it is first asked: most programs never ask, and `node:net` takes long to load. */
function listOf(type: "ipv4" | "ipv6", ranges: readonly string[]): () => BlockList {
  let made: BlockList | undefined;
  return () => {
    if (made !== undefined) return made;
    made = new BlockList();
    for (const range of ranges) {
      const [address = "", bits = ""] = range.split("/");
      made.addSubnet(address, Number(bits), type);
    }
    return made;
  };
}

/** Whether anybody on the internet could be reached at an IP address. */
export function isPublic(address: string): boolean {
  const bare = unmapped(address);
  if (isIP(bare) === 4) return !NOT_PUBLIC_V4().check(bare, "ipv4");
  return GIVEN_OUT_V6().check(bare, "ipv6") && !TUNNELS_V6().check(bare, "ipv6");
}

const THIS_MACHINE_V4 = listOf("ipv4", ["0.0.0.0/8", "127.0.0.0/8"]);
const THIS_MACHINE_V6: ReadonlySet<string> = new Set(["::", "::1"]);

/** Whether an IP address leads back to the machine that asks. */
export function isThisMachine(address: string): boolean {
  const bare = unmapped(address);
  return isIP(bare) === 4 ? THIS_MACHINE_V4().check(bare, "ipv4") : THIS_MACHINE_V6.has(bare);
}

/** Whether a host name or an address tells a machine its own credentials. */
export function isMetadata(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, "");
  return METADATA.has(unmapped(name)) || METADATA_NAMES.has(name);
}

/** `::ffff:127.0.0.1` and `::ffff:7f00:1` are 127.0.0.1. */
function unmapped(address: string): string {
  const dotted = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1];
  if (dotted !== undefined) return dotted;
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/i.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  const bits = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join(".");
}

const LISTED = /^(\[[\da-f:.]{2,45}\]|[^:\s[\]/?#@]{1,253})(?::(\d{1,5}))?$/i;

/** Private addresses that the operator allows: hosts, or hosts with a port. */
export class AllowedTargets {
  readonly #listed: readonly { readonly host: string; readonly port: number | null }[];

  /** @throws {TypeError} when one is neither `host` nor `host:port` */
  constructor(entries: readonly string[]) {
    this.#listed = entries.map((entry) => {
      const [, name, port] = LISTED.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
      const host = name === undefined ? null : hostOf(name);
      if (host === null || Number(port ?? 0) > 65_535) {
        throw new TypeError(`Cannot allow ${JSON.stringify(entry.slice(0, 80))}: no host[:port]`);
      }
      return { host, port: port === undefined ? null : Number(port) };
    });
  }

  /** Whether a host (a name, or an address that it has) is listed with this port. */
  has(host: string, port: number): boolean {
    return this.#listed.some((each) =>
      each.host === host.toLowerCase() && (each.port === null || each.port === port)
    );
  }
}

/** A host as addresses write it: lower case, IPv6 in its shortest form without brackets; null when it is none. */
function hostOf(name: string): string | null {
  const url = URL.parse(`http://${name}/`);
  return url === null ? null : bareHost(url);
}

/** A host as it stands before a port. */
export function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** The host of an address, IPv6 without brackets. */
export function bareHost({ hostname, protocol }: URL): string {
  // Of protocols that browsers do not speak, it stands as it was entered.
  const isPlain = /^(?:https?|wss?):$/.test(protocol);
  const plain = isPlain ? hostname : URL.parse(`http://${hostname}/`)?.hostname ?? hostname;
  return plain.replace(/^\[(.*)\]$/, "$1");
}
