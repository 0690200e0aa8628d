import assert from "node:assert/strict";
import { ACTIONS, can, rightOfCommand, rightOfRequest, type Who } from "@/lib/accounts/rights.ts";
import { COMMANDS } from "@/lib/commands/commands.ts";
import { ROLES, SCOPES } from "@/lib/protocol/views.ts";
import { routesOfApp } from "./routes_of_app.ts";

const person = (role: typeof ROLES[number]) => (
  { id: "user_1", login: "anna", name: "Anna", role }
);
const as = (role: typeof ROLES[number]): Who => (
  { kind: "person", person: person(role), sessionId: "s" }
);

const ROUTES = await routesOfApp();

Deno.test("rightOfRequest() names every method of every route, and no other", () => {
  const unnamed = ROUTES.filter(({ method, route }) => rightOfRequest(method, route) === null);
  assert.deepEqual(unnamed, []);
  for (const { method, route } of ROUTES) {
    assert.notEqual(rightOfRequest(method, route), null, `${method} ${route}`);
  }
  assert.equal(rightOfRequest("DELETE", "/api/settings"), null);
  assert.equal(rightOfRequest("GET", "/api/unknown"), null);
});

Deno.test("rightOfCommand() names every command and event of /ws, and no other", () => {
  for (const event of [...Object.keys(COMMANDS), "hello", "watch"]) {
    assert.notEqual(rightOfCommand(event), null, event);
  }
  assert.equal(rightOfCommand("drop_everything"), null);
  assert.equal(rightOfCommand("toString"), null);
});

Deno.test("can() lets nobody do more than enter", () => {
  const allowed = ACTIONS.filter((action) => can({ kind: "nobody" }, action));
  assert.deepEqual(allowed, ["enter"]);
});

Deno.test("can() gives each role all that the one before it may", () => {
  for (const action of ACTIONS) {
    const may = ROLES.map((role) => can(as(role), action));
    assert.deepEqual(may, may.toSorted(), action);
  }
});

type Row = [action: typeof ACTIONS[number], viewer: boolean, operator: boolean, admin: boolean];
const TABLE: readonly Row[] = [
  ["seeAlarms", true, true, true],
  ["seeFires", true, true, true],
  ["acknowledge", false, true, true],
  ["changeAlarms", false, true, true],
  ["ownAccount", true, true, true],
  ["testChannel", false, true, true],
  ["editChannel", false, false, true],
  ["seeChannelConfig", false, false, true],
  ["seeServer", false, false, true],
  ["managePeople", false, false, true],
];

for (const [action, ...expected] of TABLE) {
  Deno.test(`can() lets ${action} be done by ${ROLES.filter((_, nth) => expected[nth])}`, () => {
    assert.deepEqual(ROLES.map((role) => can(as(role), action, { owner: null })), expected);
  });
}

Deno.test("can() lets everybody who is in edit their own channel, and only admins another's", () => {
  for (const role of ROLES) {
    assert.ok(can(as(role), "editChannel", { owner: "user_1" }));
    assert.equal(can(as(role), "editChannel", { owner: "user_2" }), role === "admin");
  }
});

Deno.test("can() gives a token no more than its scopes and no more than its owner's role", () => {
  for (const action of ACTIONS) {
    for (const role of ROLES) {
      const token = (scopes: readonly typeof SCOPES[number][]): Who => (
        { kind: "token", person: person(role), tokenId: "t", scopes }
      );
      for (const scope of SCOPES) {
        const may = can(token([scope]), action, { owner: null });
        assert.ok(!may || can(as(role), action, { owner: null }), `${action} ${role} ${scope}`);
      }
      assert.ok(!can(token([...SCOPES]), "ownAccount"));
      assert.ok(!can(token([...SCOPES]), "managePeople"));
    }
  }
});

/** What a viewer may ask for that is no looking: ways in, their own account, and what they own. */
const OF_VIEWERS: ReadonlySet<string> = new Set([
  ...["POST /api/setup", "POST /api/session", "PATCH /api/session", "DELETE /api/session"],
  ...["DELETE /api/sessions", "DELETE /api/sessions/:id", "POST /api/tokens"],
  ...["DELETE /api/tokens/:id", "POST /api/totp", "PUT /api/totp", "DELETE /api/totp"],
  ...["POST /api/session/passkey", "PUT /api/session/passkey", "PATCH /api/session/passkey"],
  ...["POST /api/session/oidc", "PUT /api/session/oidc", "PATCH /api/session/oidc"],
  ...["POST /api/identities", "DELETE /api/identities/:id", "POST /api/passkeys"],
  ...["PUT /api/passkeys", "PATCH /api/passkeys/:id", "DELETE /api/passkeys/:id"],
  // One's own name; all else of it is asked about once more, as are channels and policies.
  ...["PATCH /api/users/:id", "POST /api/channels", "PATCH /api/channels/:id"],
  ...["DELETE /api/channels/:id", "POST /api/channels/:id/test", "POST /api/deliveries/resend"],
  ...["POST /api/policies", "PATCH /api/policies/:id", "DELETE /api/policies/:id"],
  // It plays an alarm over the past; links carry their right in themselves.
  ...["POST /api/pairs/:symbol/replay", "POST /a/:token", "POST /n/:type/:token"],
]);
/** What is for admins alone. */
const OF_ADMINS: ReadonlySet<string> = new Set([
  ...["GET /people", "GET /metrics", "GET /api/settings", "GET /api/users", "POST /api/users"],
  ...["DELETE /api/users/:id", "POST /api/users/:id/link", "GET /api/users/:id/passkeys"],
  ...["DELETE /api/users/:id/passkeys/:key", "GET /api/users/:id/identities"],
  ...["DELETE /api/users/:id/identities/:identity", "GET /api/invites", "POST /api/invites"],
  "DELETE /api/invites/:id",
]);

Deno.test("Whoever may only look changes nothing of others, and only admins manage, whatever the table says", () => {
  for (const { method, route } of ROUTES) {
    const name = `${method} ${route}`;
    const action = rightOfRequest(method, route) ?? "managePeople";
    const may = (role: typeof ROLES[number]) => can(as(role), action);
    const isForViewers = !OF_ADMINS.has(name) && (method === "GET" || OF_VIEWERS.has(name));
    assert.equal(may("viewer"), isForViewers, `${name} as a viewer`);
    assert.equal(may("operator"), !OF_ADMINS.has(name), `${name} as an operator`);
    assert.equal(may("admin"), true, `${name} as an admin`);
  }
});
