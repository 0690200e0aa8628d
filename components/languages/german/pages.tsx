import type { phoneWords } from "@/components/channels/texts.tsx";
import type { kitWords } from "@/components/kit/texts.ts";
import type { logWords } from "@/components/log/LogPaging.tsx";
import type { pullWords } from "@/components/page/PullToRefresh.tsx";
import type { shortcutWords } from "@/components/page/ShortcutsDialog.tsx";
import type { routeWords } from "@/components/page/route_texts.tsx";
import type { pageWords } from "@/components/page/texts.ts";
import type { ringingWords } from "@/components/ringing/RingingFire.tsx";

const page: typeof pageWords = {
  skip: "Zum Inhalt springen",
  brandLabel: "Crypto Price Alarm, Kurse",
  pages: "Seiten",
  prices: "Kurse",
  alarms: "Alarme",
  log: "Protokoll",
  channels: "Kanäle",
  settings: "Einstellungen",
  account: "Konto",
  colours: (theme) => `Farben: ${theme}`,
  changeColours: (theme) => `Farben: ${theme}. Ändern`,
  themes: { auto: "wie das System", light: "hell", dark: "dunkel" },
  status: "Zustand",
  phases: {
    connecting: "Verbindet",
    live: "Verbunden",
    reconnecting: "Verbindet neu",
    ended: "Abgemeldet",
  },
  noCheck: "Noch keine Prüfung",
  checked: "Geprüft",
  streams: "streamt",
  answered: "antwortete",
  isSilent: "schweigt, letzte Antwort",
  used: (source, budget) => `${source}: ${budget} verbraucht`,
  isPolled: (problem) => `${problem}; bis er wieder da ist, werden Kurse abgefragt`,
  slowed: (source, how) => `${source} wird ${how}`,
  oldPrices: (age, why) => `Kurse ${age} alt: ${why}`,
  shortcuts: "Tastenkürzel",
};

const pull: typeof pullWords = {
  pulling: "Weiter ziehen, um die Kurse zu erneuern",
  ready: "Loslassen, um die Kurse zu erneuern",
  asking: "Kurse werden erneuert …",
  done: "Die Kurse sind aktuell",
};

const shortcuts: typeof shortcutWords = {
  title: "Tastenkürzel",
  keysAct: "Einzelne Tasten wirken, außer beim Tippen",
  keys: {
    everywhere: "Überall",
    list: "Diese Liste",
    silence: "Alles quittieren, was klingelt",
    pages: "Kurse, Alarme, Protokoll, Kanäle, Einstellungen",
    close: "Offenes schließen, nichts ändern",
    prices: "Kurse",
    line: "Zur Zeile, die einen Alarm stellt",
    nextRow: "Nächste Zeile",
    rowBefore: "Vorige Zeile",
    chart: "Chart der Zeile",
    rowAlarms: "Alarme der Zeile zeigen oder verbergen",
    newAlarm: "Neuer Alarm: für die Zeile oder das Paar der Seite",
    addPair: "Paar hinzufügen",
    findPair: "Paar finden",
    compact: "Kompakte Zeilen ein und aus",
    alarms: "Alarme in einer Liste",
    nextAlarm: "Nächster Alarm, voriger Alarm",
    edit: "Alarm bearbeiten",
    snooze: "Schlummern lassen",
    inChart: "Chart, sobald er den Fokus hat",
    earlier: "Früher, später",
    closer: "Näher, weiter weg",
    ends: "Älteste Kurse, jetzt",
    undo: "Letztes Verschieben eines Alarms zurücknehmen",
  },
};

const ROLES = { viewer: "nur zum Lesen", operator: "stellt Alarme", admin: "Admin" } as const;

