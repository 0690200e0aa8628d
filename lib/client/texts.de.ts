import { type programWords } from "@/lib/language/texts.ts";
import { retelling } from "@/lib/language/retell.ts";
import { ACCOUNTS } from "./server_says/accounts.de.ts";
import { COMMANDS } from "./server_says/commands.de.ts";
import { RULES } from "./server_says/rules.de.ts";
import { SOURCES } from "./server_says/sources.de.ts";
import type { passkeyWords } from "./passkeys.ts";
import type { whyWords } from "./log/follow_why.ts";
import type { fireWords, requestWords, troubleWords } from "./texts.ts";

const troubles: typeof troubleWords = {
  reported: {
    storeProblem: "Nichts lässt sich mehr ändern oder verzeichnen, und Alarme lösen nicht mehr aus",
    checksProblem: "Kurse werden nicht mehr geprüft, und Alarme lösen nicht mehr aus",
    diskProblem: "Keine neuen Paare und Alarme: der Datenträger ist fast voll",
    recovery: "Bitte prüfen, ob alle Paare und Alarme da sind",
  },
  reportedPill: {
    storeProblem: "Steht: Alarme lösen nicht aus",
    checksProblem: "Steht: Kurse werden nicht geprüft",
  },
  lost: "Keine Live-Kurse: diese Seite hört den Server nicht mehr seit",
  lostPill: "Ohne Server seit",
  offline: "Dieses Gerät ist offline.",
  keepsTrying: "Sie versucht es weiter; bis er wieder da ist, klingelt hier kein Alarm.",
  silent: (source) => `Keine Live-Kurse: ${source} hat noch nicht geantwortet`,
  silentSince: (source) => `Keine Live-Kurse: ${source} antwortet nicht seit`,
  silentPill: (source) => `${source} antwortet nicht`,
  notTradedSince: (pair) => `${pair} wird nicht gehandelt, und seine Alarme ruhen, seit`,
  notTraded: (count) => `${count} Paare werden nicht gehandelt, und ihre Alarme ruhen`,
  lateSince: "Keine Live-Kurse: der Server hat sie nicht mehr geprüft seit",
  latePill: "der Server prüft sie nicht",

  pair: { delisted: "Abgesetzt", halted: "Ausgesetzt", renamed: "Umbenannt" },
  noData: "Keine Daten",
  noNewerPrice: "Die Quelle hat keinen neueren Kurs",
  noLivePrice: "Kein Live-Kurs",
};

const requests: typeof requestWords = {
  notConnected: "Nicht mit dem Server verbunden: nichts wurde geändert",
  notReached: "Der Server ist nicht erreichbar; gleich noch einmal versuchen",
  closed: "Diese Seite wurde geschlossen",
  loggedOut: "Abgemeldet: bitte nachsehen, ob es geschehen ist",
  connectionLost:
    "Die Verbindung brach ab, bevor der Server antwortete: bitte nachsehen, ob es geschehen ist",
  noAnswer: "Der Server antwortete nicht rechtzeitig: bitte nachsehen, ob es geschehen ist",
  pageFailed: "Die Seite selbst ist gescheitert; neu laden",
  proxyAnswered: (status) =>
    `An Stelle des Servers antwortete der Proxy (${status}): die Seite neu laden und sich anmelden, wo er fragt`,
  proxyRefused: (status, why) => `Der Proxy lehnte es ab: ${status}, ${why}`,
  proxySaysNothing: "ohne Angabe von Gründen",
  proxy: {
    401: "er will ein Passwort; die Seite neu laden",
    403: "er erlaubt das nicht",
    404: "er kennt diese Adresse nicht",
    405: "er erlaubt das nicht",
    407: "er will ein Passwort; die Seite neu laden",
    408: "das Senden dauerte zu lange; noch einmal versuchen",
    411: "er will die Länge wissen",
    413: "zu groß",
    414: "die Adresse ist zu lang",
    429: "zu viele Anfragen; gleich noch einmal versuchen",
    431: "die Kopfzeilen sind zu groß",
    500: "er scheiterte",
    502: "er erreicht den Server nicht; gleich noch einmal versuchen",
    503: "er erreicht den Server nicht oder hat zu viel zu tun; gleich noch einmal versuchen",
    504: "der Server brauchte zu lange; gleich noch einmal versuchen",
  },
  watchedNow: (pair) => `${pair} wird jetzt beobachtet.`,
  removed: (pair) => `${pair} ist entfernt.`,
  trueAlready: (condition) =>
    `${condition}: gilt schon jetzt; er klingelt, wenn es wieder geschieht.`,
  startsAnew: (span) =>
    `Er beginnt neu: die letzten ${span} waren noch nicht geprüft und werden es nicht mehr.`,
};

