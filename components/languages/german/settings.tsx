import type { ComponentChildren } from "preact";
import type { loginWords } from "@/components/account/LoginFields.tsx";
import type { accountWords, peopleWords, setupWords } from "@/components/account/texts.tsx";
import type { alarmFileWords, serverWords, settingsWords } from "@/components/settings/texts.tsx";
import type { deviceWords } from "@/lib/client/channels/texts.ts";

const settings: typeof settingsWords = {
  title: "Einstellungen",
  browser: "Dieser Browser",
  language: "Sprache",
  likeBrowser: "Wie der Browser",
  colours: "Farben",
  themes: { auto: "Wie das System", light: "Hell", dark: "Dunkel" },
  numbers: "Zahlen",
  likeLanguage: "Wie üblich",
  rows: "Zeilen der Kurstafel",
  roomy: "Weit",
  compact: "Eng",
  zone: "Zeitzone",
  ownZone: "Die dieses Geräts",
  itIs: (now: ComponentChildren) => <>Jetzt: {now}</>,
  volume: "Lautstärke der Alarme",
  silent: "stumm",
  silentHint: "Stumm: Alarme werden in diesem Browser gezeigt, klingeln aber nicht.",
  volumeHint: (percent) => `${percent} % in diesem Browser.`,
  notifications: "Benachrichtigungen",
  allowNotifications: "Benachrichtigungen erlauben",
  permissions: {
    granted: "An: Das System zeigt, was klingelt, während diese Seite im Hintergrund ist.",
    denied:
      "Gesperrt: Benachrichtigungen für diese Seite in den Einstellungen des Browsers erlauben.",
    unavailable:
      "Hier nicht möglich: Browser verlangen dafür HTTPS oder die Seite auf dem Rechner des Servers.",
  },
};

const alarmFiles: typeof alarmFileWords = {
  export: (format) => `${format} exportieren`,
  choose: "Datei zum Importieren wählen",
  looking: "wird geprüft …",
  failed: "ließ sich nicht importieren",
  imported: (sum) => `ist importiert: ${sum}`,
  would: "würde dies ändern:",
  refusedHint:
    "Solange eine Zeile abgelehnt ist, wird nichts importiert: Datei berichtigen und neu wählen.",
  nothing: "Es gibt nichts zu importieren.",
  importLists: "Beobachtungslisten importieren",
  importAlarms: (count) => `${count === 1 ? "1 Alarm" : `${count} Alarme`} importieren`,
  newPairs: (pairs) => ` Paare, die dafür dazukommen: ${pairs}.`,
  changes: "Was die Datei ändert",
  columns: ["Wo", "Was", "Alarm"],
  moreLines: (count) =>
    count === 1 ? "1 weitere Zeile fehlt hier." : `${count} weitere Zeilen fehlen hier.`,
  outcomes: { refused: "Abgelehnt", changed: "Geändert", added: "Neu", unchanged: "Unverändert" },
  alreadyTrue: "Trifft schon zu; klingelt, wenn es wieder geschieht.",
};

const server: typeof serverWords = {
  version: "Version",
  runningSince: "Läuft seit",
  dataOnDisk: "Daten auf der Platte",
  lastBackup: "Letzte Sicherung",
  noBackup: "noch keine",
  pairs: "Paare",
  alarms: "Alarme",
  firesKept: "Aufbewahrte Auslösungen",
  sources: "Kursquellen",
  settings: "Einstellungen",
  settingsLabel: "Einstellungen des Servers",
  settingsColumns: ["Name", "Wert", "Woher"],
  notSet: "nicht gesetzt",
  secrets: {
    set: "gesetzt",
    "not set": "nicht gesetzt",
    "made by the program": "vom Programm gemacht",
  },
  none: "leer",
  origins: { environment: "Umgebung", ".env": ".env", demo: "Demo", default: "Vorgabe" },
  noSources: "Keine Quelle in Gebrauch: Noch wird kein Paar beobachtet.",
  sourcesColumns: ["Quelle", "Antwortet", "Genutzt vom Limit"],
  answersNot: (problem, since) => <>nein{since !== null && <>{", seit "}{since}</>}: {problem}</>,
  notAsked: "noch nicht gefragt",
  answers: (last) => <>ja, zuletzt {last}</>,
  noLimit: "setzt keines",
};

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

const thisDevice: typeof deviceWords = {
  noHttps:
    "Browser erlauben das nur über HTTPS (oder auf dem Rechner des Servers): HTTPS einrichten und diese Seite darüber öffnen.",
  notInstalled:
    "Auf iPhone und iPad (ab iOS 16.4) geht das vom Home-Bildschirm: in Safari „Teilen“ antippen, dann „Zum Home-Bildschirm“, Price Alarm von dort öffnen und noch einmal „Dieses Telefon“ drücken.",
  noPush:
    "Dieser Browser nimmt keine Push-Nachrichten; vielleicht ein anderer, oder einen anderen Kanal wählen.",
  blocked:
    "Benachrichtigungen dieser Seite sind gesperrt: in den Einstellungen des Browsers für diese Seite erlauben und noch einmal drücken.",
  noAddress: (why) => `Der Browser bekam keine Adresse seines Push-Dienstes: ${why}`,
  android: "Android-Telefon",
  windows: "Windows-Rechner",
  computer: "Dieser Rechner",
};

/** What settings say, and all about people and their logins. */
export const GERMAN = { thisDevice, settings, alarmFiles, server, login, account, people, setup };