const routes: typeof routeWords = {
  charts: "Charts",
  people: "Personen",
  alarmOf: (pair) => `Alarm für ${pair}`,
  demoPhone: "Demo-Telefon",
  channelsHint:
    "Was auslöst, klingelt auf jeder offenen Seite. Über einen Kanal kommt es auch anderswo an, immer " +
    "wieder, bis der Dienst es annimmt oder jemand quittiert.",
  loggedInAs: (login, role) => `Angemeldet als ${login}, ${ROLES[role]}.`,
  byProxy: "Der Proxy vor diesem Server nennt bei jeder Anfrage diesen Namen: dort abmelden.",

  thisBrowser: "Dieser Browser",
  alarmFiles: "Alarme als Datei",
  server: "Der Server",
  readOnly: () => (
    <>
      Nur zum Lesen: in der Umgebung oder in <code>.env</code> setzen und neu starten.
    </>
  ),
  wholeLog: "Protokoll von allem",
  logAsCsv: "Protokoll als CSV",

  logIn: "Anmelden",
  setUp: "Einrichten",
  forgot: () => (
    <>
      Passwort vergessen? Ein Admin kann einen Link erstellen, um ein neues zu wählen; auf dem
      Rechner des Servers geht <code>deno task user reset-password NAME</code>.
    </>
  ),
  notLoggedIn: "Nicht angemeldet",
  backToLogin: "Zurück zur Anmeldung",

  notLive: "Nicht live",
  notLiveHead: "Keine Live-Kurse, und auf diesem Gerät klingelt kein Alarm.",
  notLiveDetail: "Der Server ist nicht erreichbar, oder dieses Gerät ist offline.",
  outOfReach: "Der Server ist nicht erreichbar",
  lastHeard: "Zuletzt war er hier zu hören:",
  watchedThere: "Die Alarme selbst überwacht der Server, ob ihn diese Seite erreicht oder nicht.",
  triesAgain: "Diese Seite versucht es alle paar Sekunden wieder und macht von selbst weiter.",
  tryNow: "Jetzt versuchen",

  toPrices: "Zu den Kursen",
  requestIs: (request) => `Im Protokoll heißt diese Anfrage ${request}.`,
  notFound: {
    title: "Nicht gefunden",
    head: "Diese Seite gibt es nicht",
    text: "Die Adresse ist vielleicht vertippt, oder die Seite ist umgezogen.",
  },
  cannotAnswer: {
    title: "Abgelehnt",
    head: "Diese Anfrage lässt sich nicht beantworten",
    text: "Die Adresse stimmt, aber nichts hier beantwortet, was gefragt wurde.",
  },
  failed: {
    title: "Gescheitert",
    head: "Diese Seite ließ sich nicht erstellen",
    text: "Der Fehler steht im Protokoll des Servers. Alarme werden trotzdem geprüft.",
  },

  unknownTitle: "Niemand mit diesem Namen",
  unknown: (login) => `Niemand hier heißt ${login}`,
  unknownDetail: (login) =>
    `Der Proxy hat die Anmeldung als ${login} gemeldet; dieser Server kennt niemanden mit dem Namen.`,
  unknownRemedy: (login) => (
    <>
      Einen Admin um eine Einladung bitten und dort diesen Namen wählen; oder auf dem Rechner, auf
      dem das Programm läuft: <code>deno task user add {login}</code>
    </>
  ),
  notForYou: "Nicht zugänglich",
  forAdmins: "Diese Seite ist für Admins",
  forAdminsDetail:
    "Dieses Konto zeigt Kurse, Alarme und was klingelt. Ein Admin kann eine andere Rolle geben.",
  decide: "Entscheiden, wer hereindarf",
  decideDetail:
    "Dieser Server hat kein Konto, und die Anfrage kam durch einen Proxy: wer den Proxy erreicht, " +
    "könnte alles lesen und ändern. Alarme werden trotzdem geprüft.",
  makeAccount: () => (
    <>
      Ein Konto anlegen, auf dem Rechner, auf dem das Programm läuft:{" "}
      <code>deno task user add NAME --role admin</code>
    </>
  ),
  orOff: () => (
    <>
      Oder, wo schon der Proxy alle nach einem Passwort fragt, mit <code>AUTH=off</code> starten.
    </>
  ),
  noScript: "Ohne JavaScript steht diese Seite still.",
  noScriptDetail:
    "Die Kurse sind die beim Laden, Alarme klingeln hier nicht, und nichts lässt sich ändern.",
  tooOld:
    "Dieser Browser ist zu alt für diese Seite: nichts hier ist live, und kein Alarm klingelt.",
  tooOldDetail: ({ chrome, firefox, safari }) =>
    `Nötig ist Chrome oder Edge ${chrome}, Firefox ${firefox}, Safari oder iOS ${safari}, oder neuer. ` +
    "Der Server überwacht trotzdem alle Alarme.",
};

const kit: typeof kitWords = {
  done: "Fertig",
  close: "Schließen",
  cancel: "Abbrechen",
  dismiss: "Ausblenden",
  undo: "Rückgängig",
  choose: "Filtern und sortieren",
  chooseInUse: "Filtern und sortieren (in Gebrauch)",
  keepIt: "Behalten",
  ago: (age) => `vor ${age}`,
  notLoaded:
    "Das Formular ließ sich nicht laden; die Seite neu laden, sobald der Server wieder da ist",
  sound: "Klang",
  sounds: { chime: "Gong", bell: "Glocke", marimba: "Marimba", pulse: "Puls", siren: "Sirene" },
  play: (sound) => `${sound} abspielen`,
  stop: (sound) => `${sound} anhalten`,
};

