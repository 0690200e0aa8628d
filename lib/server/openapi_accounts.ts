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

export const ACCOUNT_INPUTS = {
  ...{ Login: LoginBody, Confirmation: ConfirmBody, Setup: SetupBody, NewUser, UserPatch },
  ...{ NewToken, NewInvite, TotpCode },
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
  "delete /api/session": { summary: "Log out here", status: 204 },
  "get /api/sessions": { summary: "Your sessions, each with where and when" },
  "delete /api/sessions": { summary: "Log out everywhere; ends your tokens, too", status: 204 },
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
  "get /api/users": { summary: "All people (admins)" },
  "post /api/users": { summary: "Add a person (admins)", body: "NewUser", status: 201 },
  "patch /api/users/{id}": {
    summary: "Your own name or password; another's role, or whether they are let in (admins)",
    body: "UserPatch",
  },
  "delete /api/users/{id}": { summary: "Remove a person (admins)", status: 204 },
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
