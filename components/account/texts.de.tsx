import type { loginWords } from "./LoginFields.tsx";
import type { accountWords, peopleWords, setupWords } from "./texts.tsx";

const login: typeof loginWords = {
  logIn: "Anmelden",
  name: "Name",
  password: "Passwort",
  code: "Code",
  codeHint: "Sechs Ziffern der App oder einer der Ersatzcodes.",
  stay: "Auf diesem Gerät angemeldet bleiben",
  logInWith: (provider) => `Mit ${provider} anmelden`,
  usePasskey: "Mit Passkey anmelden",
  loggedOut: "Abgemeldet",
  loggedOutHint:
    "Alles dahinter steht still. Ein Alarm, der klingelt, klingelt weiter, bis jemand ihn stumm schaltet.",
};

const account: typeof accountWords = {
  change: "Ändern",
  end: "Beenden",
  save: "Speichern",
  rename: "Umbenennen",
  remove: "Entfernen",
  unlink: "Trennen",
  unlinkLabel: (issuer) => `${issuer} trennen`,
  copy: "Kopieren",
  done: "Fertig",
  goOn: "Weiter",
  passwordAgain: "Noch einmal das Passwort",
  proofAgain: "Noch einmal ausweisen",
  proofHint: "Damit es niemand anderes an einem offen gelassenen Bildschirm tut.",
  logInAgain: (provider) => `Noch einmal mit ${provider} anmelden`,
  password: "Passwort",
  code: "Code",
  currentPassword: "Das bisherige",
  nextPassword: "Das neue",
  nextPasswordHint:
    "Mindestens 10 Zeichen. Alle anderen Sitzungen und die eigenen Token werden beendet.",
  passwordChanged:
    "Das Passwort ist geändert; alle anderen Sitzungen und die eigenen Token sind beendet.",
  codes: "Codes einer App",
  codesOn: "An: Zum Anmelden gehört auch ein Code der App.",
  codesOff:
    "Aus. Mit einer App wie Aegis, 2FAS oder Google Authenticator lässt ein gestohlenes Passwort allein niemanden herein.",
  turnCodesOff: "Codes ausschalten",
  turnCodesOn: "Codes einschalten",
  turnOn: "Einschalten",
  qrCode: "QR-Code",
  scan: (secret) => <>Das Bild mit der App scannen oder dies dort eingeben: {secret}</>,
  firstCode: "Der Code, den sie zeigt",
  recoveryHint:
    "Diese Codes nicht beim Telefon aufbewahren. Jeder ersetzt die App bei einer Anmeldung; sie werden nicht wieder gezeigt.",
  identities: "Anmeldung bei einem Anbieter",
  linked: (at) => <>Verknüpft am {at}</>,
  isManaged: "; er sagt bei jeder Anmeldung, was erlaubt ist",
  link: (provider) => `${provider} verknüpfen`,
  passkeys: "Passkeys",
  passkeysHint:
    "Anmelden mit Finger, Gesicht oder der PIN dieses Geräts, ohne Passwort und Code. Ein Passkey verlässt nie das Gerät oder den Passwortmanager und gilt nur für diese Adresse.",
  passkeyAdded: (host, at) => <>Für {host}, neu am {at}</>,
  notUsed: ", noch nicht benutzt",
  lastUsed: (at) => <>, zuletzt benutzt {at}</>,
  isBackedUp: ", im Passwortmanager",
  renamePasskey: (name) => `Passkey ${name} umbenennen`,
  removePasskey: (name) => `Passkey ${name} entfernen`,
  passkeyName: "Name dieses Passkeys",
  noPasskeys:
    "Dieser Browser kann hier keine anlegen: Passkeys verlangen https oder localhost und einen Namen, der in ALLOWED_ORIGINS oder PUBLIC_URL steht.",
  addPasskey: "Passkey anlegen",
  whichDevice: "Welches Gerät es ist",
  whichDeviceHint: "Etwa „Mein Telefon“.",
  sessions: "Wo dieses Konto angemeldet ist",
  thisOne: "Diese hier",
  seen: (address, method, at) => (
    <>Von {address}, {METHODS[method] ?? `mit ${method}`}, zuletzt gesehen {at}</>
  ),
  logOut: "Abmelden",
  logOutEverywhere: "Überall abmelden",
  unknownDevice: "Unbekannt",
  device: (browser, system) => `${browser}, ${system}`,
  tokens: "API-Token",
  tokensHint: () => (
    <>
      Für Skripte:{" "}
      <code>Authorization: Bearer cpa_…</code>. Ein Token darf, was seine Bereiche sagen, und nie
      mehr als das eigene Konto.
    </>
  ),
  copyToken: "Dieses Token jetzt kopieren: Es wird nicht wieder gezeigt.",
  neverEnds: "Läuft nie ab",
  ends: (at) => <>Läuft ab {at}</>,
  endToken: (name) => `Token ${name} beenden`,
  makeToken: "Token erstellen",
  tokenName: "Wofür es ist",
  tokenScopes: "Was es darf",
};

