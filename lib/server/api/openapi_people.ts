import { z } from "zod";
import {
  ConfirmBody,
  LoginBody,
  NewInvite,
  NewPasskey,
  NewToken,
  NewUser,
  PasskeyConfirm,
  PasskeyLogin,
  PasskeyPatch,
  ProviderErrand,
  SetupBody,
  TotpCode,
  UserPatch,
} from "@/lib/accounts/inputs.ts";
import { Delivery, Policy, StoredChannel } from "@/lib/alarms/delivery.ts";
import { Watchlist } from "@/lib/alarms/pair.ts";
import { ChannelPatch } from "@/lib/commands/channels.ts";
import { COMMANDS } from "@/lib/commands/commands.ts";
import { PolicyPatch } from "@/lib/commands/policies.ts";
import { WatchlistPatch } from "@/lib/commands/watchlists.ts";

export const ACCOUNT_INPUTS = {
  ...{ Login: LoginBody, Confirmation: ConfirmBody, Setup: SetupBody, NewUser, UserPatch },
  ...{ NewToken, NewInvite, TotpCode },
  ...{ NewPasskey, PasskeyLogin, PasskeyConfirm, PasskeyPatch },
  ProviderErrand,
};

/** What `/api` can do with accounts; all but the ways in need a person's session, no token does. */
export const ACCOUNT_OPERATIONS = {
  "post /api/setup": {
    summary: "Make the first account by the setup token, or one by an invitation, or choose a " +
      "password by a link; logs in",
    body: "Setup",
    status: 201,
  },
  "get /api/session": { summary: "Who asks, and what they may" },
  "post /api/session": { summary: "Log in: sets a cookie", body: "Login" },
  "patch /api/session": {
    summary: "Give the password once more, for what needs one that was just given",
    body: "Confirmation",
  },
  "delete /api/session": {
    summary: "Log out here; 200 with url where the browser goes on to log out at the provider, too",
    status: 204,
  },
  "get /api/sessions": { summary: "Your sessions, each with where and when" },
  "delete /api/sessions": {
    summary: "Log out everywhere; ends your tokens, too; answers as logging out does",
    status: 204,
  },
  "delete /api/sessions/{id}": { summary: "End one of your sessions", status: 204 },
  "get /api/tokens": { summary: "Your API tokens, without their secrets" },
  "post /api/tokens": {
    summary: "Make an API token, which is shown this once",
    body: "NewToken",
    status: 201,
  },
  "delete /api/tokens/{id}": { summary: "End an API token", status: 204 },
  "post /api/totp": { summary: "Begin a second step: a secret for an app", status: 201 },
  "put /api/totp": {
    summary: "Turn the second step on by a first code; answers recovery codes, this once",
    body: "TotpCode",
  },
  "delete /api/totp": { summary: "Turn the second step off", status: 204 },
  "post /api/session/passkey": {
    summary: "A challenge for a passkey, for five minutes; sets a cookie",
    status: 201,
  },
  "put /api/session/passkey": {
    summary: "Log in with a passkey, which is both factors: sets a cookie",
    body: "PasskeyLogin",
  },
  "patch /api/session/passkey": {
    summary: "Use a passkey in place of giving the password once more",
    body: "PasskeyConfirm",
  },
  "post /api/session/oidc": {
    summary: "Where to send a browser to log in at the provider; sets a cookie",
    body: "ProviderErrand",
    status: 201,
  },
  "put /api/session/oidc": {
    summary: "Give the code that a login at the provider still wants: sets a cookie",
    body: "TotpCode",
  },
  "patch /api/session/oidc": {
    summary: "Where to log in at the provider anew, in place of giving the password once more",
    body: "ProviderErrand",
    status: 201,
  },
  "get /api/identities": { summary: "Your logins at the provider" },
  "post /api/identities": {
    summary: "Where to log in at the provider to link it to your account",
    status: 201,
  },
  "delete /api/identities/{id}": {
    summary: "Unlink a login at the provider; ends your other sessions and tokens",
    status: 204,
  },
  "get /api/passkeys": { summary: "Your passkeys" },
  "post /api/passkeys": { summary: "Begin a passkey: what a browser makes it of", status: 201 },
  "put /api/passkeys": {
    summary: "Keep the passkey that the browser made",
    body: "NewPasskey",
    status: 201,
  },
  "patch /api/passkeys/{id}": { summary: "Rename a passkey", body: "PasskeyPatch" },
  "delete /api/passkeys/{id}": {
    summary: "Remove a passkey; ends your other sessions and tokens",
    status: 204,
  },
  "get /api/users": { summary: "All people (admins)" },
  "post /api/users": { summary: "Add a person (admins)", body: "NewUser", status: 201 },
  "patch /api/users/{id}": {
    summary: "Your own name or password; another's role, or whether they are let in (admins)",
    body: "UserPatch",
  },
  "delete /api/users/{id}": { summary: "Remove a person (admins)", status: 204 },
  "get /api/users/{id}/passkeys": { summary: "A person's passkeys (admins)" },
  "delete /api/users/{id}/passkeys/{key}": {
    summary: "Remove a person's passkey; ends their sessions and tokens (admins)",
    status: 204,
  },
  "get /api/users/{id}/identities": { summary: "A person's logins at the provider (admins)" },
  "delete /api/users/{id}/identities/{identity}": {
    summary: "Unlink a person's login at the provider; ends their sessions and tokens (admins)",
    status: 204,
  },
  "post /api/users/{id}/link": {
    summary: "A link by which a person chooses a password, once, within 15 minutes (admins)",
    status: 201,
  },
  "get /api/invites": { summary: "Invitations that can still be used (admins)" },
  "post /api/invites": {
    summary: "Invite somebody to a role; the link is shown this once (admins)",
    body: "NewInvite",
    status: 201,
  },
  "delete /api/invites/{id}": { summary: "Withdraw an invitation (admins)", status: 204 },
} as const;

