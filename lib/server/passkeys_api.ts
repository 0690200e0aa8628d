import type { FreshContext } from "fresh";
import { NewPasskey, PasskeyConfirm, PasskeyLogin, PasskeyPatch } from "@/lib/accounts/inputs.ts";
import { type RelyingParty, relyingPartyAt } from "@/lib/accounts/webauthn.ts";
import { AccountRefusal } from "@/lib/accounts/state.ts";
import { parseInput } from "@/lib/commands/command.ts";
import { deskOf, entered, ownIdOf, ownOf } from "./accounts_api.ts";
import { readObject } from "./api.ts";
import { jarHere, pageOf } from "./app.ts";
import type { State } from "./define.ts";
import { deviceOf, placeOf, ticketOf, withTicket } from "./who.ts";

type Ctx = FreshContext<State>;

/** A challenge for a passkey, to log in with or in place of the password once more. @throws {AccountRefusal} */
export function begin(ctx: Ctx): Response {
  const { ticket, options } = deskOf(ctx).passkeys.begin({
    ...{ party: partyHere(ctx), place: placeOf(ctx) },
  });
  return withTicket(Response.json(options, { status: 201 }), ticket, jarHere(ctx));
}

/** @throws {AccountRefusal} */
export async function logIn(ctx: Ctx): Promise<Response> {
  const answer = parseInput(PasskeyLogin, await readObject(ctx.req));
  const device = deviceOf(ctx, jarHere(ctx));
  return entered(ctx, await deskOf(ctx).passkeys.logIn(answer, bearerHere(ctx), device), 200);
}

/** Takes a passkey in place of the password once more. @throws {AccountRefusal} */
export async function confirm(ctx: Ctx): Promise<Response> {
  const answer = parseInput(PasskeyConfirm, await readObject(ctx.req));
  const opened = await deskOf(ctx).passkeys.confirm(ctx.state.who, answer, bearerHere(ctx));
  return entered(ctx, opened, 200);
}

export function list(ctx: Ctx): Response {
  return Response.json({ passkeys: deskOf(ctx).passkeys.list(ownIdOf(ctx)) });
}

/** @throws {AccountRefusal} when there is no such person */
export function listOfUser(ctx: Ctx): Response {
  return Response.json({ passkeys: deskOf(ctx).passkeys.list(ctx.params.id ?? "") });
}

/** What a browser needs to make one. @throws {AccountRefusal} */
export async function beginNew(ctx: Ctx): Promise<Response> {
  const options = await deskOf(ctx).passkeys.beginNew(ownOf(ctx), partyHere(ctx));
  return Response.json(options, { status: 201 });
}

/** @throws {AccountRefusal} */
export async function add(ctx: Ctx): Promise<Response> {
  const input = parseInput(NewPasskey, await readObject(ctx.req));
  const passkey = await deskOf(ctx).passkeys.add(input, ownOf(ctx), partyHere(ctx));
  return Response.json({ passkey }, { status: 201 });
}

export async function rename(ctx: Ctx): Promise<Response> {
  const { name } = parseInput(PasskeyPatch, await readObject(ctx.req));
  const passkey = await deskOf(ctx).passkeys.rename(ctx.params.id ?? "", name, ownOf(ctx));
  return Response.json({ passkey });
}

export async function remove(ctx: Ctx): Promise<Response> {
  await deskOf(ctx).passkeys.remove(ctx.params.id ?? "", ownIdOf(ctx), ownOf(ctx));
  return new Response(null, { status: 204 });
}

/** Removes another's. @throws {AccountRefusal} */
export async function removeOfUser(ctx: Ctx): Promise<Response> {
  const { id = "", key = "" } = ctx.params;
  await deskOf(ctx).passkeys.remove(key, id, ownOf(ctx));
  return new Response(null, { status: 204 });
}

const bearerHere = (ctx: Ctx) => ({
  ...{ party: partyHere(ctx), place: placeOf(ctx), ticket: ticketOf(ctx, jarHere(ctx)) },
});

/** Whom the browser that asks keeps passkeys for. @throws {AccountRefusal} where browsers keep none */
function partyHere(ctx: Ctx): RelyingParty {
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
