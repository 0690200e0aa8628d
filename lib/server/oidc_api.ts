import type { FreshContext } from "fresh";
import { ProviderErrand, TotpCode } from "@/lib/accounts/inputs.ts";
import { parseInput } from "@/lib/commands/command.ts";
import { deskOf, entered, ownIdOf, ownOf } from "./accounts_api.ts";
import { readObject } from "./api.ts";
import { jarHere } from "./app.ts";
import type { State } from "./define.ts";
import { deviceOf, placeOf, safeNext, ticketOf, withCookies, withTicket } from "./who.ts";

type Ctx = FreshContext<State>;
type Kind = "login" | "link" | "confirm";

/** Where to send the browser that asks; it comes back to `/login/oidc`. @throws {AccountRefusal} */
export async function go(ctx: Ctx, kind: Kind): Promise<Response> {
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

export function list(ctx: Ctx): Response {
  return Response.json({ identities: deskOf(ctx).identities.list(ownIdOf(ctx)) });
}

/** @throws {AccountRefusal} when there is no such person */
export function listOfUser(ctx: Ctx): Response {
  return Response.json({ identities: deskOf(ctx).identities.list(ctx.params.id ?? "") });
}

export async function unlink(ctx: Ctx): Promise<Response> {
  await deskOf(ctx).identities.unlink(ctx.params.id ?? "", ownIdOf(ctx), ownOf(ctx));
  return new Response(null, { status: 204 });
}

/** Unlinks another's. @throws {AccountRefusal} */
export async function unlinkUser(ctx: Ctx): Promise<Response> {
  const { id = "", identity = "" } = ctx.params;
  await deskOf(ctx).identities.unlink(identity, id, ownOf(ctx));
  return new Response(null, { status: 204 });
}

function travellerOf(ctx: Ctx) {
  const jar = jarHere(ctx);
  return { place: placeOf(ctx), ticket: ticketOf(ctx, jar), device: deviceOf(ctx, jar) };
}
