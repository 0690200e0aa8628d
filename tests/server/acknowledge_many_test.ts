import assert from "node:assert/strict";
import type { Event } from "@/lib/store/events.ts";
import { FakeSocket } from "../client/fake_socket.ts";
import { aFire } from "../logs/a_fire.ts";
import { withApp } from "../program/app_under_test.ts";

Deno.test("POST /api/fires/acknowledge silences very many fires in parts, and answers with all of them", async () => {
  await withApp(async ({ program, request, json }) => {
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const ids = Array.from({ length: 6000 }, (_, nth) => `fire_${nth}`);
    const events = ids.map((id): Event => (
      { type: "alarmTested", symbol: "BTCUSDT", fire: aFire(id) }
    ));
    await program.store.change(() => ({ events, result: null }));
    const screen = new FakeSocket();
    program.hub.connect(screen, "there");
    const response = await request("/api/fires/acknowledge", { method: "POST" });
    const { fireIds } = await response.json();
    assert.deepEqual(fireIds, ids);
    const parts = screen.frames().flatMap((frame) =>
      frame.event === "fire_acknowledged" ? [frame.data.fireIds] : []
    );
    // Each part is decided, logged and sent in one turn; they share commits.
    assert.deepEqual(parts.map((part) => part.length), Array(12).fill(500));
    assert.deepEqual(parts.flat(), ids);
    assert.ok(program.store.state.fires.every(({ acknowledgedAt }) => acknowledgedAt !== null));
  });
});

Deno.test("A page comes with the newest of very many fires that ring, the socket brings all", async () => {
  await withApp(async ({ program, json }) => {
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const events = Array.from({ length: 300 }, (_, nth): Event => (
      { type: "alarmTested", symbol: "BTCUSDT", fire: aFire(`fire_${nth}`) }
    ));
    await program.store.change(() => ({ events, result: null }));
    const { ringing } = program.snapshot();
    assert.deepEqual([ringing.length, ringing.at(-1)?.id], [200, "fire_299"]);
    assert.equal(program.hub.snapshot(1).ringing.length, 300);
  });
});
