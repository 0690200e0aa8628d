import assert from "node:assert/strict";
import { RunningServer } from "../program/running_server.ts";
import { Dice } from "../simulation/dice.ts";
import { MessageServer, type ReceivedRequest } from "../servers/message_server.ts";
import { countFaults } from "../store/fault_counts.ts";
import { IS_LONG } from "../store/fault_sizes.ts";
import { untilFits } from "../timeouts.ts";

/** How much of a storm there is: little in the gate, all of it under `deno task test:faults`. */
const { FIRES, KILLS, HANG_MS, HANGS } = IS_LONG
  ? { FIRES: 300, KILLS: 20, HANG_MS: 16_000, HANGS: 0.01 }
  : { FIRES: 24, KILLS: 2, HANG_MS: 400, HANGS: 0.05 };
/** How many of the fires somebody acknowledges while messages go out. */
const ACKNOWLEDGED = 0.25;
const SEED = Number(Deno.env.get("SIMULATION_SEED") ?? (IS_LONG ? Date.now() % 2 ** 32 : 1));

// deno-lint-ignore no-explicit-any -- answers are looked into here and there
type Json = any;

/** A service that takes messages, or does what services do on bad days. */
class StormyService implements AsyncDisposable {
  readonly server = new MessageServer();
  /** The fires that it said yes to. */
  readonly accepted = new Set<string>();
  isStormy: boolean;

  constructor(dice: Dice, isStormy: boolean) {
    this.isStormy = isStormy;
    this.server.answer = async (request) => {
      const luck = this.isStormy ? dice.share() : 1;
      if (luck < HANGS) await new Promise((resolve) => setTimeout(resolve, HANG_MS));
      else if (luck < 0.2) return new Response("no", { status: 503 });
      else if (luck < 0.35) {
        return new Response("slow down", { status: 429, headers: { "retry-after": "1" } });
      }
      for (const id of firesIn(request)) this.accepted.add(id);
      // The sender may not live to read it.
      return new Response("ok");
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.server[Symbol.asyncDispose]();
  }
}

/** Ids of the fires that a message tells of: one, or many that go out together. */
function firesIn({ body }: ReceivedRequest): string[] {
  const { data: { fireId, fires } } = JSON.parse(body);
  return fires === undefined ? [fireId] : fires.map((fire: Json) => fire.fireId);
}

function keyOf({ headers }: ReceivedRequest): string {
  return headers.get("webhook-id") ?? "";
}

/** The program, killed and started again, and who asks it. */
class Storm {
  #server: RunningServer | null = null;

