import { type Role, ROLES, type Scope } from "@/lib/protocol/views.ts";

/** Who asks. One function makes it of a request's credential, for every transport. */
export type Who =
  /** No account is needed here. */
  | { readonly kind: "everybody" }
  | { readonly kind: "nobody" }
  | { readonly kind: "person"; readonly person: Asker; readonly sessionId: string }
  | {
    readonly kind: "token";
    readonly person: Asker;
    readonly tokenId: string;
    readonly scopes: readonly Scope[];
  };

/** The person behind a session or a token, as they are now. */
export interface Asker {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
}

/** What is asked about, where it matters whose it is. */
export interface Thing {
  /** Whose it is; null when it is everybody's. */
  readonly owner: string | null;
}

interface Right {
  /** The least role that may; `nobody`: no account is needed for it. */
  readonly least: Role | "nobody";
  /** The least role for what is one's own, where that is less. */
  readonly own?: Role;
  /** The least role for what is another's own, where that differs; null: nobody. */
  readonly others?: Role | null;
  /** Scopes that a token needs, all of them; null: no token may. */
  readonly scopes: readonly Scope[] | null;
}

/** Everything that anybody can do, and who may. */
const RIGHTS = {
  enter: { least: "nobody", scopes: [] },
  /** The pages: they show pairs, alarms, fires and channels at once. */
  seePages: { least: "viewer", scopes: null },
  seeApi: { least: "viewer", scopes: [] },
  listen: { least: "viewer", scopes: ["alarms:read", "fires:read"] },
  seeAlarms: { least: "viewer", scopes: ["alarms:read"] },
  seeFires: { least: "viewer", scopes: ["fires:read"] },
  seeLog: { least: "viewer", scopes: ["alarms:read", "fires:read"] },
  seeChannels: { least: "viewer", others: "admin", scopes: ["channels:read"] },
  /** Where a channel sends, which may be a secret, and what came of it there. */
  seeChannelConfig: { least: "admin", own: "viewer", others: null, scopes: ["channels:read"] },
  /** Who logged in from where, and what became of accounts. */
  seeAccountLog: { least: "admin", scopes: ["admin"] },
  seeServer: { least: "admin", scopes: ["admin"] },
  seeMetrics: { least: "admin", scopes: ["metrics"] },
  acknowledge: { least: "operator", scopes: ["fires:ack"] },
  changeAlarms: { least: "operator", scopes: ["alarms:write"] },
  editChannel: { least: "admin", own: "viewer", scopes: ["channels:write"] },
  /** To say where it sends. */
  redirectChannel: { least: "admin", own: "viewer", others: null, scopes: ["channels:write"] },
  testChannel: { least: "operator", own: "viewer", others: "admin", scopes: ["channels:write"] },
  editPolicy: { least: "admin", scopes: ["channels:write"] },
  ownAccount: { least: "viewer", scopes: null },
  managePeople: { least: "admin", scopes: null },
} as const satisfies Record<string, Right>;

export type Action = keyof typeof RIGHTS;
export const ACTIONS = Object.keys(RIGHTS) as Action[];

/** Whether somebody may do something, with a thing of somebody's where it is about one. */
export function can(who: Who, action: Action, thing?: Thing): boolean {
  const right: Right = RIGHTS[action];
  const { least } = right;
  if (who.kind === "everybody" || least === "nobody") return true;
  if (who.kind === "nobody") return false;
  const { own = least, others = least } = right;
  const owner = thing?.owner ?? null;
  const needed = owner === null ? least : owner === who.person.id ? own : others;
  if (needed === null || ROLES.indexOf(who.person.role) < ROLES.indexOf(needed)) return false;
  if (who.kind === "person") return true;
  return right.scopes !== null && right.scopes.every((scope) => who.scopes.includes(scope));
}

/** What a person may do with what is theirs: what pages show buttons for. */
export function actionsOf(who: Who): Action[] {
  return ACTIONS.filter((action) => can(who, action, { owner: idOf(who) }));
}

/** What they may do with what is everybody's. */
export function sharedActionsOf(who: Who): Action[] {
  return ACTIONS.filter((action) => can(who, action, { owner: null }));
}

/** Id of whoever asks; null where nobody is known. */
export function idOf(who: Who): string | null {
  return who.kind === "person" || who.kind === "token" ? who.person.id : null;
}

