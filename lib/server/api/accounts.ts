import {
  NewInvite,
  NewPasskey,
  NewToken,
  NewUser,
  PasskeyPatch,
  TotpCode,
  UserPatch,
} from "@/lib/accounts/inputs.ts";
import { can } from "@/lib/accounts/rights.ts";
import { AccountRefusal } from "@/lib/accounts/state.ts";
import { parseInput } from "@/lib/commands/command.ts";
import { atBase } from "@/lib/text/address.ts";
import { jarHere, withCookies } from "../who.ts";
import { type Ctx, readObject } from "./answer.ts";
import { deskOf, done, ownIdOf, ownOf, partyHere } from "./session.ts";

// What people change of their own accounts, and admins of others'.

const idOf = (ctx: Ctx): string => ctx.params.id ?? "";

export function sessions(ctx: Ctx): Response {
  return Response.json({ sessions: deskOf(ctx).own.sessions(ctx.state.who) });
}

export async function endSession(ctx: Ctx): Promise<Response> {
  await deskOf(ctx).own.endSession(idOf(ctx), ownOf(ctx));
  return done();
}

export function tokens(ctx: Ctx): Response {
  return Response.json({ tokens: deskOf(ctx).own.tokens(ctx.state.who) });
}

export async function addToken(ctx: Ctx): Promise<Response> {
  const input = parseInput(NewToken, await readObject(ctx.req));
  return Response.json(await deskOf(ctx).own.addToken(input, ownOf(ctx)), { status: 201 });
}

export async function removeToken(ctx: Ctx): Promise<Response> {
  await deskOf(ctx).own.removeToken(idOf(ctx), ownOf(ctx));
  return done();
}

/** Begins a second step; the picture is drawn here, and no service of the web sees the secret. */
export async function beginTotp(ctx: Ctx): Promise<Response> {
  const { address } = await deskOf(ctx).own.beginTotp(ownOf(ctx));
  const secret = new URL(address).searchParams.get("secret");
  // Hardly anybody asks for one: it is loaded when somebody does.
  const { qrPath } = await import("@/lib/text/qr.ts");
  return Response.json({ address, secret, picture: qrPath(address) }, { status: 201 });
}

export async function confirmTotp(ctx: Ctx): Promise<Response> {
  const { code } = parseInput(TotpCode, await readObject(ctx.req));
  const recoveryCodes = await deskOf(ctx).own.confirmTotp(code, ownOf(ctx));
  return await rotated(ctx, { recoveryCodes });
}

export async function endTotp(ctx: Ctx): Promise<Response> {
  await deskOf(ctx).own.endTotp(ownOf(ctx));
  return await rotated(ctx, null);
}

/** The answer after a change that gives the session another cookie. */
async function rotated(ctx: Ctx, body: unknown): Promise<Response> {
  const opened = await deskOf(ctx).book.rotate(ctx.state.who);
  const response = body === null ? done() : Response.json(body);
  return withCookies(response, opened, jarHere(ctx));
}

export function passkeys(ctx: Ctx): Response {
  return Response.json({ passkeys: deskOf(ctx).passkeys.list(ownIdOf(ctx)) });
}

/** @throws {AccountRefusal} when there is no such person */
export function passkeysOfUser(ctx: Ctx): Response {
  return Response.json({ passkeys: deskOf(ctx).passkeys.list(idOf(ctx)) });
}

/** What a browser needs to make one. @throws {AccountRefusal} */
export async function beginPasskey(ctx: Ctx): Promise<Response> {
  const options = await deskOf(ctx).passkeys.beginNew(ownOf(ctx), partyHere(ctx));
  return Response.json(options, { status: 201 });
}

/** @throws {AccountRefusal} */
export async function addPasskey(ctx: Ctx): Promise<Response> {
  const input = parseInput(NewPasskey, await readObject(ctx.req));
  const passkey = await deskOf(ctx).passkeys.add(input, ownOf(ctx), partyHere(ctx));
  return Response.json({ passkey }, { status: 201 });
}

export async function renamePasskey(ctx: Ctx): Promise<Response> {
  const { name } = parseInput(PasskeyPatch, await readObject(ctx.req));
  const passkey = await deskOf(ctx).passkeys.rename(idOf(ctx), name, ownOf(ctx));
  return Response.json({ passkey });
}

export async function removePasskey(ctx: Ctx): Promise<Response> {
  await deskOf(ctx).passkeys.remove(idOf(ctx), ownIdOf(ctx), ownOf(ctx));
  return done();
}

