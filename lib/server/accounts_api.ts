import type { FreshContext } from "fresh";
import {
  ConfirmBody,
  LoginBody,
  NewInvite,
  NewToken,
  NewUser,
  SetupBody,
  TotpCode,
  UserPatch,
} from "@/lib/accounts/inputs.ts";
import type { Own } from "@/lib/accounts/own_account.ts";
import { actionsOf, can, sharedActionsOf } from "@/lib/accounts/rights.ts";
import type { OpenedSession } from "@/lib/accounts/sessions.ts";
import { AccountRefusal, type Session } from "@/lib/accounts/state.ts";
import { parseInput } from "@/lib/commands/command.ts";
import type { SessionInfo } from "@/lib/protocol/account_view.ts";
import { atBase } from "@/lib/text/base_path.ts";
import { readObject } from "./api.ts";
import { jarHere } from "./app.ts";
import type { State } from "./define.ts";
import { deviceOf, placeOf, withCookies, withDeviceCookie, withoutCookie } from "./who.ts";

type Ctx = FreshContext<State>;

export const deskOf = (ctx: Ctx) => ctx.state.services.accounts;
export const ownOf = (ctx: Ctx): Own => ({ who: ctx.state.who, place: placeOf(ctx) });
/** Id of whoever asks. @throws {AccountRefusal} where nobody is known */
export const ownIdOf = (ctx: Ctx): string => deskOf(ctx).book.personOf(ctx.state.who).id;
const idOf = (ctx: Ctx): string => ctx.params.id ?? "";

/** Who asks, what they may, and until when. */
export function sessionInfo({ state: { who, services: { accounts } } }: Ctx): SessionInfo {
  const person = who.kind === "person" ? who.person : null;
  const expiresAt = person === null ? null : accounts.book.sessionOf(who).expiresAt;
  const user = person &&
    { id: person.id, login: person.login, name: person.name, role: person.role };
  return { user, may: actionsOf(who), mayShared: sharedActionsOf(who), expiresAt };
}

/** Logs in, and gives the browser its cookies. @throws {AccountRefusal} */
export async function logIn(ctx: Ctx): Promise<Response> {
  const input = parseInput(LoginBody, await readObject(ctx.req));
  const device = deviceOf(ctx, jarHere(ctx));
  return entered(ctx, await deskOf(ctx).logins.logIn(input, placeOf(ctx), device), 200);
}

/** Takes the password once more. @throws {AccountRefusal} */
export async function confirm(ctx: Ctx): Promise<Response> {
  const input = parseInput(ConfirmBody, await readObject(ctx.req));
  return entered(ctx, await deskOf(ctx).logins.confirm(ctx.state.who, input, placeOf(ctx)), 200);
}

/** Ends the session of this browser; it is none that there is none. */
export async function logOut(ctx: Ctx): Promise<Response> {
  const { cookie } = ctx.state.credentials;
  const ended = cookie === null ? null : await deskOf(ctx).logins.logOut(cookie, placeOf(ctx));
  return await left(ctx, ended);
}

/** The answer to whoever has logged out here, which leads on to the provider where that logged them in. */
async function left(ctx: Ctx, ended: Session | null): Promise<Response> {
  const url = ended && await deskOf(ctx).identities.sessions?.leave(ended);
  return withoutCookie(url ? Response.json({ url }) : done(), jarHere(ctx));
}

/** The first account, one by an invitation, or another password by a link. @throws {AccountRefusal} */
export async function setUp(ctx: Ctx): Promise<Response> {
  const input = parseInput(SetupBody, await readObject(ctx.req));
  const { logins } = deskOf(ctx);
  const place = placeOf(ctx);
  if ("reset" in input) {
    const device = await logins.reset(input.reset, input.password, place);
    return withDeviceCookie(done(), device, jarHere(ctx));
  }
  const opened = "token" in input
    ? await logins.setUp(input.token, input, place)
    : await logins.accept(input.invite, input, place);
  return entered(ctx, opened, 201);
}

/** The answer to whoever has just come in. */
export function entered(ctx: Ctx, opened: OpenedSession, status: number): Response {
  const { book } = deskOf(ctx);
  const { id: sessionId, userId } = opened.session;
  const { id, login, name, role } = book.person(userId);
  ctx.state.who = { kind: "person", person: { id, login, name, role }, sessionId };
  return withCookies(Response.json(sessionInfo(ctx), { status }), opened, jarHere(ctx));
}

/** The answer after a change that gives the session another cookie. */
async function rotated(ctx: Ctx, body: unknown): Promise<Response> {
  const opened = await deskOf(ctx).book.rotate(ctx.state.who);
  const response = body === null ? new Response(null, { status: 204 }) : Response.json(body);
  return withCookies(response, opened, jarHere(ctx));
}

export function sessions(ctx: Ctx): Response {
  return Response.json({ sessions: deskOf(ctx).own.sessions(ctx.state.who) });
}

export async function endSession(ctx: Ctx): Promise<Response> {
  await deskOf(ctx).own.endSession(idOf(ctx), ownOf(ctx));
  return done();
}

/** Logs out everywhere, here too. */
export async function endEverything(ctx: Ctx): Promise<Response> {
  const { book, own } = deskOf(ctx);
  const session = book.sessionOf(ctx.state.who);
  await own.endEverything(ownOf(ctx));
  return await left(ctx, session);
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

function done(): Response {
  return new Response(null, { status: 204 });
}