/**
 * Which right each request needs, by method and route. What is not named here is refused; a test holds
 * the table against all routes. Commands are asked about once more, with their object, by `COMMAND_RIGHTS`.
 */
const REQUEST_RIGHTS: Readonly<Record<string, Action>> = {
  "GET /healthz": "enter",
  "GET /offline": "enter",
  "GET /metrics": "seeMetrics",
  "GET /login": "enter",
  "GET /setup": "enter",
  "POST /api/setup": "enter",
  "POST /api/session": "enter",
  "DELETE /api/session": "enter",
  // The link carries its right in itself.
  "GET /a/:token": "enter",
  "POST /a/:token": "enter",
  "POST /n/:type/:token": "enter",

  "GET /": "seePages",
  "GET /charts": "seePages",
  "GET /alarms": "seePages",
  "GET /alarms/:id": "seePages",
  "GET /pairs/:symbol": "seePages",
  "GET /channels": "seePages",
  "GET /log": "seePages",
  "GET /settings": "seePages",
  // The demo's phone: its buttons acknowledge.
  "GET /phone": "seePages",
  "GET /phone/messages": "seePages",
  "POST /phone/messages": "acknowledge",
  "GET /account": "ownAccount",
  "GET /people": "managePeople",

  "GET /ws": "listen",
  "GET /api/openapi.json": "seeApi",
  "GET /api/status": "seeAlarms",
  "GET /api/settings": "seeServer",
  "GET /api/audit": "seeLog",

  "GET /api/pairs": "seeAlarms",
  "POST /api/pairs": "changeAlarms",
  "PUT /api/pairs/order": "changeAlarms",
  "GET /api/pairs/search": "seeAlarms",
  "GET /api/pairs/:symbol": "seeAlarms",
  "DELETE /api/pairs/:symbol": "changeAlarms",
  "GET /api/pairs/:symbol/alarms": "seeAlarms",
  "POST /api/pairs/:symbol/alarms": "changeAlarms",
  "GET /api/pairs/:symbol/history": "seeAlarms",
  "GET /api/pairs/:symbol/coverage": "seeAlarms",
  // It plays an alarm over the past and sets nothing.
  "POST /api/pairs/:symbol/replay": "seeAlarms",

  "GET /api/alarms": "seeAlarms",
  "POST /api/alarms/batch": "changeAlarms",
  "POST /api/alarms/snooze": "changeAlarms",
  "POST /api/alarms/pause": "changeAlarms",
  "POST /api/alarms/resume": "changeAlarms",
  "POST /api/alarms/remove": "changeAlarms",
  "POST /api/alarms/update": "changeAlarms",
  "POST /api/alarms/restore": "changeAlarms",
  "GET /api/alarms/export": "seeAlarms",
  "POST /api/alarms/import": "changeAlarms",
  "GET /api/alarms/:id": "seeAlarms",
  "PATCH /api/alarms/:id": "changeAlarms",
  "DELETE /api/alarms/:id": "changeAlarms",
  "GET /api/alarms/:id/coverage": "seeAlarms",
  "GET /api/alarms/:id/why": "seeAlarms",
  "POST /api/alarms/:id/rearm": "changeAlarms",
  "POST /api/alarms/:id/snooze": "changeAlarms",
  "POST /api/alarms/:id/test": "changeAlarms",

  "GET /api/fires": "seeFires",
  "POST /api/fires/acknowledge": "acknowledge",
  "POST /api/fires/:id/acknowledge": "acknowledge",

  // Whose channel it is counts: the command is asked about with it.
  "GET /api/channels": "seeChannels",
  "POST /api/channels": "seeApi",
  "GET /api/channels/:id": "seeChannels",
  "PATCH /api/channels/:id": "seeApi",
  "DELETE /api/channels/:id": "seeApi",
  "POST /api/channels/:id/test": "seeApi",
  "GET /api/deliveries": "seeChannels",
  "POST /api/deliveries/resend": "seeApi",

  "GET /api/policies": "seeChannels",
  "POST /api/policies": "seeApi",
  "PATCH /api/policies/:id": "seeApi",
  "DELETE /api/policies/:id": "seeApi",

  "GET /api/watchlists": "seeAlarms",
  "POST /api/watchlists": "changeAlarms",
  "PATCH /api/watchlists/:id": "changeAlarms",
  "DELETE /api/watchlists/:id": "changeAlarms",

  "GET /api/session": "ownAccount",
  "PATCH /api/session": "ownAccount",
  "GET /api/sessions": "ownAccount",
  "DELETE /api/sessions": "ownAccount",
  "DELETE /api/sessions/:id": "ownAccount",
  "GET /api/tokens": "ownAccount",
  "POST /api/tokens": "ownAccount",
  "DELETE /api/tokens/:id": "ownAccount",
  "POST /api/totp": "ownAccount",
  "PUT /api/totp": "ownAccount",
  "DELETE /api/totp": "ownAccount",
  "POST /api/session/passkey": "enter",
  "PUT /api/session/passkey": "enter",
  "PATCH /api/session/passkey": "ownAccount",
  // The provider sends browsers back to it; what stands in the address is for the one that was sent.
  "GET /login/oidc": "enter",
  "POST /api/session/oidc": "enter",
  "PUT /api/session/oidc": "enter",
  "PATCH /api/session/oidc": "ownAccount",
  "GET /api/identities": "ownAccount",
  "POST /api/identities": "ownAccount",
  "DELETE /api/identities/:id": "ownAccount",
  "GET /api/passkeys": "ownAccount",
  "POST /api/passkeys": "ownAccount",
  "PUT /api/passkeys": "ownAccount",
  "PATCH /api/passkeys/:id": "ownAccount",
  "DELETE /api/passkeys/:id": "ownAccount",
  "GET /api/users": "managePeople",
  "POST /api/users": "managePeople",
  // One's own name and password; whatever else is asked about once more.
  "PATCH /api/users/:id": "ownAccount",
  "DELETE /api/users/:id": "managePeople",
  "POST /api/users/:id/link": "managePeople",
  "GET /api/users/:id/passkeys": "managePeople",
  "DELETE /api/users/:id/passkeys/:key": "managePeople",
  "GET /api/users/:id/identities": "managePeople",
  "DELETE /api/users/:id/identities/:identity": "managePeople",
  "GET /api/invites": "managePeople",
  "POST /api/invites": "managePeople",
  "DELETE /api/invites/:id": "managePeople",
};

