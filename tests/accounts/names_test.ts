import assert from "node:assert/strict";
import { auditText } from "@/lib/text/change_words.ts";
import { readAll } from "../audit/read_all.ts";
import { withPeople } from "./people_app.ts";

Deno.test("The audit log and acknowledgements name the person, and where they asked from", () =>
  withPeople(async (app) => {
    const anna = await app.as("operator", "Anna");
    assert.equal((await anna.ask("/api/pairs", "POST", { pair: "BTCUSDT" })).status, 201);
    const [entry] = await readAll(app.program.auditLog.path);
    assert.deepEqual([entry?.person, entry?.address], ["Anna", "127.0.0.1"]);
    assert.match(entry === undefined ? "" : auditText(entry, "UTC"), /by Anna$/);
    const { body } = await anna.ask("/api/fires/acknowledge", "POST", {});
    assert.equal(body.by, "Anna");
  }));

Deno.test("The audit log tells of an acknowledgement by whom it was, and from where", () =>
  withPeople(async (app) => {
    const anna = await app.as("operator", "Anna");
    await anna.ask("/api/pairs", "POST", { pair: "BTCUSDT" });
    const alarm = { type: "target", targetPrice: 1_000_000, direction: "fromBelow" };
    const { body } = await anna.ask("/api/pairs/BTCUSDT/alarms", "POST", alarm);
    await anna.ask(`/api/alarms/${body.alarm.id}/test`, "POST", {});
    const { body: silenced } = await anna.ask("/api/fires/acknowledge", "POST", {});
    assert.equal(silenced.fireIds.length, 1);
    const [entry] = await readAll(app.program.auditLog.path);
    assert.deepEqual(
      [entry?.kind, entry?.by, entry?.person, entry?.address],
      ["fireAcknowledged", "person", "Anna", "127.0.0.1"],
    );
  }));

Deno.test("Nobody is named as the program, under whose name stands what it does itself", () =>
  withPeople(async (app) => {
    const admin = await app.as("admin", "Anna");
    const path = `/api/users/${admin.id}`;
    for (const name of ["program", " Program ", "ｐｒｏｇｒａｍ"]) {
      for (
        const [method, to, body] of [
          ["POST", "/api/users", { login: name, role: "viewer" }],
          ["POST", "/api/users", { login: "carl", name, role: "viewer" }],
          ["PATCH", path, { name }],
        ] as const
      ) {
        const { status, body: answer } = await admin.ask(to, method, body);
        assert.equal(status, 422, `${method} ${to} ${JSON.stringify(body)}`);
        assert.match(JSON.stringify(answer), /must be another name than program/);
      }
    }
    assert.equal((await admin.ask(path, "PATCH", { name: "Programmer" })).status, 200);
  }));

Deno.test("Where a shared channel sends is told to admins only", () =>
  withPeople(async (app) => {
    const admin = await app.as("admin");
    const viewer = await app.as("viewer");
    const config = { url: "https://example.com/secret-path" };
    const channel = { type: "webhook", name: "Ours", config };
    assert.equal((await viewer.ask("/api/channels", "POST", channel)).status, 403);
    const made = await admin.ask("/api/channels", "POST", channel);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const path = `/api/channels/${made.body.channel.id}`;
    assert.equal((await admin.ask(path)).body.channel.config.url, config.url);
    for (const asked of ["/api/channels", path, "/channels"]) {
      const { status, body } = await viewer.ask(asked);
      assert.equal(status, 200);
      assert.ok(!JSON.stringify(body).includes("secret-path"), asked);
    }
    for (
      const [method, of] of [["PATCH", path], ["DELETE", path], ["POST", `${path}/test`]] as const
    ) {
      assert.equal((await viewer.ask(of, method, {})).status, 403, `${method} ${of}`);
    }
  }));
