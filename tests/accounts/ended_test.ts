import assert from "node:assert/strict";
import { stepAt, totpCode } from "@/lib/accounts/second_step.ts";
import { endSessions } from "@/lib/program/runner.ts";
import { DAY_MS } from "@/lib/time/durations.ts";
import { FakeSocket } from "../client/fake_socket.ts";
import { type Asker, fromBase32, PASSWORD, type PeopleApp, withPeople } from "./people_app.ts";

Deno.test("What a person's epoch or a disabled account ended is dead, also where a list still holds it", () =>
  withPeople(async (app) => {
    const { book } = app.program.accounts;
    for (const end of [{ epoch: 9 }, { disabledAt: new Date(0).toISOString() }]) {
      const anna = await app.as("operator");
      const { body } = await anna.ask("/api/tokens", "POST", {
        name: "t",
        scopes: ["alarms:read"],
      });
      const bearer = { authorization: `Bearer ${body.token}` };
      const askAsToken = () => app.browser().ask("/api/pairs", "GET", undefined, bearer);
      assert.equal((await askAsToken()).status, 200);
      // By hand, and not by what takes them from the lists as well.
      await book.change((state) => {
        const people = state.people.map((person) =>
          person.id === anna.id ? { ...person, ...end } : person
        );
        return { state: { ...state, people }, result: null };
      });
      assert.equal(book.state.sessions.some(({ userId }) => userId === anna.id), true);
      assert.equal((await anna.ask("/api/session")).status, 401);
      assert.equal((await askAsToken()).status, 401);
    }
  }));

Deno.test("Two who choose the same name at once: one gets it, the other's invitation stays", () =>
  withPeople(async (app) => {
    const admin = await app.as("admin");
    const invite = async () => {
      const { body } = await admin.ask("/api/invites", "POST", { role: "viewer" });
      return body.token as string;
    };
    const invites = [await invite(), await invite()];
    const chosen = { login: "twin", password: PASSWORD };
    const answers = await Promise.all(
      invites.map((token) => app.browser().ask("/api/setup", "POST", { ...chosen, invite: token })),
    );
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 409]);
    const named = app.program.accounts.people.list().filter(({ login }) => login === "twin");
    assert.equal(named.length, 1);
    assert.equal(app.program.accounts.people.invites().length, 1);
    const add = () =>
      admin.ask("/api/users", "POST", { login: "other", role: "viewer", password: PASSWORD });
    const added = await Promise.all([add(), add()]);
    assert.deepEqual(added.map(({ status }) => status).toSorted(), [201, 409]);
  }));

/** A screen of the session that a browser has. */
function screenOf({ program }: PeopleApp, { cookies }: Asker): FakeSocket {
  const { accounts: { book, cookieTag }, hub } = program;
  const cookie = cookies.get(`sid-http-${cookieTag}`) ?? null;
  const who = book.whoIs({ bearer: null, cookie }, { address: "192.0.2.1", agent: "" });
  const socket = new FakeSocket();
  hub.connect(socket, "192.0.2.1", 2, who);
  return socket;
}

const ENDS: readonly [
  why: string,
  end: (app: PeopleApp, own: Asker & { id: string }) => unknown,
][] = [
  ["it is logged out in another tab", (_, own) => own.ask("/api/session", "DELETE")],
  ["the person logs out everywhere", (_, own) => own.ask("/api/sessions", "DELETE")],
  [
    "the role changes",
    ({ program }, { id }) => program.accounts.people.update(id, { role: "operator" }, "cli"),
  ],
  [
    "the account is disabled",
    ({ program }, { id }) => program.accounts.people.update(id, { isDisabled: true }, "cli"),
  ],
  ["another browser of theirs chooses another password", async (app) => {
    const browser = app.browser();
    await browser.ask("/api/session", "POST", { login: "anna", password: PASSWORD });
    const { body: { user } } = await browser.ask("/api/session");
    const chosen = { password: "six other quiet words", currentPassword: PASSWORD };
    assert.equal((await browser.ask(`/api/users/${user.id}`, "PATCH", chosen)).status, 200);
  }],
  ["a password is chosen by a link", async (app, { id }) => {
    const { secret: reset } = await app.program.accounts.people.resetLink(id, "cli");
    const chosen = { reset, password: "six other quiet words" };
    assert.equal((await app.browser().ask("/api/setup", "POST", chosen)).status, 204);
  }],
  ["another browser of theirs turns codes on", async (app) => {
    const browser = app.browser();
    await browser.ask("/api/session", "POST", { login: "anna", password: PASSWORD });
    const { body: { secret } } = await browser.ask("/api/totp", "POST", {});
    const code = totpCode(fromBase32(secret), stepAt(app.program.now()));
    assert.equal((await browser.ask("/api/totp", "PUT", { code })).status, 200);
  }],
  ["the person is erased", ({ program }, { id }) => program.accounts.people.remove(id, "cli")],
  ["its time is over", ({ program, forward }) => {
    forward(31 * DAY_MS);
    // What is asked once a second.
    endSessions(program.accounts.book, program.hub);
  }],
];

for (const [why, end] of ENDS) {
  Deno.test(`The screens of a session are closed with 4401 when ${why}, and no others`, () =>
    withPeople(async (app) => {
      const [anna, ben] = [await app.as("viewer", "anna"), await app.as("viewer")];
      const [hers, his] = [screenOf(app, anna), screenOf(app, ben)];
      await end(app, anna);
      assert.equal(hers.closeCode, 4401);
      if (why !== "its time is over") assert.equal(his.closeCode, null);
    }));
}
