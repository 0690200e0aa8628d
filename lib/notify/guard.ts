import { lookup } from "node:dns/promises";
import { isIP } from "@/lib/text/ip_address.ts";
import {
  AllowedTargets,
  bareHost,
  bracketed,
  isMetadata,
  isPublic,
  isThisMachine,
} from "./targets.ts";

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

  constructor({ allowed, own, resolve = systemResolve }: GuardOptions) {
    this.#allowed = new AllowedTargets(allowed);
    this.#own = own ?? null;
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
    return { url, port, addresses: addresses.slice(0, MOST_ADDRESSES) };
  }

  #isOwn(address: string, port: number): boolean {
    const own = this.#own;
    return own?.port === port && (isThisMachine(address) || address === own.hostname);
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