const ringing: typeof ringingWords = {
  title: (count) => count === 1 ? "Ein Alarm klingelt" : `${count} Alarme klingeln`,
  silence: {
    blocked: "Der Ton ist gesperrt: irgendwo klicken, um ihn zu hören",
    volume: "Die Lautstärke in diesem Browser ist 0: es klingelt lautlos",
  },
  silenceBar: {
    blocked: "Der Ton ist gesperrt: klicken, um ihn zu erlauben",
    volume: "Die Lautstärke ist 0: Alarme sind in diesem Browser stumm. Einschalten",
  },
  hide: "Hier ausblenden",
  silenceAll: (count) => count === 1 ? "Quittieren" : "Alle quittieren",
  silenceMeans: "gilt auf allen Bildschirmen",
  alsoInBackground: "Auch zeigen, wenn diese Seite im Hintergrund ist",
  older: (count) => `und ${count} ältere`,
  acknowledge: "Quittieren",
  acknowledgePair: (pair) => `${pair} quittieren`,
  more: "Mehr",
  moreFor: (pair) => `Mehr zu ${pair}`,
  rearm: "Neu scharf",
  rearmMeans: "Quittieren, und beim nächsten Mal wieder klingeln lassen",
  chart: "Chart",
  openChart: (pair) => `Chart von ${pair} öffnen`,
  snooze: "Schlummern",
  snoozePair: (pair) => `${pair} schlummern lassen`,
  snoozeFor: (how) => `Schlummern: ${how}`,
};

const log: typeof logWords = {
  title: "Protokoll",
  which: "Welcher Teil des Protokolls",
  pair: "Paar",
  allPairs: "Alle Paare",
  day: "Tag",
  show: "Zeigen",
  showAll: "Alles zeigen",
  pages: "Seiten des Protokolls",
  newest: "Neueste",
  older: "Ältere",
  export: "Exportieren",
  nothingOlder: { title: "Nichts Älteres", text: "Hier endet das Protokoll." },
  nothingFits: {
    title: "Nichts passt",
    text: "Ein anderes Paar oder einen anderen Tag wählen, oder alles zeigen.",
  },
  nothingRecorded: {
    title: "Nichts wurde verzeichnet",
    text: "Das Protokoll der Änderungen weiß noch nichts von diesem Alarm.",
  },
  nothingRang: {
    title: "Noch hat nichts geklingelt",
    text:
      "Löst ein Alarm aus, steht es hier: welches Paar, welche Bedingung, bei welchem Kurs und wann. " +
      "Ebenso alles, was jemand ändert.",
  },
  onThisScreen: "auf diesem Bildschirm",
  ringing: "Klingelt",
  acknowledged: "quittiert",
  way: (length) => `Sein Weg: ${length}`,
  removedChannel: "ein entfernter Kanal",
};

const phone: typeof phoneWords = {
  title: "Demo-Telefon",
  intro:
    "Das zeigt ein Telefon, sobald ein Kanal eingerichtet ist. Nachrichten kommen so wie zu Telegram oder ntfy: mit der Auslösung aufbewahrt, gesendet, bis sie angenommen sind, geändert, wenn jemand quittiert hat.",
  ring: "Einen Alarm klingeln lassen",
  switchOff: "Telefon ausschalten",
  switchOn: "Telefon einschalten",
  allChannels: "Alle Kanäle",
  steps: [
    "Einen Alarm klingeln lassen. Er kommt hier an und klingelt auf jeder offenen Seite.",
    "Auf dem Telefon Acknowledge drücken: Er verstummt überall.",
    "Das Telefon ausschalten, einen klingeln lassen, wieder einschalten: Nichts geht verloren.",
  ],
  screen: "Bildschirm des Telefons",
  noMessages: "Noch keine Nachrichten",
  off:
    "Das Telefon ist aus. Was ihm gesendet wird, wartet und wird nach 1, 5 und 15 Sekunden wieder versucht, dann seltener.",
  messages: "Nachrichten",
  ago: (age) => `vor ${age}`,
};

/** What stands around the pages and over them, and the log. */
export const GERMAN = { phone, page, pull, shortcuts, routes, kit, ringing, log };
