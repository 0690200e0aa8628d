import { lookup } from "node:dns/promises";
import net, { BlockList } from "node:net";
import { isIP } from "@/lib/text/address.ts";

/** An address that may be asked, and the addresses of its host, all of which were checked. */
export interface CheckedTarget {
  readonly url: URL;
  readonly port: number;
  /** IP addresses to connect to, at least one: the next where one does not answer. */
  readonly addresses: readonly string[];
}

/** Where a program listens. */
interface Listening {
  readonly hostname: string;
  readonly port: number;
}

/** Why an address that a person gave is not asked; the message goes on from the field's name. */
export class TargetRefused extends Error {
  override readonly name = "TargetRefused";
  /** No name server answered, or none knew the name; one may another time. */
  readonly isTemporary: boolean;
  /** What the name means now is refused; it may mean something else another time. */
  readonly isMeaning: boolean;

  constructor(message: string, about: "address" | "meaning" | "silence" = "address") {
    super(message);
    this.isTemporary = about === "silence";
    this.isMeaning = about === "meaning";
  }
}

/** The IP addresses of a host name; rejects as `node:dns` does. */
type Resolve = (host: string) => Promise<readonly string[]>;

export interface GuardOptions {
  /** Private hosts (`host` or `host:port`) that may be asked. */
  readonly allowed: readonly string[];
  /** Where this program listens: nothing leads there, listed or not, for it trusts who asks from its own machine. */
  readonly own?: Listening;
  /** Whether a connection to an IP address at a port ends at this machine; `leadsHere` where it is left out. */
  readonly leadsHere?: (address: string, port: number) => Promise<boolean>;
  /** Another name server; for tests. */
  readonly resolve?: Resolve;
}

const LONGEST_URL = 2000;
/** Below them stand services that speak other protocols, such as mail. */
const FIRST_FREE_PORT = 1024;

/** The ports below that at which each protocol is spoken; the first is meant where none is named. */
const PORTS = {
  "https:": [443, 80],
  "http:": [80, 443],
  "smtps:": [465, 25, 587],
  "smtp+starttls:": [587, 25, 465],
  "smtp:": [25, 465, 587],
  "mqtts:": [8883],
  "mqtt:": [1883],
} as const satisfies Readonly<Record<string, readonly number[]>>;

/** The beginning of an address, as `URL.protocol` has it. */
export type Scheme = keyof typeof PORTS;

const WEB: readonly Scheme[] = ["https:", "http:"];

/**
 * Decides which of the addresses that people give may be asked. Whoever may add a channel must not
 * reach through it what only this machine can: its own services, the network it stands in.
 */
export class Guard {
  readonly #allowed: AllowedTargets;
  readonly #resolve: Resolve;
  readonly #own: Listening | null;
  readonly #leadsHere: NonNullable<GuardOptions["leadsHere"]>;

  constructor({ allowed, own, leadsHere = endsHere, resolve = systemResolve }: GuardOptions) {
    this.#allowed = new AllowedTargets(allowed);
    this.#own = own ?? null;
    this.#leadsHere = leadsHere;
    this.#resolve = resolve;
  }

  /** Whether whoever runs the server lists an address's host; then it is free for every type. */
  isListed(text: string): boolean {
    const url = URL.parse(text);
    return url !== null && this.#allowed.has(bareHost(url), portOf(url));
  }

