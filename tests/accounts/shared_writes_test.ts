import assert from "node:assert/strict";
import { Accounts } from "@/lib/accounts/accounts.ts";
import { AccountsFile } from "@/lib/accounts/accounts_file.ts";
import { counted, type LimitKey } from "@/lib/accounts/limits.ts";
import { Passwords } from "@/lib/accounts/secrets.ts";
import { blankPerson, refuseTaken } from "@/lib/accounts/people.ts";
import { type Decide, IN_PASSING } from "@/lib/accounts/shared_writes.ts";
import { NOON } from "../store/fixtures.ts";
import { type DiskCall, SimulatedDisk } from "../store/simulated_disk.ts";
import { forEachSurvival } from "../store/survivals.ts";
import { entered, PLACE, withDesk } from "./desk_on_disk.ts";
import { CHEAP, PASSWORD } from "./people_app.ts";

const FOLDER = "/data";

/** A disk that counts how often `accounts.json` is written. */
class CountingDisk extends SimulatedDisk {
  writes = 0;

  override createNew(path: string) {
    if (path.includes("accounts.json")) this.writes++;
    return super.createNew(path);
  }
}

/** The accounts on a disk, as a start finds them. */
async function openOn(disk: SimulatedDisk) {
  const file = new AccountsFile(disk, FOLDER);
  const { state, restored } = await file.open(NOON);
  const box = { seal: (text: string) => ({ sealed: text }), open: () => null };
  const quiet = () => Promise.resolve();
  const book = new Accounts({
    ...{ file, state, passwords: new Passwords(CHEAP), box, now: () => NOON },
    ...{ newId: () => "1", log: { info: quiet, warn: quiet } },
    ...{ isOff: false, isReachable: true },
  });
  return { book, restored };
}

const add = (login: string, more = {}): Decide<string> => (state, now) => {
  refuseTaken(state, { login });
  const person = { ...blankPerson(`user_${login}`, { login }, now), createdBy: "cli" };
  return { state: { ...state, people: [...state.people, person] }, result: login, ...more };
};

const loginsOf = ({ state }: Pick<Accounts, "state">) => state.people.map(({ login }) => login);
const codesOf = (settled: readonly PromiseSettledResult<unknown>[]) =>
  settled.map((each) => each.status === "fulfilled" ? "done" : each.reason.code ?? each.reason);

Deno.test("Accounts writes fifty attempts at once in one write, and what becomes of them in another", async () => {
  const disk = new CountingDisk();
  const { book } = await openOn(disk);
  const attempts = Array.from(
    { length: 50 },
    (_, nth) => counted(book, [`account:${nth}`], () => Promise.resolve(nth % 2 === 0)),
  );
  await Promise.all(attempts);
  assert.equal(disk.writes, 2);
  assert.equal(book.state.failures.length, 25);
});

Deno.test("Accounts writes what comes during a write together, in order, and answers once it is on disk", async () => {
  const disk = new CountingDisk();
  const { book } = await openOn(disk);
  const answered: string[] = [];
  const change = async (login: string) => {
    await book.change(add(login));
    answered.push(login);
    const { book: found } = await openOn(disk.afterKill());
    assert.ok(loginsOf(found).includes(login), `${login} is on disk`);
  };
  const first = change("first");
  while (disk.writes === 0) await Promise.resolve();
  const others = ["second", "third", "fourth"];
  await Promise.all([first, ...others.map(change)]);
  assert.deepEqual(answered, ["first", ...others]);
  assert.deepEqual(loginsOf(book), answered);
  assert.equal(disk.writes, 2);
});

const FAULTS: readonly [call: DiskCall, lasting: boolean][] = [
  ...(["createNew", "write", "sync", "rename", "syncFolder"] as const).map((call) =>
    [call, false] as [DiskCall, boolean]
  ),
  // The file was replaced by then, and what counts is put back.
  ["syncFolder", true],
];

for (const [call, lasting] of FAULTS) {
  const when = lasting ? "always" : "once";
  Deno.test(`Accounts refuses all that shared a write where its ${call} fails ${when}, and goes on`, async () => {
    const disk = new SimulatedDisk();
    const { book } = await openOn(disk);
    await book.change(add("before"));
    const faulty = disk.afterKill();
    faulty.fault = { call, n: 1, lasting };
    const { book: again } = await openOn(faulty);
    const { state } = again;
    const shared = ["anna", "ben", "cleo"].map((login) => again.change(add(login)));
    assert.deepEqual(codesOf(await Promise.allSettled(shared)), Array(3).fill("store_unavailable"));
    assert.equal(again.state, state);
    assert.deepEqual(loginsOf((await openOn(faulty.afterKill())).book), ["before"]);
    faulty.fault = null;
    await again.change(add("after"));
    assert.deepEqual(loginsOf((await openOn(faulty.afterKill())).book), ["before", "after"]);
  });
}

/** A disk that takes nothing more once a folder could not be made durable. */
class DyingDisk extends SimulatedDisk {
  isDying = false;

  override syncFolder(path: string) {
    if (!this.isDying) return super.syncFolder(path);
    this.capacity = 0;
    return Promise.reject(new Error("the disk reports an error"));
  }
}

