import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { AllowedTargets, bareHost, bracketed, isMetadata, isPublic } from "./targets.ts";

/** An address that may be asked, and the one of its host's addresses that was checked. */
export interface CheckedTarget {
  readonly url: URL;
  /** IP address to connect to. */
  readonly address: string;
  readonly family: 4 | 6;
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
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface GuardOptions {
  /** Private hosts (`host` or `host:port`) that may be asked. */
  readonly allowed: readonly string[];
  /** Another name server; for tests. */
  readonly resolve?: Resolve;
}

const LONGEST_URL = 2000;
/** Below them stand services that speak other protocols, such as mail. */
const FIRST_FREE_PORT = 1024;
const WEB_PORTS: ReadonlySet<number> = new Set([80, 443]);

/**
 * Decides which of the addresses that people give may be asked. Whoever may add a channel must not
 * reach through it what only this machine can: its own services, the network it stands in.
 */
export class Guard {
  readonly #allowed: AllowedTargets;
  readonly #resolve: Resolve;

  constructor({ allowed, resolve = systemResolve }: GuardOptions) {
    this.#allowed = new AllowedTargets(allowed);
    this.#resolve = resolve;
  }

  /** Whether whoever runs the server lists an address's host; then it is free for every type. */
  isListed(text: string): boolean {
    const url = URL.parse(text);
    return url !== null && this.#allowed.has(bareHost(url), portOf(url));
  }

  /** @throws {TargetRefused} */
  async check(text: string): Promise<CheckedTarget> {
    const url = readUrl(text);
    const host = bareHost(url);
    const port = portOf(url);
    if (isMetadata(host)) throw new TargetRefused(METADATA_PROBLEM);
    const isListed = this.#allowed.has(host, port);
    if (!isListed && port < FIRST_FREE_PORT && !WEB_PORTS.has(port)) {
      throw new TargetRefused(`must not use port ${port}: 80, 443 and those from 1024 on may be`);
    }
    const isName = isIP(host) === 0;
    const addresses = isName ? await this.#addressesOf(host) : [host];
    const about = isName ? "meaning" : "address";
    for (const address of addresses) {
      if (isMetadata(address)) throw new TargetRefused(METADATA_PROBLEM, about);
      const isAllowed = isListed || isPublic(address) || this.#allowed.has(address, port);
      if (!isAllowed) throw new TargetRefused(privateProblem(host, port), about);
    }
    const [address = ""] = addresses;
    return { url, address, family: isIP(address) === 6 ? 6 : 4 };
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

const METADATA_PROBLEM = "must not be the address at which a cloud tells a machine its credentials";

function privateProblem(host: string, port: number): string {
  return `leads to ${host}, which is not on the public internet; whoever runs the server may allow ` +
    `it: ALLOW_PRIVATE_TARGETS=${bracketed(host)}:${port}`;
}

function portOf({ port, protocol }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}

// deno-lint-ignore no-control-regex -- control characters are what it looks for
const UNPRINTABLE = /[\u0000-\u0020\u007f]/;

/** @throws {TargetRefused} */
function readUrl(text: string): URL {
  if (text.length > LONGEST_URL) {
    throw new TargetRefused(`must have at most ${LONGEST_URL} characters`);
  }
  // A URL's parser would take them out in silence.
  if (UNPRINTABLE.test(text)) throw new TargetRefused("must be without spaces and line breaks");
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new TargetRefused("must be an address that begins with https:// or http://");
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
