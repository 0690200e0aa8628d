import type { RouteHandler } from "fresh";
import { define, type State } from "../define.ts";
import { type Answer, api, carriesOut, type Ctx, readJson, readObject } from "./answer.ts";

const accounts = inFile(() => import("./accounts.ts"));
const alarms = inFile(() => import("./alarms.ts"));
const channels = inFile(() => import("./channels.ts"));
const pairs = inFile(() => import("./pairs.ts"));
const server = inFile(() => import("./server.ts"));
const session = inFile(() => import("./session.ts"));

/** The answers that a file exports; it is loaded when the first of them is asked for. */
function inFile<File>(load: () => Promise<File>) {
  type Name = { [N in keyof File]: File[N] extends Answer ? N : never }[keyof File];
  return (name: Name) => api(async (ctx) => await ((await load())[name] as Answer)(ctx));
}

// What a command takes of a request.
const json = ({ req }: Ctx) => readJson(req);
const object = ({ req }: Ctx) => readObject(req);
const id = ({ params }: Ctx) => ({ id: params.id });
const objectAndId = async (ctx: Ctx) => ({ ...await object(ctx), ...id(ctx) });

/**
 * Everything that `/api` answers, by method and path: with an answer of a file, or by carrying out a command.
 * Who may is said in `lib/accounts/rights.ts`, what is sent and answered in `openapi.ts`.
 */
