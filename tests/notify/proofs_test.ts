import assert from "node:assert/strict";
import { withProgramOn } from "../engine/scripted_program.ts";
import { MessageServer } from "../servers/message_server.ts";
import { ScriptedSource } from "../servers/scripted_source.ts";
import { getLogger } from "@/lib/logs/logger.ts";
import { Proofs } from "@/lib/notify/self_reports.ts";
import { SimulatedDisk } from "../store/simulated_disk.ts";
import { channel, open, PAIR, type Scene, ScriptedService } from "./outbox_scene.ts";

const URL = "https://watch.example/ping/secret";

/** Lets the proofs of a scene run; `asked` are the addresses that were. */
function prove({ store, clock }: Scene, isProven = () => true, heartbeatUrl = URL) {
  const asked: string[] = [];
  const logins: (string | undefined)[] = [];
  let count = 0;
  const proofs = new Proofs({
    ...{ store, clock, isProven, heartbeatUrl, log: getLogger("test") },
    newId: () => `${clock.now()}_${++count}`,
    ask: () => (url, { headers }) => {
      asked.push(url);
      logins.push(headers?.authorization);
      return Promise.resolve({ status: 200, headers: {}, text: "OK" });
    },
  });
  proofs.start();
  return { asked, logins, [Symbol.asyncDispose]: () => proofs.stop() };
}

Deno.test("HEARTBEAT_URL is asked every minute, as given, only while all is well", async () => {
  await using scene = await open();
  let isWell = true;
  await using proofs = prove(scene, () => isWell);
  await scene.pass(150_000);
  assert.deepEqual(proofs.asked, [URL, URL, URL]);
  isWell = false;
  await scene.pass(300_000);
  assert.equal(proofs.asked.length, 3);
  isWell = true;
  await scene.pass(60_000);
  assert.equal(proofs.asked.length, 4);
});

Deno.test("A canary flies once a day at its hour, in quiet hours too, and once only over a restart", async () => {
  const begin = "2026-01-15T12:58:30Z";
  const [disk, service] = [new SimulatedDisk(), new ScriptedService()];
  const always = { from: "00:00", to: "23:59", zone: "UTC" };
  const canary = { at: "14:00", zone: "Europe/Berlin" };
  const flights = () => service.sent.map(({ title }) => title);
  {
    await using scene = await open(disk, service, begin);
    await using _ = prove(scene);
    await scene.change(PAIR, channel("phone", { canary, quietHours: always }), channel("mail"));
    await scene.pass(60_000);
    assert.deepEqual(flights(), []);
    await scene.pass(120_000);
    assert.deepEqual(flights(), ["Canary of Crypto Price Alarm"]);
    assert.equal(service.sent[0]?.to, "phone");
    // It rings nowhere.
    assert.deepEqual(scene.store.state.fires, []);
  }
  const counts: number[] = [];
  for (const start of ["2026-01-15T13:05:00Z", "2026-01-16T12:58:30Z", "2026-01-16T13:10:00Z"]) {
    await using scene = await open(disk, service, start);
    await using _ = prove(scene);
    await scene.pass(120_000);
    counts.push(flights().length);
  }
  assert.deepEqual(counts, [1, 2, 2]);
});

Deno.test("HEARTBEAT_URL is asked only once a check has ended since the start: a crash loop looks dead", async () => {
  await using watcher = new MessageServer();
  const sourceOn = (clock: Scene["clock"]) => new ScriptedSource("binance", clock, () => 50_000);
  await withProgramOn(sourceOn, async ({ program, source, pass }) => {
    await program.run("add_pair", { pair: "BTCUSDT" }, { address: "127.0.0.1" });
    const answer = Promise.withResolvers<void>();
    source.beforeAnswer = () => answer.promise;
    const lastChecks: (string | null)[] = [];
    watcher.answer = () => {
      lastChecks.push(program.lastCheckAt);
      return new Response("OK");
    };
    program.start();
    // Whatever was asked at the start has arrived by then.
    for (let turn = 0; turn < 5; turn++) await fetch(watcher.url).then((said) => said.text());
    assert.deepEqual(lastChecks.splice(0), Array(5).fill(null));
    answer.resolve();
    await pass(60_000);
    await watcher.until(6);
    assert.equal(lastChecks.length, 1);
    assert.notEqual(lastChecks[0], null);
  }, { HEARTBEAT_URL: `${watcher.url}/ping` });
});

Deno.test("HEARTBEAT_URL with a login is asked without it in the address, and with it in a header", async () => {
  await using scene = await open();
  const url = "https://anna:s%20cret@watch.example/ping";
  await using proofs = prove(scene, () => true, url);
  await scene.pass(0);
  assert.deepEqual(proofs.asked, ["https://watch.example/ping"]);
  assert.deepEqual(proofs.logins, [`Basic ${btoa("anna:s cret")}`]);
});
