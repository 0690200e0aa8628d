import assert from "node:assert/strict";
import { Guard } from "@/lib/notify/guard.ts";

/** A name server that knows these names. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  "hooks.example.com": ["93.184.216.34"],
  "fcm.googleapis.com": ["2a00:1450:4001:80e::200a"],
  "rebound.example.com": ["93.184.216.34", "10.0.0.7"],
  "nas.local": ["192.168.1.5"],
  "cloud.example.com": ["169.254.169.254"],
  "mapped.example.com": ["::ffff:192.168.1.5"],
};

function guardOf(...allowed: string[]): Guard {
  const resolve = (host: string) => {
    const found = NAMES[host];
    if (found !== undefined) return Promise.resolve(found);
    return Promise.reject(Object.assign(new Error("unknown"), { code: "ENOTFOUND" }));
  };
  return new Guard({ allowed, resolve });
}

const TAKEN: readonly [url: string, address: string][] = [
  ["https://hooks.example.com/in?a=1", "93.184.216.34"],
  ["http://hooks.example.com:8080/", "93.184.216.34"],
  // Its letters look like those of a local IPv6 network.
  ["https://fcm.googleapis.com/fcm/send/x", "2a00:1450:4001:80e::200a"],
  ["https://93.184.216.34/", "93.184.216.34"],
];

for (const [url, address] of TAKEN) {
  Deno.test(`Guard.check() lets through ${url}`, async () => {
    assert.deepEqual((await guardOf().check(url)).addresses, [address]);
  });
}

const PRIVATE = /not on the public internet.*ALLOW_PRIVATE_TARGETS=/;
const CREDENTIALS = /tells a machine its credentials/;
const SCHEME = /begins with https:\/\/ or http:\/\//;

const REFUSED: readonly [url: string, why: RegExp][] = [
  ["file:///etc/passwd", SCHEME],
  ["ftp://hooks.example.com/", SCHEME],
  ["javascript:alert(1)", SCHEME],
  ["hooks.example.com", SCHEME],
  ["", SCHEME],
  ["https://hooks.example.com/a\r\nHost: b", /without spaces and line breaks/],
  ["https://anna:secret@hooks.example.com/", /without a user name and password/],
  [`https://hooks.example.com/${"a".repeat(2000)}`, /at most 2000 characters/],
  ["http://hooks.example.com:25/", /must not use port 25/],
  ["http://169.254.169.254/", CREDENTIALS],
  ["http://[::ffff:169.254.169.254]/", CREDENTIALS],
  ["http://[fd00:ec2::254]/", CREDENTIALS],
  ["http://metadata.google.internal/", CREDENTIALS],
  ["http://cloud.example.com/", CREDENTIALS],
  ["http://127.0.0.1/", PRIVATE],
  ["http://[::ffff:127.0.0.1]/", PRIVATE],
  ["http://[::1]/", PRIVATE],
  ["http://[::]/", PRIVATE],
  ["http://0.0.0.0/", PRIVATE],
  ["http://2130706433/", PRIVATE],
  ["http://0x7f.1/", PRIVATE],
  ["http://10.1.2.3/", PRIVATE],
  ["http://100.64.0.1/", PRIVATE],
  ["http://172.31.255.255/", PRIVATE],
  ["http://192.168.0.1/", PRIVATE],
  ["http://198.18.0.1/", PRIVATE],
  ["http://224.0.0.1/", PRIVATE],
  ["http://[fc00::1]/", PRIVATE],
  ["http://[fe80::1]/", PRIVATE],
  ["http://[64:ff9b::7f00:1]/", PRIVATE],
  ["http://[2002:7f00:1::]/", PRIVATE],
  ["http://nas.local/", PRIVATE],
  ["http://mapped.example.com/", PRIVATE],
  ["http://rebound.example.com/", PRIVATE],
  ["https://nobody.example.com/", /no name server knows/],
];

for (const [url, why] of REFUSED) {
  Deno.test(`Guard.check() refuses ${JSON.stringify(url.slice(0, 60))}`, async () => {
    await assert.rejects(guardOf().check(url), why);
  });
}

Deno.test("Guard.check() refuses what a name means for good while it is entered", async () => {
  const refused = { name: "TargetRefused", isTemporary: false };
  await assert.rejects(guardOf().check("http://nas.local/"), { ...refused, isMeaning: true });
  await assert.rejects(guardOf().check("http://10.1.2.3/"), { ...refused, isMeaning: false });
});

const LISTED: readonly [listed: string, url: string, isTaken: boolean][] = [
  ["127.0.0.1", "http://127.0.0.1:9999/", true],
  ["127.0.0.1:9999", "http://127.0.0.1:9999/", true],
  ["127.0.0.1:9999", "http://127.0.0.1:9998/", false],
  ["[::1]:8080", "http://[::1]:8080/", true],
  ["::1", "http://[::1]:81/", true],
  ["nas.local", "http://nas.local/", true],
  ["NAS.local:80", "http://nas.local/", true],
  ["192.168.1.5", "http://nas.local/", true],
  ["192.168.1.6", "http://nas.local/", false],
  ["169.254.169.254", "http://169.254.169.254/", false],
  ["cloud.example.com", "http://cloud.example.com/", false],
];

for (const [listed, url, isTaken] of LISTED) {
  const verb = isTaken ? "lets through" : "refuses";
  Deno.test(`Guard.check() ${verb} ${url} where ${listed} is allowed`, async () => {
    const check = guardOf(listed).check(url);
    if (isTaken) await check;
    else await assert.rejects(check, { name: "TargetRefused" });
  });
}

Deno.test("Guard.check() gives every address of a name, to be tried in turn", async () => {
  const addresses = ["93.184.216.34", "2a00:1450:4001:80e::200a"];
  const guard = new Guard({ allowed: [], resolve: () => Promise.resolve(addresses) });
  assert.deepEqual((await guard.check("https://hooks.example.com/")).addresses, addresses);
});

const OWN: readonly [listens: string, url: string, isTaken: boolean][] = [
  ["127.0.0.1", "http://127.0.0.1:8000/", false],
  ["127.0.0.1", "http://[::ffff:127.0.0.1]:8000/", false],
  ["0.0.0.0", "http://127.0.0.2:8000/", false],
  ["::", "http://[::1]:8000/", false],
  ["192.168.1.5", "http://nas.local:8000/", false],
  ["192.168.1.5", "http://nas.local:8001/", true],
  ["127.0.0.1", "http://127.0.0.1:8001/", true],
];

/** What the machine of these programs has besides. */
const HERE = ["192.168.1.5", "2a01:4f8::5"];
const OWN_BY_ANY_NAME: typeof OWN = [
  ["0.0.0.0", "http://nas.local:8000/", false],
  ["::", "http://[2a01:4f8::5]:8000/", false],
  ["::", "http://nas.local:8001/", true],
  ["0.0.0.0", "http://93.184.216.34:8000/", true],
  // There another program may listen at the same port.
  ["127.0.0.1", "http://nas.local:8000/", true],
];

