import assert from "node:assert/strict";
import { PASSWORD, withPeople } from "./people_app.ts";

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