  /**
   * @param schemes of what is spoken there
   * @throws {TargetRefused}
   */
  async check(text: string, schemes: readonly Scheme[] = WEB): Promise<CheckedTarget> {
    const url = readUrl(text, schemes);
    const host = bareHost(url);
    const port = portOf(url);
    if (isMetadata(host)) throw new TargetRefused(METADATA_PROBLEM);
    const isListed = this.#allowed.has(host, port);
    const usual = portsOf(url);
    if (!isListed && port < FIRST_FREE_PORT && !usual.includes(port)) {
      const may = usual.toSorted((a, b) => a - b).join(", ");
      throw new TargetRefused(`must not use port ${port}: ${may} and those from 1024 on may be`);
    }
    const isName = isIP(host) === 0;
    const addresses = isName ? await this.#addressesOf(host) : [host];
    const about = isName ? "meaning" : "address";
    for (const address of addresses) {
      if (isMetadata(address)) throw new TargetRefused(METADATA_PROBLEM, about);
      if (this.#isOwn(address, port)) throw new TargetRefused(OWN_PROBLEM, about);
      const isAllowed = isListed || isPublic(address) || this.#allowed.has(address, port);
      if (!isAllowed) throw new TargetRefused(privateProblem(host, port), about);
    }
    const tried = addresses.slice(0, MOST_ADDRESSES);
    // Asked last: it connects, which only addresses that may be asked are worth.
    const isOwn = await Promise.all(tried.map((address) => this.#isOwnByAnyName(address, port)));
    if (isOwn.includes(true)) throw new TargetRefused(OWN_PROBLEM, about);
    return { url, port, addresses: tried };
  }

  #isOwn(address: string, port: number): boolean {
    const own = this.#own;
    return own?.port === port && (isThisMachine(address) || address === own.hostname);
  }

  /** A program that listens at all addresses of its machine has more than anybody lists, and they change. */
  async #isOwnByAnyName(address: string, port: number): Promise<boolean> {
    const own = this.#own;
    if (own?.port !== port || !LISTENS_EVERYWHERE.has(own.hostname)) return false;
    return await this.#leadsHere(address, port);
  }

  async #addressesOf(host: string): Promise<readonly string[]> {
    let addresses: readonly string[] = [];
    try {
      addresses = await this.#resolve(host);
    } catch (error) {
      const isUnknown = (error as { code?: unknown }).code === "ENOTFOUND";
      if (!isUnknown) {
        throw new TargetRefused(`names ${host}, and no name server answers`, "silence");
      }
    }
    if (addresses.length > 0) return addresses;
    throw new TargetRefused(
      `names ${host}, which no name server knows; check the spelling`,
      "silence",
    );
  }
}

/** So many of a host's addresses are tried at most. */
const MOST_ADDRESSES = 4;

const LISTENS_EVERYWHERE: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);
/** Within one machine a connection comes about at once, in milliseconds. */
const HERE_MS = 1000;

/** A connection of a machine with itself has the same address at both ends. */
function endsHere(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isHere: boolean) => {
      resolve(isHere);
      socket.destroy();
    };
    const socket = net.connect({ host: address, port, timeout: HERE_MS });
    socket.once("connect", () => end(socket.localAddress === socket.remoteAddress));
    socket.once("timeout", () => end(false));
    // Also where the process has no right to connect there: it is asked nothing then.
    socket.on("error", () => end(false));
  });
}

const OWN_PROBLEM = "must not be the address at which this program itself listens";
const METADATA_PROBLEM = "must not be the address at which a cloud tells a machine its credentials";

function privateProblem(host: string, port: number): string {
  return `leads to ${host}, which is not on the public internet; whoever runs the server may allow ` +
    `it: ALLOW_PRIVATE_TARGETS=${bracketed(host)}:${port}`;
}

function portOf(url: URL): number {
  return url.port === "" ? portsOf(url)[0] ?? 0 : Number(url.port);
}

function portsOf({ protocol }: URL): readonly number[] {
  return isScheme(protocol) ? PORTS[protocol] : [];
}

function isScheme(text: string): text is Scheme {
  return Object.hasOwn(PORTS, text);
}

// deno-lint-ignore no-control-regex -- control characters are what it looks for
const UNPRINTABLE = /[\u0000-\u0020\u007f]/;

/** @throws {TargetRefused} */
function readUrl(text: string, schemes: readonly Scheme[]): URL {
  if (text.length > LONGEST_URL) {
    throw new TargetRefused(`must have at most ${LONGEST_URL} characters`);
  }
  // A URL's parser would take them out in silence.
  if (UNPRINTABLE.test(text)) throw new TargetRefused("must be without spaces and line breaks");
  const url = URL.parse(text);
  if (url === null || !schemes.some((scheme) => scheme === url.protocol)) {
    const may = schemes.map((scheme) => `${scheme}//`).join(" or ");
    throw new TargetRefused(`must be an address that begins with ${may}`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new TargetRefused("must be without a user name and password");
  }
  url.hash = "";
  return url;
}

async function systemResolve(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
}

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
function isPublic(address: string): boolean {
  const bare = unmapped(address);
  if (isIP(bare) === 4) return !NOT_PUBLIC_V4().check(bare, "ipv4");
  return GIVEN_OUT_V6().check(bare, "ipv6") && !TUNNELS_V6().check(bare, "ipv6");
}

const THIS_MACHINE_V4 = listOf("ipv4", ["0.0.0.0/8", "127.0.0.0/8"]);
const THIS_MACHINE_V6: ReadonlySet<string> = new Set(["::", "::1"]);

/** Whether an IP address leads back to the machine that asks. */
function isThisMachine(address: string): boolean {
  const bare = unmapped(address);
  return isIP(bare) === 4 ? THIS_MACHINE_V4().check(bare, "ipv4") : THIS_MACHINE_V6.has(bare);
}

/** Whether a host name or an address tells a machine its own credentials. */
function isMetadata(host: string): boolean {
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
class AllowedTargets {
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
