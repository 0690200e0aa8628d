import assert from "node:assert/strict";
import { type Action, can, rightOfCommand, type Who } from "@/lib/accounts/rights.ts";
import { type CommandName, COMMANDS } from "@/lib/commands/commands.ts";
import { type Role, ROLES, type Scope, SCOPES } from "@/lib/protocol/views.ts";
import { answerMessage } from "@/lib/server/socket/serve_socket.ts";
import { FakeSocket } from "../client/fake_socket.ts";
import type { Json } from "../program/app_under_test.ts";
import { Authenticator } from "./authenticator.ts";
import { type Asker, type PeopleApp, withPeople } from "./people_app.ts";
import { routesOfApp } from "./routes_of_app.ts";

/** Whose the things are that routes name by an id: of one person, or the same for all who may. */
const THINGS: Readonly<Record<string, "channel" | "account" | "person" | "everybody's">> = {
  "/api/channels/:id": "channel",
  "/api/channels/:id/test": "channel",
  "/api/sessions/:id": "account",
  "/api/tokens/:id": "account",
  "/api/passkeys/:id": "account",
  "/api/identities/:id": "account",
  "/api/users/:id": "person",
  "/api/users/:id/link": "person",
  "/api/users/:id/passkeys": "person",
  "/api/users/:id/passkeys/:key": "person",
  "/api/users/:id/identities": "person",
  "/api/users/:id/identities/:identity": "person",
  "/api/invites/:id": "everybody's",
  "/api/policies/:id": "everybody's",
  "/api/watchlists/:id": "everybody's",
  "/api/pairs/:symbol": "everybody's",
  "/api/pairs/:symbol/alarms": "everybody's",
  "/api/pairs/:symbol/coverage": "everybody's",
  "/api/pairs/:symbol/history": "everybody's",
  "/api/pairs/:symbol/replay": "everybody's",
  "/api/alarms/:id": "everybody's",
  "/api/alarms/:id/coverage": "everybody's",
  "/api/alarms/:id/why": "everybody's",
  "/api/alarms/:id/rearm": "everybody's",
  "/api/alarms/:id/snooze": "everybody's",
  "/api/alarms/:id/test": "everybody's",
  "/api/fires/:id/acknowledge": "everybody's",
  "/alarms/:id": "everybody's",
  "/pairs/:symbol": "everybody's",
  // They carry their right in themselves.
  "/a/:token": "everybody's",
  "/n/:type/:token": "everybody's",
};

Deno.test("Every route that names a thing says whose such things are", async () => {
  const routes = new Set((await routesOfApp()).map(({ route }) => route));
  const naming = [...routes].filter((route) => route.includes(":"));
  assert.deepEqual(naming.toSorted(), Object.keys(THINGS).toSorted());
});

/** Somebody who asks, and what they are to the table of rights. */
interface Party {
  readonly asker: Asker;
  readonly who: Who;
  readonly name: string;
}

type Member = Asker & { id: string };

/** Everybody who may ask for channels: each role, and tokens of each role with each scope about them. */
async function parties(app: PeopleApp): Promise<Party[]> {
  const found: Party[] = [];
  for (const role of ROLES) {
    const asker = await app.as(role);
    const person = { id: asker.id, login: role, name: role, role };
    found.push({ asker, who: { kind: "person", person, sessionId: "s" }, name: role });
    for (const scopes of [["channels:read"], ["channels:read", "channels:write"]] as Scope[][]) {
      const { body } = await asker.ask("/api/tokens", "POST", { name: "t", scopes });
      const who: Who = { kind: "token", person, tokenId: "t", scopes };
      found.push({ asker: bearing(app, body.token), who, name: `${role}'s ${scopes.join(", ")}` });
    }
  }
  return found;
}

function bearing(app: PeopleApp, token: string): Asker {
  const headers = { authorization: `Bearer ${token}` };
  return {
    cookies: new Map(),
    ask: (path, method, body, more = {}) =>
      app.browser().ask(path, method, body, { ...headers, ...more }),
  };
}

/** What is asked for a channel, and the right that it takes; the last one is gone after it. */
const OF_CHANNEL: readonly [method: string, path: string, body: unknown, right: Action][] = [
  ["GET", "", undefined, "seeChannels"],
  ["PATCH", "", { name: "Another name" }, "editChannel"],
  ["PATCH", "", { config: { url: "https://example.com/2" } }, "redirectChannel"],
  ["POST", "/test", {}, "testChannel"],
  ["DELETE", "", undefined, "editChannel"],
];

const WEBHOOK = { type: "webhook", name: "Hook", config: { url: "https://example.com/1" } };