/** How a session says that it began; a provider has a name of its own. */
const METHODS: Readonly<Record<string, string>> = {
  "password": "mit Passwort",
  "password and code": "mit Passwort und Code",
  "passkey": "mit Passkey",
  "the proxy": "durch den Proxy",
};

const people: typeof peopleWords = {
  roles: { viewer: "Nur lesen", operator: "Setzt Alarme", admin: "Admin" },
  asRole: { viewer: "liest nur", operator: "setzt Alarme", admin: "Admin" },
  mustLogIn: (name) => `${name} muss sich neu anmelden.`,
  passwordLink: (name) =>
    `Diesen Link an ${name} geben: Er lässt einmal ein Passwort wählen, innerhalb von 15 Minuten.`,
  inviteLink: "Diesen Link einer Person geben: Er legt ein Konto an, innerhalb von 7 Tagen.",
  who: "Wer sich anmelden darf",
  invite: "Einladen",
  somebody: "Jemand",
  invited: (role, by, until) => <>{role}, eingeladen von {by}, bis {until}</>,
  withdraw: "Zurückziehen",
  removeTitle: (name) => `${name} entfernen?`,
  removeAccount: "Konto entfernen",
  removeHint: "Sitzungen und Token enden sofort. Gesetzte Alarme bleiben.",
  you: "Eigenes Konto",
  keptOut: "Ausgesperrt",
  noLogin: ", noch nie angemeldet",
  lastLogin: (at) => <>, zuletzt angemeldet {at}</>,
  roleOf: (name) => `Rolle von ${name}`,
  newPassword: "Neues Passwort",
  waysIn: "Zugänge",
  waysInOf: (name) => `Zugänge von ${name}`,
  letIn: "Hereinlassen",
  keepOut: "Aussperren",
  remove: "Entfernen",
  removeLabel: (name) => `${name} entfernen`,
  unlink: "Trennen",
  unlinkLabel: (issuer) => `${issuer} trennen`,
  byPassword: "Passwort",
  byPasswordAndCodes: "Passwort und Codes",
  byPasskeys: (count) => count === 1 ? "ein Passkey" : `${count} Passkeys`,
  byProvider: "ein Anbieter",
  noPassword: "noch kein Passwort",
  makeLink: "Link erstellen",
  forWhom: "Für wen",
  forWhomHint: "Nur für diese Liste. Name und Passwort wählt, wer den Link hat.",
  mayDo: "Was erlaubt ist",
  waysInHint:
    "Was hier entfernt wird, beendet Sitzungen und Token sofort. Der letzte Zugang bleibt.",
  passkeyFor: (host) => `Passkey für ${host}`,
  notUsed: ", noch nicht benutzt",
  lastUsed: (at) => <>, zuletzt benutzt {at}</>,
  providerLinked: (at) => <>Anbieter, verknüpft am {at}</>,
  isManaged: "; er sagt bei jeder Anmeldung, was erlaubt ist",
};

const setup: typeof setupWords = {
  token: {
    head: "Das erste Konto anlegen",
    text: "Es ist ein Admin und kann andere einladen. Anlegen kann es, wer das Setup-Token kennt.",
    action: "Konto anlegen",
  },
  invite: {
    head: "Konto anlegen",
    text: "Eine Einladung: Anmeldename und Passwort wählen.",
    action: "Konto anlegen",
  },
  reset: {
    head: "Passwort wählen",
    text: "Was mit dem bisherigen angemeldet war, wird abgemeldet.",
    action: "Passwort speichern",
  },
  differ: "Die beiden Passwörter sind verschieden",
  setupToken: "Setup-Token",
  setupTokenHint:
    "Das Programm hat es beim Start ausgegeben; es steht auch in setup-token im Datenordner.",
  login: "Anmeldename",
  name: "Angezeigter Name",
  nameHint: "Andere sehen ihn neben dem, was dieses Konto tut. Leer: der Anmeldename.",
  password: "Passwort",
  passwordHint: "Mindestens 10 Zeichen; ein paar Wörter in Folge sind leicht zu merken.",
  again: "Passwort noch einmal",
};

export const GERMAN = { login, account, people, setup };