export const CHANNEL_INPUTS = {
  NewChannel: COMMANDS.add_channel.input,
  ChannelPatch,
  DeliveryKey: COMMANDS.resend_delivery.input,
  NewPolicy: COMMANDS.add_policy.input,
  PolicyPatch,
};

const Channel = StoredChannel.extend({
  config: z.record(z.string(), z.unknown()).describe(
    'Fields of its type (docs/channels); secrets are {"set": true}',
  ),
  linkUrl: z.string().optional().describe("Where to press Start, so that the chat is linked"),
  linkExpiresAt: z.iso.datetime().optional()
    .describe("Until when that link is good; asking again gives a new one"),
  hasButtons: z.literal(true).optional()
    .describe("Its messages have something to press, which acknowledges"),
  missing: z.array(z.string()).describe("Secrets to enter again: the server's key has changed"),
});

export const CHANNEL_OUTPUTS = { Channel, Delivery, Policy };

/** What `/api` can do with channels, deliveries and escalation policies. */
export const CHANNEL_OPERATIONS = {
  "get /api/channels": { summary: "All channels" },
  "post /api/channels": { summary: "Add a way to a person", body: "NewChannel", status: 201 },
  "get /api/channels/{id}": { summary: "One channel" },
  "patch /api/channels/{id}": {
    summary: "Change a channel; secrets that are not named stay, unless its server changes",
    body: "ChannelPatch",
  },
  "delete /api/channels/{id}": { summary: "Remove a channel; what waits for it is cancelled" },
  "post /api/channels/{id}/test": { summary: "Send a test the whole way of a real fire" },
  "get /api/deliveries": {
    summary: "What was or is to be sent, oldest first",
    query: "DeliveriesQuery",
  },
  "post /api/deliveries/resend": { summary: "Send a dead delivery again", body: "DeliveryKey" },
  "get /api/policies": { summary: "All escalation policies" },
  "post /api/policies": {
    summary: "Add an escalation policy: who is told next when nobody acknowledges",
    body: "NewPolicy",
    status: 201,
  },
  "patch /api/policies/{id}": {
    summary: "Change a policy; what went off before goes on as it was planned",
    body: "PolicyPatch",
  },
  "delete /api/policies/{id}": { summary: "Remove a policy that no alarm uses" },
} as const;

export const LIST_INPUTS = { NewWatchlist: COMMANDS.add_watchlist.input, WatchlistPatch };

const WatchlistSet = z.strictObject({
  ...{ success: z.literal(true), watchlist: Watchlist },
  place: z.int().min(0).describe("Its place among all watchlists, from 0 on"),
});

export const LIST_OUTPUTS = { Watchlist, WatchlistSet };

/** What `/api` can do with watchlists. */
export const LIST_OPERATIONS = {
  "get /api/watchlists": { summary: "All watchlists, in their order" },
  "post /api/watchlists": {
    summary: "Add a watchlist: a name, and pairs that are watched",
    body: "NewWatchlist",
    answer: "WatchlistSet",
    status: 201,
  },
  "patch /api/watchlists/{id}": {
    summary: "Change a watchlist: its name, colour, pairs and their order, or its place",
    body: "WatchlistPatch",
    answer: "WatchlistSet",
  },
  "delete /api/watchlists/{id}": { summary: "Remove a watchlist; its pairs stay watched" },
} as const;