Deno.test("Each role and token does to its own, another's and shared channels what the table says", () =>
  withPeople(async (app) => {
    const admin = await app.as("admin");
    const other = await app.as("operator");
    const add = async (asker: Asker, more = {}) => {
      const { body } = await asker.ask("/api/channels", "POST", { ...WEBHOOK, ...more });
      return body.channel as Json;
    };
    for (const { asker, who, name } of await parties(app)) {
      const owner = who.kind === "token" ? await ownerOf(app, who) : asker;
      const channels = [
        ["their own", await add(owner, { owner: "me" })],
        ["another's", await add(other, { owner: "me" })],
        ["a shared", await add(admin)],
      ] as const;
      for (const [whose, channel] of channels) {
        for (const [method, path, body, right] of OF_CHANNEL) {
          const answer = await asker.ask(`/api/channels/${channel.id}${path}`, method, body);
          const said = `${name}: ${method} ${path} of ${whose} channel: ${answer.status} ${
            JSON.stringify(answer.body)
          }`;
          const thing = { owner: channel.owner };
          if (can(who, right, thing)) assert.ok(![401, 403, 404].includes(answer.status), said);
          else assert.ok([403, 404].includes(answer.status), said);
          // Whoever may not know of it is told the same as if it were not there.
          const isSeen = can(who, "seeChannels", thing);
          const isHidden = !isSeen && can(who, "seeChannels", { owner: null });
          if (isHidden && method !== "GET") {
            assert.equal(answer.body.code, "channel_not_found", said);
          }
        }
        await admin.ask(`/api/channels/${channel.id}`, "DELETE");
      }
    }
  }));

/** A session of the person behind a token. */
async function ownerOf(app: PeopleApp, { person }: Extract<Who, { kind: "token" }>) {
  const found = app.program.accounts.people.list().find(({ id }) => id === person.id);
  const browser = app.browser();
  const body = { login: found?.login, password: "four quiet words here" };
  await browser.ask("/api/session", "POST", body);
  return browser;
}

/** What belongs to one person's account, made for them; answers its path. */
const OF_ACCOUNT: readonly [
  what: string,
  make: (owner: Member, app: PeopleApp) => Promise<string>,
][] = [
  ["A session", async (owner, app) => {
    const { login } = (await owner.ask("/api/session")).body.user;
    const body = { login, password: "four quiet words here" };
    const second = app.browser();
    await second.ask("/api/session", "POST", body);
    const { body: { sessions } } = await second.ask("/api/sessions");
    return `/api/sessions/${sessions.find(({ isThis }: Json) => isThis).id}`;
  }],
  ["A token", async (owner) => {
    const { body } = await owner.ask("/api/tokens", "POST", { name: "t", scopes: ["alarms:read"] });
    return `/api/tokens/${body.id}`;
  }],
  ["A passkey", async (owner) => {
    const local = { origin: "http://localhost" };
    const key = new Authenticator();
    const { body: options } = await owner.ask("/api/passkeys", "POST", {}, local);
    const body = { name: "Phone", ...key.made(options) };
    await owner.ask("/api/passkeys", "PUT", body, local);
    return `/api/passkeys/${key.id}`;
  }],
  ["A login at a provider", async (owner, { program }) => {
    const { book } = program.accounts;
    await book.change((state) => {
      const identity = {
        ...{ issuer: "https://auth.example.com/", subject: owner.id, isManaged: false },
        linkedAt: new Date(0).toISOString(),
      };
      const people = state.people.map((person) =>
        person.id === owner.id ? { ...person, identities: [identity] } : person
      );
      return { state: { ...state, people }, result: null };
    });
    return `/api/identities/${(await owner.ask("/api/identities")).body.identities[0].id}`;
  }],
];

for (const [what, make] of OF_ACCOUNT) {
  Deno.test(`${what} is its owner's: for others it is not there, for admins neither`, () =>
    withPeople(async (app) => {
      const owner = await app.as("viewer");
      const path = await make(owner, app);
      for (const role of ROLES) {
        const other = await app.as(role);
        assert.equal((await other.ask(path, "DELETE")).status, 404, role);
      }
      const token = await app.token("admin", SCOPES);
      assert.equal((await token.ask(path, "DELETE")).status, 403);
      assert.equal((await owner.ask(path, "DELETE")).status, 204);
    }));
}

/** What admins may take from a person, by where it stands among their own. */
const TAKEN = OF_ACCOUNT.filter(([what]) => /passkey|provider/.test(what));