Deno.test("Accounts lets count, and answers so, what stands in the file and cannot be taken back", async () => {
  const disk = new DyingDisk();
  const { book } = await openOn(disk);
  await book.change(add("before"));
  disk.isDying = true;
  const shared = ["anna", "ben"].map((login) => book.change(add(login)));
  assert.deepEqual(codesOf(await Promise.allSettled(shared)), ["done", "done"]);
  const all = ["before", "anna", "ben"];
  assert.deepEqual(loginsOf(book), all);
  assert.deepEqual(loginsOf((await openOn(disk.afterKill())).book), all);
  // Nothing of the next is in the file: it is refused, and nothing is put back.
  assert.deepEqual(codesOf(await Promise.allSettled([book.change(add("cleo"))])), [
    "store_unavailable",
  ]);
  assert.deepEqual([loginsOf(book), loginsOf((await openOn(disk.afterKill())).book)], [all, all]);
  [disk.isDying, disk.capacity] = [false, Infinity];
  await book.change(add("after"));
  assert.deepEqual(loginsOf((await openOn(disk.afterKill())).book), [...all, "after"]);
});

Deno.test("Accounts asks again whoever was refused for a change that could not be written", async () => {
  const disk = new SimulatedDisk();
  disk.fault = { call: "rename", n: 1 };
  const { book } = await openOn(disk);
  const both = [book.change(add("anna")), book.change(add("anna"))];
  assert.deepEqual(codesOf(await Promise.allSettled(both)), ["store_unavailable", "done"]);
  const third = book.change(add("ben"));
  const fourth = book.change(add("ben"));
  assert.deepEqual(codesOf(await Promise.allSettled([third, fourth])), ["done", "login_taken"]);
  assert.deepEqual(loginsOf((await openOn(disk.afterKill())).book), ["anna", "ben"]);
});

Deno.test("Accounts keeps on a full disk what is in passing, and nothing that came with it", async () => {
  const disk = new SimulatedDisk();
  const { book } = await openOn(disk);
  await book.change(add("before"));
  disk.capacity = 0;
  const settled = await Promise.allSettled([
    book.change(add("one", IN_PASSING)),
    book.change(add("two")),
    book.change(add("three", IN_PASSING)),
    book.change(add("four", IN_PASSING)),
  ]);
  assert.deepEqual(codesOf(settled), ["done", "store_unavailable", "done", "done"]);
  assert.deepEqual(loginsOf(book), ["before", "one", "three", "four"]);
});

const WAVES = [["a"], ["b", "c", "d"], ["e", "f"], ["g"]];

/** Waves of changes, each of which shares a write; answers who was told that it is done. Without power nobody is. */
async function addWaves(
  { book }: { readonly book: Accounts },
  disk: SimulatedDisk,
): Promise<string[]> {
  const told: string[] = [];
  const asked: Promise<unknown>[] = [];
  for (const wave of WAVES) {
    const each = wave.map((login) =>
      book.change(add(login)).then(() => disk.callsLeft >= 0 && told.push(login))
    );
    asked.push(...each);
    await Promise.race(each).catch(() => {});
  }
  await Promise.allSettled(asked);
  return told;
}

Deno.test("Accounts finds all that was answered, and whole writes, whatever call the power goes at", async () => {
  const peace = new SimulatedDisk();
  const all = await addWaves(await openOn(peace), peace);
  assert.deepEqual(all, WAVES.flat());
  const whole = WAVES.map((_, nth) => WAVES.slice(0, nth).flat().join()).concat(all.join());
  for (let crashAt = 1; crashAt <= peace.calls; crashAt++) {
    const disk = new SimulatedDisk();
    const opened = await openOn(disk);
    disk.callsLeft = crashAt;
    const told = await addWaves(opened, disk);
    const check = async (survivor: SimulatedDisk) => {
      const { book, restored } = await openOn(survivor);
      const found = loginsOf(book);
      const hint = `power gone at call ${crashAt}: told ${told}, found ${found}`;
      assert.deepEqual(found.slice(0, told.length), told, hint);
      assert.ok(whole.includes(found.join()), hint);
      assert.equal(restored, null, hint);
    };
    await check(disk.afterKill());
    await forEachSurvival(
      { limit: 20, seed: crashAt },
      (choose) => check(disk.afterPowerLoss(choose)),
    );
  }
});

Deno.test("counted() takes back one attempt of a moment: others of it stay counted", async () => {
  const { book } = await openOn(new SimulatedDisk());
  const key: LimitKey = "account:1";
  const answers = [true, false, true, false].map((isRight) =>
    counted(book, [key], () => Promise.resolve(isRight))
  );
  await Promise.all(answers);
  assert.equal(book.state.failures.find((each) => each.key === key)?.at.length, 2);
});

Deno.test("What ends a session ends it for all that was asked with it at the same time", () =>
  withDesk(async (on) => {
    const desk = await on.open();
    const { cookie } = await entered(desk, "anna");
    const who = desk.book.whoIs({ bearer: null, cookie }, PLACE);
    const own = { who, place: PLACE };
    const settled = await Promise.allSettled([
      desk.own.endEverything(own),
      desk.book.rotate(who),
      desk.own.addToken({ name: "script", scopes: ["alarms:read"] }, own),
      desk.people.invite({ role: "admin" }, own),
      desk.people.add({ login: "ben", role: "admin" }, own),
      desk.own.beginTotp(own),
    ]);
    assert.deepEqual(codesOf(settled), ["done", ...Array(5).fill("unauthenticated")]);
    const { sessions, tokens, invites, people } = desk.book.state;
    assert.deepEqual([sessions, tokens, invites, people.length], [[], [], [], 1]);
    const confirmed = await desk.logins.logIn({ login: "anna", password: PASSWORD }, PLACE, null);
    assert.equal(desk.book.whoIs({ bearer: null, cookie: confirmed.cookie }, PLACE).kind, "person");
  }));
