import type { ComponentChildren } from "preact";
import { texts } from "@/lib/language/texts.ts";

/** One's own account: password, passkeys, codes, sessions, tokens. */
export const accountWords = texts("account", {
  change: "Change it",
  end: "End it",
  save: "Save",
  rename: "Rename",
  remove: "Remove",
  unlink: "Unlink",
  unlinkLabel: (issuer: string) => `Unlink ${issuer}`,
  copy: "Copy",
  done: "Done",
  goOn: "Go on",
  passwordAgain: "Your password, once more",
  proofAgain: "Show once more that it is you",
  proofHint: "So that nobody else does this on a screen that you left open.",
  logInAgain: (provider: string) => `Log in with ${provider} again`,
  password: "Password",
  code: "Code",
  currentPassword: "The one you have",
  nextPassword: "Another one",
  nextPasswordHint: "At least 10 characters. All other sessions and your tokens end.",
  passwordChanged: "The password is changed; all other sessions and your tokens are ended.",
  codes: "Codes of an app",
  codesOn: "On: logging in takes a code of your app, too.",
  codesOff:
    "Off. With an app such as Aegis, 2FAS or Google Authenticator, a stolen password alone lets nobody in.",
  turnCodesOff: "Turn codes off",
  turnCodesOn: "Turn codes on",
  turnOn: "Turn on",
  qrCode: "QR code",
  scan: (secret: ComponentChildren) => (
    <>Scan the picture with the app, or type this into it: {secret}</>
  ),
  firstCode: "The code it shows",
  recoveryHint:
    "Keep these codes where your phone is not. Each logs you in once in place of the app; they are not shown again.",
  identities: "Login at a provider",
  linked: (at: ComponentChildren) => <>Linked {at}</>,
  isManaged: "; it says at each login what you may",
  link: (provider: string) => `Link ${provider}`,
  passkeys: "Passkeys",
  passkeysHint:
    "Log in by a finger, a face or this device's PIN, without password and code. A passkey never leaves your device or your password manager, and works at this address only.",
  passkeyAdded: (host: string, at: ComponentChildren) => <>For {host}, added {at}</>,
  notUsed: ", not used yet",
  lastUsed: (at: ComponentChildren) => <>, last used {at}</>,
  isBackedUp: ", kept by a password manager",
  renamePasskey: (name: string) => `Rename passkey ${name}`,
  removePasskey: (name: string) => `Remove passkey ${name}`,
  passkeyName: "Name of this passkey",
  noPasskeys:
    "This browser can add none here: passkeys need https or localhost, and a name that stands in ALLOWED_ORIGINS or PUBLIC_URL.",
  addPasskey: "Add a passkey",
  whichDevice: "Which device it is",
  whichDeviceHint: "Such as “My phone”.",
  sessions: "Where you are logged in",
  thisOne: "This one",
  seen: (address: string, method: string, at: ComponentChildren) => (
    <>From {address} by {method}, last seen {at}</>
  ),
  logOut: "Log out",
  logOutEverywhere: "Log out everywhere",
  unknownDevice: "Unknown",
  /** A browser on a system. */
  device: (browser: string, system: string) => `${browser} on ${system}`,
  tokens: "API tokens",
  tokensHint: () => (
    <>
      For scripts:{" "}
      <code>Authorization: Bearer cpa_…</code>. A token may do what its scopes say, and never more
      than you.
    </>
  ),
  copyToken: "Copy this token now: it is not shown again.",
  neverEnds: "Never ends",
  ends: (at: ComponentChildren) => <>Ends {at}</>,
  endToken: (name: string) => `End token ${name}`,
  makeToken: "Make a token",
  tokenName: "What it is for",
  tokenScopes: "What it may do",
});

/** The people of this server, as admins see them. */
export const peopleWords = texts("people", {
  roles: { viewer: "Read-only", operator: "Sets alarms", admin: "Admin" },
  /** The same within a sentence. */
  asRole: { viewer: "viewer", operator: "operator", admin: "admin" },
  mustLogIn: (name: string) => `${name} has to log in again.`,
  passwordLink: (name: string) =>
    `Hand this link to ${name}: it chooses a password, once, within 15 minutes.`,
  inviteLink: "Hand this link to one person: it makes one account, within 7 days.",
  who: "Who may log in",
  invite: "Invite",
  somebody: "Somebody",
  invited: (role: string, by: string, until: ComponentChildren) => (
    <>{role}, invited by {by}, until {until}</>
  ),
  withdraw: "Withdraw",
  removeTitle: (name: string) => `Remove ${name}?`,
  removeAccount: "Remove the account",
  removeHint: "Their sessions and tokens end at once. What they set stays.",
  you: "You",
  keptOut: "Kept out",
  noLogin: ", has not logged in yet",
  lastLogin: (at: ComponentChildren) => <>, last login {at}</>,
  roleOf: (name: string) => `Role of ${name}`,
  newPassword: "New password",
  waysIn: "Ways in",
  waysInOf: (name: string) => `Ways in of ${name}`,
  letIn: "Let in",
  keepOut: "Keep out",
  remove: "Remove",
  removeLabel: (name: string) => `Remove ${name}`,
  unlink: "Unlink",
  unlinkLabel: (issuer: string) => `Unlink ${issuer}`,
  byPassword: "password",
  byPasswordAndCodes: "password and codes",
  byPasskeys: (count: number) => count === 1 ? "a passkey" : `${count} passkeys`,
  byProvider: "a provider",
  noPassword: "no password yet",
  makeLink: "Make a link",
  forWhom: "For whom",
  forWhomHint: "Only for this list. Whoever has the link chooses name and password.",
  mayDo: "What they may do",
  waysInHint:
    "Whatever is removed here ends their sessions and tokens at once. The last way in stays.",
  passkeyFor: (host: string) => `Passkey for ${host}`,
  notUsed: ", not used yet",
  lastUsed: (at: ComponentChildren) => <>, last used {at}</>,
  providerLinked: (at: ComponentChildren) => <>Provider, linked {at}</>,
  isManaged: "; it says at each login what they may",
});

/** An account that is made, or given another password. */
export const setupWords = texts("setup", {
  token: {
    head: "Make the first account",
    text: "It is an admin's: it can invite others. Whoever knows the setup token can make it.",
    action: "Make the account",
  },
  invite: {
    head: "Make your account",
    text: "You were invited. Choose a name to log in with, and a password.",
    action: "Make the account",
  },
  reset: {
    head: "Choose a password",
    text: "Whatever was logged in with the one before is logged out.",
    action: "Save the password",
  },
  differ: "The two passwords differ",
  setupToken: "Setup token",
  setupTokenHint:
    "The program printed it when it started; it stands in setup-token in the data folder, too.",
  login: "Name to log in with",
  name: "Name to show",
  nameHint: "Others see it beside what you do. Left empty: the same.",
  password: "Password",
  passwordHint: "At least 10 characters; a few words in a row are easy to keep.",
  again: "Password once more",
});
