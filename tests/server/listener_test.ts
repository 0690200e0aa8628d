import assert from "node:assert/strict";
import { getLogger } from "@/lib/logs/logger.ts";
import { type Accepting, Listener } from "@/lib/server/listener.ts";
import { SpareDescriptors, withDescriptor } from "@/lib/store/file/file_system.ts";

/** A `Deno.serve` that a test ends. */
class FakeServer implements Accepting {
  readonly #ending = Promise.withResolvers<void>();
  readonly finished = this.#ending.promise;
  hasShutDown = false;

  constructor(readonly signal: AbortSignal) {
    signal.addEventListener("abort", () => this.#ending.resolve());
  }

  /** What a failed `accept` does. */
  fail(): void {
    this.#ending.reject(new Error("Too many open files (os error 24)"));
  }

  shutdown(): Promise<void> {
    this.hasShutDown = true;
    this.#ending.resolve();
    return Promise.resolve();
  }
}

/** A machine with so many descriptors, where each wait is over in the next turn. */
class Machine {
  readonly servers: FakeServer[] = [];
  free = 40;
  waits = 0;
  canListen = true;
  onWait = () => {};
  readonly spare = new SpareDescriptors(() => {
    if (this.free === 0) throw Object.assign(new Error("Too many open files"), { code: "EMFILE" });
    this.free--;
    return { close: () => void this.free++ };
  }, 4);
  readonly listener = new Listener({
    listen: (signal) => {
      if (!this.canListen) throw new Error("Address already in use");
      const server = new FakeServer(signal);
      this.servers.push(server);
      return server;
    },
    spare: this.spare,
    log: getLogger("test"),
    clock: {
      after: async () => {
        await new Promise((resolve) => setTimeout(resolve));
        this.waits++;
        this.onWait();
      },
    },
  });

  get newest(): FakeServer {
    const server = this.servers.at(-1);
    assert.ok(server);
    return server;
  }

  async until(holds: () => boolean): Promise<void> {
    for (let turn = 0; turn < 1000 && !holds(); turn++) {
      await new Promise((resolve) => setTimeout(resolve));
    }
    assert.ok(holds());
  }
}

Deno.test("Listener accepts again once there are descriptors, and cuts nobody for it", async () => {
  const machine = new Machine();
  const [first] = machine.servers;
  machine.free = 0;
  first?.fail();
  await machine.until(() => machine.waits === 1);
  assert.equal(machine.free, 4, "commits and checks have the spare ones meanwhile");
  machine.free = 19;
  await machine.until(() => machine.waits > 3);
  assert.equal(machine.servers.length, 1, "there is not enough room yet");
  machine.free = 20;
  await machine.until(() => machine.servers.length === 2);
  assert.equal(machine.free, 16);
  assert.equal(first?.signal.aborted, false);
  await machine.listener.shutdown();
  assert.ok(machine.newest.hasShutDown);
});

Deno.test("Listener ends what is connected when descriptors lack for half a minute", async () => {
  const machine = new Machine();
  const [first] = machine.servers;
  machine.free = -4;
  first?.signal.addEventListener("abort", () => machine.free = 40);
  first?.fail();
  await machine.until(() => machine.servers.length === 2);
  assert.equal(machine.waits, 120);
  assert.ok(first?.signal.aborted);
  await machine.listener.shutdown();
});

Deno.test("Listener tries again when it cannot listen, and stops while it waits", async () => {
  const machine = new Machine();
  machine.canListen = false;
  machine.newest.fail();
  await machine.until(() => machine.waits > 5);
  machine.canListen = true;
  await machine.until(() => machine.servers.length === 2);
  machine.canListen = false;
  machine.newest.fail();
  await machine.until(() => machine.waits > 10);
  await machine.listener.shutdown();
  const { waits } = machine;
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve));
  assert.ok(machine.waits <= waits + 1);
});

Deno.test("Listener cuts every connection, also of before a failure, and accepts anew", async () => {
  const machine = new Machine();
  machine.newest.fail();
  await machine.until(() => machine.servers.length === 2);
  machine.listener.cut("too much memory");
  await machine.until(() => machine.servers.length === 3);
  assert.deepEqual(machine.servers.map(({ signal }) => signal.aborted), [true, true, false]);
  await machine.listener.shutdown();
});

Deno.test("Listener lets nobody in when the store took the spare descriptors", async () => {
  const machine = new Machine();
  machine.free = 0;
  let calls = 0;
  const open = () => {
    if (calls++ > 0) return Promise.resolve("opened");
    return Promise.reject(Object.assign(new Error("Too many open files"), { code: "EMFILE" }));
  };
  assert.equal(await withDescriptor(open, machine.spare), "opened");
  assert.ok(machine.newest.hasShutDown);
  machine.free = 40;
  await machine.until(() => machine.servers.length === 2);
  await machine.listener.shutdown();
});

Deno.test("withDescriptor() hands on any other failure, and this one when there are no spare ones", async () => {
  const spare = { release: () => false };
  for (const code of ["EMFILE", "ENOENT"]) {
    const open = () => Promise.reject(Object.assign(new Error(code), { code }));
    await assert.rejects(withDescriptor(open, spare), { message: code });
  }
});