for (const [hostname, url, isTaken] of [...OWN, ...OWN_BY_ANY_NAME]) {
  const verb = isTaken ? "lets through" : "refuses, listed or not,";
  Deno.test(`Guard.check() ${verb} ${url} where the program listens at ${hostname}, port 8000`, async () => {
    const allowed = ["127.0.0.1", "127.0.0.2", "[::ffff:127.0.0.1]", "::1", "nas.local"];
    const resolve = () => Promise.resolve(["192.168.1.5"]);
    const leadsHere = (address: string) => Promise.resolve(HERE.includes(address));
    const guard = new Guard({ allowed, resolve, leadsHere, own: { hostname, port: 8000 } });
    if (isTaken) await guard.check(url);
    else await assert.rejects(guard.check(url), /at which this program itself listens/);
  });
}

/** Addresses of this machine that others reach it at; none where it has no network. */
const OUTER = Deno.networkInterfaces().filter(({ family, address }) =>
  family === "IPv4" && !address.startsWith("127.")
).map(({ address }) => address);

Deno.test({
  name: "Guard.check() knows this machine by connecting, whatever address it has just now",
  ignore: OUTER.length === 0,
  async fn() {
    using here = Deno.listen({ hostname: "0.0.0.0", port: 0 });
    const { port } = here.addr as Deno.NetAddr;
    const [address = ""] = OUTER;
    const guard = new Guard({ allowed: [address], own: { hostname: "0.0.0.0", port } });
    const taken = here.accept();
    await assert.rejects(guard.check(`http://${address}:${port}/`), /program itself listens/);
    (await taken).close();
    const other = port === 65_535 ? port - 1 : port + 1;
    await guard.check(`http://${address}:${other}/`);
  },
});