for (const [what, make] of TAKEN) {
  Deno.test(`${what} is taken from its owner by admins who log in, and by nobody else`, () =>
    withPeople(async (app) => {
      const [owner, other] = [await app.as("viewer"), await app.as("viewer")];
      const under = ({ id }: { readonly id: string }, path: string) =>
        path.replace("/api/", `/api/users/${id}/`);
      for (const role of ROLES) {
        const path = await make(owner, app);
        const [asker, isAdmin] = [await app.as(role), role === "admin"];
        const list = under(owner, path).replace(/\/[^/]+$/, "");
        assert.equal((await asker.ask(list)).status, isAdmin ? 200 : 403, role);
        assert.equal((await asker.ask(under(other, path), "DELETE")).status, isAdmin ? 404 : 403);
        const { status } = await asker.ask(under(owner, path), "DELETE");
        assert.equal(status, isAdmin ? 204 : 403, role);
      }
      const token = await app.token("admin", SCOPES);
      const nobodys = under(owner, "/api/passkeys/none");
      assert.equal((await token.ask(nobodys, "DELETE")).status, 403);
    }));
}

Deno.test("Others' names, roles and links are for admins; of oneself the name is, and no role", () =>
  withPeople(async (app) => {
    for (const role of ROLES) {
      const [asker, other] = [await app.as(role), await app.as("viewer")];
      const isAdmin = role === "admin";
      const rows: readonly [method: string, path: string, body: unknown, may: boolean][] = [
        ["PATCH", `/api/users/${asker.id}`, { name: `Me, ${role}` }, true],
        ["PATCH", `/api/users/${other.id}`, { name: `Them, ${role}` }, isAdmin],
        ["PATCH", `/api/users/${other.id}`, { role: "operator" }, isAdmin],
        ["POST", `/api/users/${other.id}/link`, {}, isAdmin],
        ["DELETE", `/api/users/${other.id}`, undefined, isAdmin],
        ["PATCH", `/api/users/${asker.id}`, { role: "admin" }, isAdmin],
      ];
      for (const [method, path, body, may] of rows) {
        const { status } = await asker.ask(path, method, body);
        assert.equal(status < 300, may, `${role}: ${method} ${path}: ${status}`);
      }
    }
  }));

const PERSON = { id: "user_x", login: "x", name: "x" };
const EVENTS = [...Object.keys(COMMANDS), "hello", "watch"];

/** Nobody, each role, and each role's tokens by one scope and by all of them. */
function askers(): Who[] {
  const tokens = (person: typeof PERSON & { role: Role }): Who[] =>
    [...SCOPES.map((scope) => [scope]), [...SCOPES]].map((scopes) => (
      { kind: "token", person, tokenId: "t", scopes }
    ));
  return [
    { kind: "nobody" },
    ...ROLES.flatMap((role): Who[] => {
      const person = { ...PERSON, role };
      return [{ kind: "person", person, sessionId: "s" }, ...tokens(person)];
    }),
  ];
}

Deno.test("Every command is refused to whom the table does not name, and to nobody else", () =>
  withPeople(async ({ program }) => {
    const { book } = program.accounts;
    for (const who of askers()) {
      // Sessions and tokens of nobody real: what they may is all that is asked here.
      book.still = () => who;
      for (const name of Object.keys(COMMANDS) as CommandName[]) {
        const right = rightOfCommand(name);
        const may = right !== null && can(who, right);
        const code = await program.runFor(who, name, {}, { address: "192.0.2.1" })
          .then(() => "done", (error) => error.code);
        const said = `${name} as ${JSON.stringify(who)}: ${code}`;
        assert.equal(code === "forbidden", !may, said);
      }
    }
  }));

Deno.test("Every event of a socket is refused to roles that may not, and to no others", () =>
  withPeople(async (app) => {
    const { accounts: { book, cookieTag }, hub } = app.program;
    for (const role of ROLES) {
      const { cookies } = await app.as(role);
      const cookie = cookies.get(`sid-http-${cookieTag}`) ?? null;
      const who = book.whoIs({ bearer: null, cookie }, { address: "192.0.2.1", agent: "" });
      const socket = new FakeSocket();
      const client = hub.connect(socket, "192.0.2.1", 1, who);
      const codeOf = async (event: string) => {
        const { runFor, checkNow, onError } = app.program;
        const id = `${event} ${socket.sent.length}`;
        await answerMessage(client, JSON.stringify({ event, id }), {
          hub,
          runFor,
          checkNow,
          onError,
        });
        const answer: Json = socket.frames().find((frame: Json) => frame.id === id);
        return answer?.event === "error" ? answer.data.code : "done";
      };
      for (const event of EVENTS) {
        const right = rightOfCommand(event);
        const code = await codeOf(event);
        const may = right !== null && can(who, right);
        assert.equal(code === "forbidden", !may, `${event} as ${role}: ${code}`);
      }
      assert.equal(await codeOf("drop_everything"), "unknown_event");
    }
  }));