/** The right that a request needs; null for one that is not in the table, which nobody with an account has. */
export function rightOfRequest(method: string, route: string): Action | null {
  // It tells which methods there are, and no more.
  if (method === "OPTIONS") return "enter";
  return REQUEST_RIGHTS[`${method === "HEAD" ? "GET" : method} ${route}`] ?? null;
}

/** The same for what is asked for by name: over `/ws`, by `/api`, and by buttons in messages. */
const COMMAND_RIGHTS: Readonly<Record<string, Action>> = {
  hello: "listen",
  watch: "listen",
  add_pair: "changeAlarms",
  remove_pair: "changeAlarms",
  reorder_pairs: "changeAlarms",
  add_watchlist: "changeAlarms",
  update_watchlist: "changeAlarms",
  remove_watchlist: "changeAlarms",
  add_alarm: "changeAlarms",
  update_alarm: "changeAlarms",
  remove_alarm: "changeAlarms",
  restart_alarm: "changeAlarms",
  snooze_alarm: "changeAlarms",
  add_alarms: "changeAlarms",
  snooze_alarms: "changeAlarms",
  pause_alarms: "changeAlarms",
  resume_alarms: "changeAlarms",
  remove_alarms: "changeAlarms",
  update_alarms: "changeAlarms",
  restore_alarms: "changeAlarms",
  import_alarms: "changeAlarms",
  test_alarm: "changeAlarms",
  acknowledge: "acknowledge",
  add_channel: "editChannel",
  update_channel: "editChannel",
  remove_channel: "editChannel",
  add_policy: "editPolicy",
  update_policy: "editPolicy",
  remove_policy: "editPolicy",
  test_channel: "testChannel",
  resend_delivery: "testChannel",
};

/** The right that a command or an event needs; null for one that is not in the table. */
export function rightOfCommand(event: string): Action | null {
  return Object.hasOwn(COMMAND_RIGHTS, event) ? COMMAND_RIGHTS[event] ?? null : null;
}
