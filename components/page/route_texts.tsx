import { texts } from "@/lib/language/texts.ts";

/** What pages say around their islands; only the server draws it. */
export const routeWords = texts("routes", {
  charts: "Charts",
  people: "People",
  alarmOf: (pair: string) => `${pair} alarm`,
  demoPhone: "Demo phone",
  channelsHint:
    "Fires ring on every open page. Over a channel they reach you elsewhere too, again and again " +
    "until the service takes them, or somebody acknowledges.",
  loggedInAs: (login: string, role: "viewer" | "operator" | "admin") =>
    `Logged in as ${login}, ${role}.`,
  byProxy: "The proxy before this server says at each request that it is you: log out there.",

  thisBrowser: "This browser",
  alarmFiles: "Alarms as a file",
  server: "The server",
  readOnly: () => (
    <>
      To be read only: set these in the environment or in <code>.env</code>, and start it again.
    </>
  ),
  wholeLog: "Log of all fires and changes",
  logAsCsv: "Log as CSV",

  logIn: "Log in",
  setUp: "Set up",
  forgot: () => (
    <>
      Forgot your password? An admin can make you a link to choose another one; on the server's own
      computer <code>deno task user reset-password NAME</code> does.
    </>
  ),
  notLoggedIn: "Not logged in",
  backToLogin: "Back to the login",

  notLive: "Not live",
  notLiveHead: "Prices are not live, and alarms cannot ring on this device.",
  notLiveDetail: "The server is out of reach, or this device is offline.",
  outOfReach: "The server is out of reach",
  lastHeard: "It was last heard here",
  watchedThere:
    "The alarms themselves are watched by the server, whether or not this page reaches it.",
  triesAgain: "This page tries again every few seconds, and goes on by itself.",
  tryNow: "Try now",

  toPrices: "To the prices",
  requestIs: (request: string) => `The log calls this request ${request}.`,
  notFound: {
    title: "Not found",
    head: "There is no such page",
    text: "The address may be mistyped, or the page has moved.",
  },
  cannotAnswer: {
    title: "Refused",
    head: "This request cannot be answered",
    text: "The address is right, but nothing here answers what was asked of it.",
  },
  failed: {
    title: "Failed",
    head: "This page could not be made",
    text: "The failure is in the server's log. Alarms are checked all the same.",
  },

  unknownTitle: "Nobody of this name",
  unknown: (login: string) => `Nobody here is named ${login}`,
  unknownDetail: (login: string) =>
    `The proxy has logged you in as ${login}; this server knows nobody of that name.`,
  unknownRemedy: (login: string) => (
    <>
      Ask an admin for an invitation, and choose this name there; or, on the computer where the
      program runs: <code>deno task user add {login}</code>
    </>
  ),
  notForYou: "Not for you",
  forAdmins: "This page is for admins",
  forAdminsDetail:
    "Your account shows prices, alarms and what rings. An admin can give you another role.",
  decide: "Decide who is let in",
  decideDetail:
    "This server has no account, and you came through a proxy: whoever reaches the proxy could " +
    "read and change everything. Alarms are checked all the same.",
  makeAccount: () => (
    <>
      Make an account, on the computer where the program runs:{" "}
      <code>deno task user add NAME --role admin</code>
    </>
  ),
  orOff: () => (
    <>
      Or, where the proxy itself asks everybody for a password, start it with <code>AUTH=off</code>.
    </>
  ),
  noScript: "This page stands still without JavaScript.",
  noScriptDetail:
    "Prices are as of its loading, alarms do not ring here, and nothing can be changed.",
  tooOld: "This browser is too old for this page: nothing here is live, and no alarm rings.",
  tooOldDetail: ({ chrome, firefox, safari }: Readonly<Record<string, number>>) =>
    `It takes Chrome or Edge ${chrome}, Firefox ${firefox}, Safari or iOS ${safari}, or newer. ` +
    "The server watches all alarms all the same.",
});