  constructor(
    private readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  async start(): Promise<void> {
    this.#server = await RunningServer.start({ folder: this.folder, env: this.env });
  }

  async end(signal: Deno.Signal): Promise<void> {
    const server = this.#server;
    this.#server = null;
    await server?.stop(signal);
  }

  /** Null when the program was killed before it answered. */
  async ask(method: string, path: string, body?: object): Promise<Json> {
    try {
      const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
      const response = await fetch(`${this.#server?.url}${path}`, init);
      const answer = await response.json();
      if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
      return answer;
    } catch (error) {
      if (error instanceof TypeError) return null;
      throw error;
    }
  }
}

/** When somebody acknowledged: how many requests each service had had when that was answered. */
interface Acknowledged {
  readonly fireId: string;
  readonly before: readonly number[];
}

Deno.test(`A storm of ${FIRES} fires over services that fail, with kill -9 in between, loses none (seed ${SEED})`, async () => {
  const folder = await Deno.makeTempDir();
  const dice = new Dice(SEED);
  await using good = new StormyService(dice, false);
  await using bad = new StormyService(dice, true);
  await using worse = new StormyService(dice, true);
  const services = [good, bad, worse];
  const allowed = services.map(({ server }) => server.host).join();
  const storm = new Storm(folder, {
    ...{ PRICE_SOURCE: "demo", CHECK_INTERVAL_SECONDS: "60", ALLOW_PRIVATE_TARGETS: allowed },
  });
  await storm.start();
  const alarmId = await setUp(storm, services);
  const acknowledged: Acknowledged[] = [];
  const killAt = new Set(Array.from({ length: KILLS }, () => Math.floor(dice.share() * FIRES)));
  for (let fired = 0; fired < FIRES; fired++) {
    const answered = storm.ask("POST", `/api/alarms/${alarmId}/test`);
    if (killAt.has(fired)) {
      // At any moment of the request, its commit and what is sent of it.
      await new Promise((resolve) => setTimeout(resolve, dice.share() * 40));
      await storm.end("SIGKILL");
      countFaults("kills", 1);
      await answered;
      await storm.start();
      continue;
    }
    const fireId = (await answered)?.fire.id;
    if (fireId === undefined || dice.share() > ACKNOWLEDGED) continue;
    if (await storm.ask("POST", `/api/fires/${fireId}/acknowledge`) === null) continue;
    acknowledged.push({ fireId, before: services.map(({ server }) => server.received.length) });
  }
  for (const service of services) service.isStormy = false;
  const { channels, deliveries } = await settled(storm);
  assertNoneLost(services, channels, deliveries);
  assertSilentAfter(services, acknowledged);
  await storm.end("SIGTERM");
  await Deno.remove(folder, { recursive: true });
});

/** Adds a channel at each service, in their order, and an alarm to test; answers its id. */
async function setUp(storm: Storm, services: readonly StormyService[]): Promise<string> {
  for (const { server } of services) {
    const config = { url: `${server.url}/in` };
    await storm.ask("POST", "/api/channels", { type: "webhook", name: server.host, config });
  }
  await untilFits(() => storm.ask("POST", "/api/pairs", { pair: "BTCUSDT" }), (added) => added);
  const alarm = { type: "target", targetPrice: 1_000_000, direction: "fromBelow" };
  const { alarm: { id } } = await storm.ask("POST", "/api/pairs/BTCUSDT/alarms", alarm);
  return id;
}

/** Waits until nothing is due any more; whoever repairs a channel need not wait for its next attempt. */
async function settled(storm: Storm): Promise<{ channels: Json[]; deliveries: Json[] }> {
  const { channels } = await storm.ask("GET", "/api/channels");
  for (const { id } of channels) {
    await storm.ask("PATCH", `/api/channels/${id}`, { enabled: true });
  }
  const { deliveries } = await untilFits(
    () => storm.ask("GET", "/api/deliveries?limit=5000"),
    ({ deliveries }) => deliveries.every(({ state }: Json) => state !== "due"),
  );
  return { channels: (await storm.ask("GET", "/api/channels")).channels, deliveries };
}

function assertNoneLost(
  services: readonly StormyService[],
  channels: readonly Json[],
  deliveries: readonly Json[],
): void {
  const fires = new Set(deliveries.map(({ fireId }) => fireId));
  // A fire whose answer the kill swallowed may or may not be there; it has all its deliveries or none.
  assert.ok(fires.size >= FIRES - KILLS && fires.size <= FIRES, `${fires.size} fires`);
  assert.equal(deliveries.length, fires.size * services.length);
  channels.forEach(({ id, state }, nth) => {
    const service = services[nth] ?? assert.fail();
    const own = deliveries.filter(({ channelId }) => channelId === id);
    assertSameKeys(service, new Set(own.map(({ key }) => key)), id);
    for (const { key, fireId, state, lastError } of own) {
      assert.ok(state === "accepted" || state === "cancelled", `${key}: ${state}, ${lastError}`);
      const isThere = service.accepted.has(fireId);
      if (state === "accepted") assert.ok(isThere, `${key} is not at the service`);
    }
    // What the page shows of the channel.
    assert.ok(state.lastAcceptedAt !== null && state.failingSince === null, JSON.stringify(state));
  });
}

/** A fire goes out under one key, however often: its own, or of one that it goes out with. */
function assertSameKeys(
  { server }: StormyService,
  known: ReadonlySet<string>,
  channelId: string,
): void {
  const keys = new Map<string, string>();
  for (const request of server.received) {
    const key = keyOf(request);
    const fires = firesIn(request);
    assert.ok(known.has(key), "something was sent that was not on disk");
    assert.ok(fires.length > 1 || key === `${fires[0]}:${channelId}:0`, key);
    for (const fireId of fires) {
      assert.equal(keys.get(fireId) ?? key, key, "a repeat has another key");
      keys.set(fireId, key);
    }
  }
}

/** After somebody acknowledged, a channel sends no more of it than what it had under way. */
function assertSilentAfter(
  services: readonly StormyService[],
  acknowledged: readonly Acknowledged[],
): void {
  for (const { fireId, before } of acknowledged) {
    services.forEach(({ server }, nth) => {
      const after = server.received.slice(before[nth]).filter((request) =>
        firesIn(request).includes(fireId)
      );
      assert.ok(
        after.length <= 1,
        `${fireId} went out ${after.length} times after it was acknowledged`,
      );
    });
  }
}