export const API_ROUTES = {
  "GET /api/pairs": pairs("list"),
  "POST /api/pairs": pairs("add"),
  "PUT /api/pairs/order": carriesOut("reorder_pairs", json),
  "GET /api/pairs/search": pairs("search"),
  "GET /api/pairs/:symbol": pairs("one"),
  "DELETE /api/pairs/:symbol": carriesOut("remove_pair", ({ params }) => ({ pair: params.symbol })),
  "GET /api/pairs/:symbol/alarms": alarms("ofPair"),
  "POST /api/pairs/:symbol/alarms": alarms("add"),
  "GET /api/pairs/:symbol/coverage": pairs("coverage"),
  "GET /api/pairs/:symbol/history": pairs("history"),
  "POST /api/pairs/:symbol/replay": pairs("replay"),

  "GET /api/alarms": alarms("list"),
  "POST /api/alarms/batch": carriesOut("add_alarms", json, 201),
  "POST /api/alarms/snooze": carriesOut("snooze_alarms", json),
  "POST /api/alarms/pause": carriesOut("pause_alarms", json),
  "POST /api/alarms/resume": carriesOut("resume_alarms", json),
  "POST /api/alarms/remove": carriesOut("remove_alarms", json),
  "POST /api/alarms/update": carriesOut("update_alarms", json),
  "POST /api/alarms/restore": carriesOut("restore_alarms", json, 201),
  "GET /api/alarms/export": alarms("exported"),
  "POST /api/alarms/import": alarms("imported"),
  "GET /api/alarms/:id": alarms("one"),
  "PATCH /api/alarms/:id": carriesOut("update_alarm", objectAndId),
  "DELETE /api/alarms/:id": carriesOut("remove_alarm", id),
  "GET /api/alarms/:id/coverage": alarms("coverage"),
  "POST /api/alarms/:id/rearm": carriesOut("restart_alarm", id),
  "POST /api/alarms/:id/snooze": carriesOut("snooze_alarm", objectAndId),
  "POST /api/alarms/:id/test": carriesOut("test_alarm", id),
  "GET /api/alarms/:id/why": alarms("whyNot"),

  "GET /api/fires": alarms("fires"),
  "POST /api/fires/acknowledge": carriesOut("acknowledge", async (ctx) => {
    const body = await object(ctx);
    // Whoever names no fires means all of them.
    return Object.keys(body).length === 0 ? { all: true } : body;
  }),
  "POST /api/fires/:id/acknowledge": carriesOut(
    "acknowledge",
    ({ params }) => ({ fireId: params.id }),
  ),

  "GET /api/watchlists": pairs("watchlists"),
  "POST /api/watchlists": carriesOut("add_watchlist", object, 201),
  "PATCH /api/watchlists/:id": carriesOut("update_watchlist", objectAndId),
  "DELETE /api/watchlists/:id": carriesOut("remove_watchlist", id),

  "GET /api/channels": channels("list"),
  "POST /api/channels": carriesOut("add_channel", object, 201),
  "GET /api/channels/:id": channels("one"),
  "PATCH /api/channels/:id": carriesOut("update_channel", objectAndId),
  "DELETE /api/channels/:id": carriesOut("remove_channel", id),
  "POST /api/channels/:id/test": carriesOut("test_channel", id),
  "GET /api/deliveries": channels("deliveries"),
  "POST /api/deliveries/resend": carriesOut("resend_delivery", object),
  "GET /api/policies": channels("policies"),
  "POST /api/policies": carriesOut("add_policy", object, 201),
  "PATCH /api/policies/:id": carriesOut("update_policy", objectAndId),
  "DELETE /api/policies/:id": carriesOut("remove_policy", id),

  "POST /api/setup": session("setUp"),
  "GET /api/session": session("current"),
  "POST /api/session": session("logIn"),
  "PATCH /api/session": session("confirm"),
  "DELETE /api/session": session("logOut"),
  "POST /api/session/passkey": session("beginPasskey"),
  "PUT /api/session/passkey": session("logInByPasskey"),
  "PATCH /api/session/passkey": session("confirmByPasskey"),
  "POST /api/session/oidc": session("goLogIn"),
  "PUT /api/session/oidc": session("giveCode"),
  "PATCH /api/session/oidc": session("goConfirm"),

  "GET /api/sessions": accounts("sessions"),
  "DELETE /api/sessions": session("endEverything"),
  "DELETE /api/sessions/:id": accounts("endSession"),
  "GET /api/tokens": accounts("tokens"),
  "POST /api/tokens": accounts("addToken"),
  "DELETE /api/tokens/:id": accounts("removeToken"),
  "POST /api/totp": accounts("beginTotp"),
  "PUT /api/totp": accounts("confirmTotp"),
  "DELETE /api/totp": accounts("endTotp"),
  "GET /api/passkeys": accounts("passkeys"),
  "POST /api/passkeys": accounts("beginPasskey"),
  "PUT /api/passkeys": accounts("addPasskey"),
  "PATCH /api/passkeys/:id": accounts("renamePasskey"),
  "DELETE /api/passkeys/:id": accounts("removePasskey"),
  "GET /api/identities": accounts("identities"),
  "POST /api/identities": session("goLink"),
  "DELETE /api/identities/:id": accounts("unlink"),
  "GET /api/users": accounts("users"),
  "POST /api/users": accounts("addUser"),
  "PATCH /api/users/:id": accounts("changeUser"),
  "DELETE /api/users/:id": accounts("removeUser"),
  "POST /api/users/:id/link": accounts("linkForUser"),
  "GET /api/users/:id/passkeys": accounts("passkeysOfUser"),
  "DELETE /api/users/:id/passkeys/:key": accounts("removePasskeyOfUser"),
  "GET /api/users/:id/identities": accounts("identitiesOfUser"),
  "DELETE /api/users/:id/identities/:identity": accounts("unlinkUser"),
  "GET /api/invites": accounts("invites"),
  "POST /api/invites": accounts("addInvite"),
  "DELETE /api/invites/:id": accounts("removeInvite"),

  "GET /api/audit": server("audit"),
  "GET /api/settings": server("settings"),
  "GET /api/status": server("status"),
  "GET /api/openapi.json": server("openApiDocument"),
} as const satisfies Readonly<Record<`${Method} /api/${string}`, Answer>>;

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The same by path, as Fresh's `app.route()` takes it; other methods are refused as those of pages are. */
export function apiHandlers(): [path: string, handler: RouteHandler<unknown, State>][] {
  const byPath = new Map<string, { [M in Method]?: Answer }>();
  for (const [name, answer] of Object.entries(API_ROUTES)) {
    const [method = "", path = ""] = name.split(" ");
    byPath.set(path, { ...byPath.get(path), [method]: answer });
  }
  return Array.from(byPath, ([path, handlers]) => [path, define.handlers(handlers)]);
}
