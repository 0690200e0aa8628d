import {
  ConfirmBody,
  LoginBody,
  PasskeyConfirm,
  PasskeyLogin,
  ProviderErrand,
  SetupBody,
  TotpCode,
} from "@/lib/accounts/inputs.ts";
import type { Own } from "@/lib/accounts/own_account.ts";
import { actionsOf, sharedActionsOf } from "@/lib/accounts/rights.ts";
import type { OpenedSession } from "@/lib/accounts/sessions.ts";
import { AccountRefusal, type Session } from "@/lib/accounts/state.ts";
import { type RelyingParty, relyingPartyAt } from "@/lib/accounts/webauthn.ts";
import { parseInput } from "@/lib/commands/command.ts";
import type { SessionInfo } from "@/lib/protocol/views.ts";
import {
  deviceOf,
  jarHere,
  pageOf,
  placeOf,
  safeNext,
  ticketOf,
  withCookies,
  withDeviceCookie,
  withoutCookie,
  withTicket,
} from "../who.ts";
import { type Ctx, readObject } from "./answer.ts";

// Ways in and out: by a password, a passkey, or a login at a provider.

export const deskOf = (ctx: Ctx) => ctx.state.services.accounts;
export const ownOf = (ctx: Ctx): Own => ({ who: ctx.state.who, place: placeOf(ctx) });
/** Id of whoever asks. @throws {AccountRefusal} where nobody is known */
export const ownIdOf = (ctx: Ctx): string => deskOf(ctx).book.personOf(ctx.state.who).id;

/** Who asks, what they may, and until when. */
export function current(ctx: Ctx): Response {
  return Response.json(sessionInfo(ctx));
}

function sessionInfo({ state: { who, services: { accounts } } }: Ctx): SessionInfo {
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
function entered(ctx: Ctx, opened: OpenedSession, status: number): Response {
  const { book } = deskOf(ctx);
  const { id: sessionId, userId } = opened.session;
  const { id, login, name, role } = book.person(userId);
  ctx.state.who = { kind: "person", person: { id, login, name, role }, sessionId };
  return withCookies(Response.json(sessionInfo(ctx), { status }), opened, jarHere(ctx));
}

/** Logs out everywhere, here too. */
export async function endEverything(ctx: Ctx): Promise<Response> {
  const { book, own } = deskOf(ctx);
  const session = book.sessionOf(ctx.state.who);
  await own.endEverything(ownOf(ctx));
  return await left(ctx, session);
}

export function done(): Response {
  return new Response(null, { status: 204 });
}

/** A challenge for a passkey, to log in with or in place of the password once more. @throws {AccountRefusal} */
export function beginPasskey(ctx: Ctx): Response {
  const { ticket, options } = deskOf(ctx).passkeys.begin({
    ...{ party: partyHere(ctx), place: placeOf(ctx) },
  });
  return withTicket(Response.json(options, { status: 201 }), ticket, jarHere(ctx));
}

/** @throws {AccountRefusal} */
export async function logInByPasskey(ctx: Ctx): Promise<Response> {
  const answer = parseInput(PasskeyLogin, await readObject(ctx.req));
  const device = deviceOf(ctx, jarHere(ctx));
  return entered(ctx, await deskOf(ctx).passkeys.logIn(answer, bearerHere(ctx), device), 200);
}

/** Takes a passkey in place of the password once more. @throws {AccountRefusal} */
export async function confirmByPasskey(ctx: Ctx): Promise<Response> {
  const answer = parseInput(PasskeyConfirm, await readObject(ctx.req));
  const opened = await deskOf(ctx).passkeys.confirm(ctx.state.who, answer, bearerHere(ctx));
  return entered(ctx, opened, 200);
}

const bearerHere = (ctx: Ctx) => ({
  ...{ party: partyHere(ctx), place: placeOf(ctx), ticket: ticketOf(ctx, jarHere(ctx)) },
});

/** Whom the browser that asks keeps passkeys for. @throws {AccountRefusal} where browsers keep none */
export function partyHere(ctx: Ctx): RelyingParty {
  const { ALLOWED_ORIGINS, PUBLIC_URL } = ctx.state.services.config;
  const page = pageOf(ctx);
  const known = [...ALLOWED_ORIGINS, ...(PUBLIC_URL ? [new URL(PUBLIC_URL).origin] : [])];
  const party = page === null ? null : relyingPartyAt(page, known);
  if (party !== null) return party;
  const message =
    `Browsers keep passkeys for localhost, and for a name under https that stands in ` +
    `ALLOWED_ORIGINS or PUBLIC_URL; this page is at ${page ?? "no address that was told"}`;
  throw new AccountRefusal("invalid_request", message);
}

export const goLogIn = (ctx: Ctx) => go(ctx, "login");
export const goLink = (ctx: Ctx) => go(ctx, "link");
export const goConfirm = (ctx: Ctx) => go(ctx, "confirm");

/** Where to send the browser that asks; it comes back to `/login/oidc`. @throws {AccountRefusal} */
async function go(ctx: Ctx, kind: "login" | "link" | "confirm"): Promise<Response> {
  const { next } = parseInput(ProviderErrand, await readObject(ctx.req));
  const who = kind === "login" ? null : ctx.state.who;
  const errand = { kind, who, next: safeNext(next ?? null) };
  const { url, ticket } = await deskOf(ctx).identities.go(errand, placeOf(ctx));
  return withTicket(Response.json({ url }, { status: 201 }), ticket, jarHere(ctx));
}

/** Takes a browser back from the provider, and leads on. @throws {AccountRefusal} */
export async function comeBack(ctx: Ctx): Promise<Response> {
  const returned = await deskOf(ctx).identities.comeBack(ctx.url.search, travellerOf(ctx));
  const { kind, next } = returned;
  if (kind === "in") return withCookies(ctx.redirect(next, 303), returned.opened, jarHere(ctx));
  if (kind === "linked") return ctx.redirect(next, 303);
  return ctx.redirect(`/login?${new URLSearchParams({ code: "", next })}`, 303);
}

/** Takes the code that a login at the provider still wants. @throws {AccountRefusal} */
export async function giveCode(ctx: Ctx): Promise<Response> {
  const { code } = parseInput(TotpCode, await readObject(ctx.req));
  return entered(ctx, await deskOf(ctx).identities.giveCode(code, travellerOf(ctx)), 200);
}

function travellerOf(ctx: Ctx) {
  const jar = jarHere(ctx);
  return { place: placeOf(ctx), ticket: ticketOf(ctx, jar), device: deviceOf(ctx, jar) };
}