/** Removes another's. @throws {AccountRefusal} */
export async function removePasskeyOfUser(ctx: Ctx): Promise<Response> {
  const { id = "", key = "" } = ctx.params;
  await deskOf(ctx).passkeys.remove(key, id, ownOf(ctx));
  return done();
}

export function identities(ctx: Ctx): Response {
  return Response.json({ identities: deskOf(ctx).identities.list(ownIdOf(ctx)) });
}

/** @throws {AccountRefusal} when there is no such person */
export function identitiesOfUser(ctx: Ctx): Response {
  return Response.json({ identities: deskOf(ctx).identities.list(idOf(ctx)) });
}

export async function unlink(ctx: Ctx): Promise<Response> {
  await deskOf(ctx).identities.unlink(idOf(ctx), ownIdOf(ctx), ownOf(ctx));
  return done();
}

/** Unlinks another's. @throws {AccountRefusal} */
export async function unlinkUser(ctx: Ctx): Promise<Response> {
  const { id = "", identity = "" } = ctx.params;
  await deskOf(ctx).identities.unlink(identity, id, ownOf(ctx));
  return done();
}

export function users(ctx: Ctx): Response {
  return Response.json({ users: deskOf(ctx).people.list() });
}

export async function addUser(ctx: Ctx): Promise<Response> {
  const input = parseInput(NewUser, await readObject(ctx.req));
  const user = await deskOf(ctx).people.add(input, ownOf(ctx));
  return Response.json({ user }, { status: 201 });
}

/**
 * Another's role and whether they are let in are for admins; of oneself, the name and the password are
 * for everybody. @throws {AccountRefusal}
 */
export async function changeUser(ctx: Ctx): Promise<Response> {
  const { password, currentPassword, code, ...patch } = parseInput(
    UserPatch,
    await readObject(ctx.req),
  );
  const { own, people } = deskOf(ctx);
  const id = idOf(ctx);
  const isOwn = ownIdOf(ctx) === id;
  const isOfAdmins = !isOwn || patch.role !== undefined || patch.isDisabled !== undefined;
  if (isOfAdmins && !can(ctx.state.who, "managePeople")) {
    throw new AccountRefusal("forbidden", "Only admins change others, and roles");
  }
  if (password === undefined) {
    return Response.json({ user: await people.update(id, patch, ownOf(ctx)) });
  }
  if (!isOwn) {
    const message = "password is the person's own: make them a link to choose one";
    throw new AccountRefusal("invalid_request", message, { field: "password" });
  }
  // One of the two could be done and the other refused.
  const other = Object.keys(patch).at(0);
  if (other !== undefined) {
    const message = `${other} cannot be changed together with the password: ask for one at a time`;
    throw new AccountRefusal("invalid_request", message, { field: other });
  }
  const given = { password, currentPassword: currentPassword ?? "", code };
  const opened = await own.changePassword(given, ownOf(ctx));
  const user = people.list().find((person) => person.id === id);
  return withCookies(Response.json({ user }), opened, jarHere(ctx));
}

export async function removeUser(ctx: Ctx): Promise<Response> {
  await deskOf(ctx).people.remove(idOf(ctx), ownOf(ctx));
  return done();
}

/** A link by which a person chooses a password. What stands behind `#` is sent to no server and in no log. */
export async function linkForUser(ctx: Ctx): Promise<Response> {
  const { secret, expiresAt } = await deskOf(ctx).people.resetLink(idOf(ctx), ownOf(ctx));
  return Response.json({ path: atBase(`/setup#reset=${secret}`, ctx.config.basePath), expiresAt }, {
    status: 201,
  });
}

export function invites(ctx: Ctx): Response {
  return Response.json({ invites: deskOf(ctx).people.invites() });
}

export async function addInvite(ctx: Ctx): Promise<Response> {
  const input = parseInput(NewInvite, await readObject(ctx.req));
  const { secret, ...invite } = await deskOf(ctx).people.invite(input, ownOf(ctx));
  const body = {
    invite,
    token: secret,
    path: atBase(`/setup#invite=${secret}`, ctx.config.basePath),
  };
  return Response.json(body, { status: 201 });
}

export async function removeInvite(ctx: Ctx): Promise<Response> {
  await deskOf(ctx).people.withdraw(idOf(ctx), ownOf(ctx));
  return done();
}