const fires: typeof fireWords = {
  quietOnly: (why) => `Hier ist es still, aber nicht quittiert. ${why}`,
  armedAgain: (pair) => `${pair} ist wieder scharf`,
  snoozed: (pair, until) => `${pair} schlummert bis ${until}`,
  silenced: (count, by) =>
    count === 1 ? `Quittiert von ${by}` : `${count} Alarme quittiert von ${by}`,
  ringing: (pair, others) => `🔔 ${pair}${others > 0 ? ` +${others}` : ""} klingelt`,
  untilMorning: (morning) => `bis ${morning}`,
  acknowledge: "Quittieren",
  snooze: "15 min schlummern",
  test: "Probe: ",
  late: " (spät)",
  waitingToReset: "wartet auf Rückkehr",
  noneArmed: "keiner scharf",
  found: "gefunden",
  isLate: "spät",
  lateMeans: "Gefunden im Rückblick über eine Lücke in den Kursen",
  isTest: "Probe",
  testMeans: "Eine Probe, keine Kursbewegung",
  short: { high: "kurzes Hoch", low: "kurzes Tief" },
  shortMeans: "Gesehen zwischen zwei Kursen, beim nächsten schon vorbei",
};

const whyNot: typeof whyWords = {
  whyNever: "Warum hat er nicht geklingelt?",
  whyNotAgain: "Warum klingelt er nicht wieder?",
  noNearest: {
    noHistory: "Seitdem ist kein Kurs gekommen",
    warmingUp: "Sein Fenster war seitdem nicht voll",
    stillMet: "Seine Bedingung gilt seitdem ununterbrochen",
  },
  gotThere: (price) => `Der Kurs kam dorthin (${price})`,
  cameWithin: (distance, price) => `Kam bis auf ${distance} heran (${price})`,
  keptFrom: "aber etwas hielt ihn dann vom Klingeln ab",
  wouldHave: (price) => `${price} hätte ihn ausgelöst`,
  grains: {
    ...{ tick: "jeder Tick", second: "jede Sekunde", minute: "jede Minute", hour: "jede Stunde" },
    ...{ day: "jeder Tag", point: "einzelne Kurse", nothing: "gar nicht" },
  },
  watched: (grain, span) => `${grain}, ${span} lang`,
};

const passkeys: typeof passkeyWords = {
  isThere: "Dieses Gerät hat schon einen Passkey für dieses Konto",
  isUnable: "Dieses Gerät kann keine Passkeys, die nach der Person fragen",
  wrongAddress: "Der Browser nimmt für diese Adresse keine Passkeys",
  notUsed: "Kein Passkey wurde benutzt: die Frage wurde geschlossen oder dauerte zu lange",
};

const retold = retelling([
  ...COMMANDS,
  ...ACCOUNTS,
  ...SOURCES,
  ...RULES,
  ["{}: {=}", "{}: {}"],
]);

const programs: typeof programWords = { said: (english) => retold(english) ?? english };

export const GERMAN = { programs, troubles, requests, fires, whyNot, passkeys };
