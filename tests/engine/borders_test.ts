import assert from "node:assert/strict";
import type { Socket } from "@/lib/server/socket/client_socket.ts";
import { FakeSocket } from "../client/fake_socket.ts";
import { type ScriptedProgram, withScriptedProgram } from "./scripted_program.ts";

const INTERVAL = 15_000;

const BREAKS: readonly [string, (scripted: ScriptedProgram) => void][] = [
  ["a source", ({ source }) => {
    source.quote = () => {
      throw new TypeError("oops");
    };
  }],
  ["the end of a check", ({ program }) => {
    program.hub.broadcast = () => {
      throw new TypeError("oops");
    };
    program.status = () => {
      throw new TypeError("oops");
    };
  }],
  ["a decision", ({ program }) => {
    program.store.change = () => Promise.reject(new TypeError("oops"));
  }],
  ["a listener of the store", ({ program }) => {
    program.store.onCommitted(() => {
      throw new TypeError("oops");
    });
  }],
  ["a socket", ({ program }) => {
    program.hub.connect(new BrokenSocket(), "there");
  }],
];

/** Takes the greeting, and throws ever after. */
class BrokenSocket extends FakeSocket implements Socket {
  override send(data: string): void {
    if (this.sent.length > 0) throw new TypeError("oops");
    super.send(data);
  }
  override close(): void {
    throw new TypeError("oops");
  }
}

for (const [where, break_] of BREAKS) {
  Deno.test(`An exception in ${where} ends no check, and the next ones go on`, async () => {
    await withScriptedProgram((passed) => 100 + passed / 1e6, async (scripted) => {
      const { program, source, clock, pass, fatal } = scripted;
      program.start();
      await program.run("add_pair", { pair: "BTCUSDT" }, { address: "test" });
      await pass(INTERVAL);
      const screen = new FakeSocket();
      program.hub.connect(screen, "here");
      const { change } = program.store;
      const { broadcast } = program.hub;
      const { status } = program;
      const { quote } = source;
      break_(scripted);
      await pass(2 * INTERVAL);
      Object.assign(program.store, { change });
      Object.assign(program.hub, { broadcast });
      Object.assign(program, { status });
      source.quote = quote;
      screen.sent.length = 0;
      await pass(2 * INTERVAL);
      const { lastUpdate } = program.store.state.pairs.get("BTCUSDT") ?? {};
      assert.ok(clock.now() - Date.parse(lastUpdate ?? "") <= INTERVAL);
      assert.equal(screen.events().filter((event) => event === "price_update").length, 2);
      assert.ok(program.isHealthy());
      assert.deepEqual(fatal, []);
    });
  });
}

Deno.test("An exception in a command is its asker's alone", async () => {
  await withScriptedProgram(() => 100, async ({ program, source, pass }) => {
    program.start();
    source.find = () => Promise.reject(new TypeError("oops"));
    const asked = program.run("add_pair", { pair: "BTCUSDT" }, { address: "test" });
    await assert.rejects(asked, TypeError);
    await pass(4 * INTERVAL);
    assert.ok(program.isHealthy());
  });
});
