import { join } from "node:path";
import { freePort } from "../free_port.ts";
import { RunningServer } from "../program/running_server.ts";

const FIXTURE = new URL("./fixture/", import.meta.url);
const ROOT = new URL("../../", import.meta.url);
const CERTIFICATE = Deno.readTextFileSync(new URL("localhost.crt", FIXTURE));
/** Ample: a machine that does much else at once may be slow. */
const WAIT_MS = 60_000;

/** What a shipped file of a proxy is adapted to: everything else in it is tried as it is. */
export interface Places {
  readonly folder: string;
  readonly httpPort: number;
  readonly tlsPort: number;
  readonly certificate: string;
  readonly key: string;
  /** Where the program listens, as `host:port`. */
  readonly upstream: string;
}

/** How one proxy is found and started. */
export interface Proxy {
  readonly name: string;
  /** Where its program may be. */
  readonly paths: readonly string[];
  /** Set to 1 where it must be there. */
  readonly required: string;
  /** Settings of the program behind it. */
  readonly env?: Readonly<Record<string, string>>;
  /** Writes its configuration and answers the arguments that start it in the foreground. */
  configure(places: Places): Promise<string[]>;
}

/** The program behind a real proxy. */
export interface ProxiedStage {
  /** `https://localhost:<port>`, which the program knows as its origin. */
  readonly url: string;
  readonly places: Places;
  readonly server: RunningServer;
  /** Asks through the proxy, over the version of HTTP that is wanted. */
  ask(version: 1 | 2, path: string, init?: RequestInit): Promise<Response>;
  /** Opens a connection to the proxy for bytes as they are. */
  connect(): Promise<Deno.TlsConn>;
}

const said = new Set<string>();

/** A test of a proxy's shipped file: left out, and said so, where the proxy is not installed. */
export function proxyTest(
  name: string,
  proxy: Proxy,
  test: (stage: ProxiedStage, t: Deno.TestContext) => Promise<void>,
): void {
  const path = proxy.paths.find(isFile);
  const ignore = path === undefined && Deno.env.get(proxy.required) !== "1";
  if (ignore && !said.has(proxy.name)) {
    said.add(proxy.name);
    // deno-lint-ignore no-console -- a person must see that something was left out
    console.log(`No ${proxy.name} found: its tests are left out. Install it to have them run`);
  }
  // Connections that a client keeps for later outlive the test that used them.
  const sanitize = { sanitizeOps: false, sanitizeResources: false };
  Deno.test({ name, ignore, ...sanitize, fn: (t) => onStage(path, proxy, (s) => test(s, t)) });
}

async function onStage(
  path: string | undefined,
  proxy: Proxy,
  test: (stage: ProxiedStage) => Promise<void>,
): Promise<void> {
  if (path === undefined) throw new Error(`Cannot find ${proxy.name}; install it`);
  const folder = await Deno.makeTempDir();
  const [httpPort, tlsPort] = [freePort(), freePort()];
  const url = `https://localhost:${tlsPort}`;
  const env = {
    PRICE_SOURCE: "demo",
    ALLOWED_ORIGINS: url,
    TRUSTED_PROXIES: "127.0.0.1",
    AUTH: "off",
    ...proxy.env,
  };
  const server = await RunningServer.start({ folder, env });
  const places = {
    folder,
    httpPort,
    tlsPort,
    ...certificate(),
    upstream: new URL(server.url).host,
  };
  const child = new Deno.Command(path, {
    args: await proxy.configure(places),
    env: { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const complaints = new Response(child.stderr).text();
  const clients = [client(1), client(2)] as const;
  try {
    await untilListening(tlsPort, child, complaints);
    await test({
      ...{ url, places, server },
      ask: (version, path, init) =>
        fetch(new URL(path, url), { ...init, client: clients[version - 1] } as RequestInit),
      connect: () =>
        Deno.connectTls({ hostname: "localhost", port: tlsPort, caCerts: [CERTIFICATE] }),
    });
  } finally {
    for (const each of clients) each.close();
    kill(child);
    await child.status;
    await complaints;
    await server.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

function certificate(): Pick<Places, "certificate" | "key"> {
  const path = (name: string) => new URL(name, FIXTURE).pathname;
  return { certificate: path("localhost.crt"), key: path("localhost.key") };
}

function client(version: 1 | 2): Deno.HttpClient {
  return Deno.createHttpClient({
    ...{ caCerts: [CERTIFICATE], http1: version === 1, http2: version === 2 },
    poolMaxIdlePerHost: 200,
  });
}

/** A port that was free a moment ago. */
async function untilListening(
  port: number,
  child: Deno.ChildProcess,
  complaints: Promise<string>,
): Promise<void> {
  let hasEnded = false;
  child.status.then(() => hasEnded = true);
  for (const end = performance.now() + WAIT_MS; performance.now() < end && !hasEnded;) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  kill(child);
  throw new Error(`The proxy did not start:\n${await complaints}`);
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGTERM");
  } catch {
    // It has ended by itself.
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** A shipped file, with some of its texts in place of others; each must stand in it. */
export async function adapted(
  path: string,
  changes: readonly (readonly [from: string, to: string])[],
): Promise<string> {
  let text = await Deno.readTextFile(new URL(path, ROOT));
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`${path} has no ${JSON.stringify(from)} any more`);
    text = text.replaceAll(from, to);
  }
  return text;
}

/** Writes a file below the folder of a test and answers its path. */
export async function put(folder: string, name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await Deno.writeTextFile(path, text);
  return path;
}
