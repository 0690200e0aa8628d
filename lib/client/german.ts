import { retelling } from "@/lib/language/retell.ts";
import type { programWords } from "@/lib/language/texts.ts";
import type { groupWords } from "./alarms/arrange_alarms.ts";
import type { keptTexts } from "./alarms/bulk_draft.ts";
import type { draftWords } from "./alarms/preview.ts";
import type { replayWords } from "./alarms/replay.ts";
import type { importTexts } from "./alarms/send_import.ts";
import type { templateWords } from "./alarms/templates.ts";
import { oneOf, type typedLineWords } from "./line/texts.ts";
import type { whyWords } from "./log/follow_why.ts";
import type { passkeyWords } from "./passkeys.ts";
import { ACCOUNTS, RULES } from "./server_says/rules.de.ts";
import { COMMANDS } from "./server_says/commands.de.ts";
import { SOURCES } from "./server_says/sources.de.ts";
import type { fireWords } from "./ringing/ringing.ts";
import type { requestWords } from "./ask_server.ts";
import type { troubleWords } from "./troubles.ts";
import type { nearestWords } from "./board/arrange.ts";

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

const nearest: typeof nearestWords = {
  waitingToReset: "wartet auf Rückkehr",
  noneArmed: "keiner scharf",
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

const drafts: typeof draftWords = {
  noDate: "Datum und Uhrzeit angeben oder beides leer lassen",
  noDateOrLeave: "Datum und Uhrzeit angeben oder es lassen",
  tags: (most, length) => `Höchstens ${most} Tags mit ${length} Zeichen`,
  noChannel: "Einen Kanal wählen oder die üblichen nehmen",
  minutes: "eine Zahl von Minuten oder 0",
  nothingChanged: "Noch ist nichts geändert",
  notWatched: (symbol) => `${symbol} wird nicht beobachtet; erst das Paar hinzufügen`,
  emptyLine: "Eine Zeile ist leer; einen Alarm schreiben oder sie weglassen",
  ambiguous: (piece, symbols) =>
    `„${piece}“ kann ${symbols.join(" oder ")} sein; schreiben, welches`,
  ringsOnce: "klingelt einmal",
  repeats: (cooldown) => `wiederholt, Pause ${cooldown}`,
  expires: (at) => `läuft ab ${at}`,
  sound: (name) => `Klang ${name}`,
  note: (note) => `Notiz „${note}“`,
  fromHere: (change) => `${change} von hier`,
  toFromHere: (change, price) => `${change} bis ${price} von hier`,
  isThere: "Denselben Alarm gibt es schon",
  isPast: (price) => `Der Kurs ist schon darüber hinaus, bei ${price}: klingelt beim nächsten Mal`,
  isSo: (price) => `Das trifft schon zu, bei ${price}: klingelt beim nächsten Mal`,
};

const replay: typeof replayWords = {
  unknown: "Die bekannten Kurse reichen nicht, um zu sagen, wie oft er geklingelt hätte",
  wouldNotHave: (span) => `Hätte nicht geklingelt (letzte ${span})`,
  wouldHaveOnce: (span, when) => `Hätte einmal geklingelt (letzte ${span}), am ${when}`,
  wouldHave: (count, span, when) =>
    `Hätte ${count}-mal geklingelt (letzte ${span}), zuletzt am ${when}`,
  cameTrue: (count, span, when) =>
    `Klingelt einmal; die Bedingung traf ${count}-mal ein (letzte ${span}), zuletzt am ${when}`,
  allDays: "30 Tage",
  allKnown: (span) => `${span}, mehr ist nicht bekannt`,
};

const kept: typeof keptTexts = {
  same: (value) => `Lassen: ${value}`,
  differs: "Lassen: verschieden",
  now: (value) => `Jetzt: ${value}`,
  nowDiffers: "Jetzt: verschieden",
  none: "keine",
  defaultChannels: "die üblichen Kanäle",
  toldOnce: "nur einmal gemeldet",
  aPolicy: "eine Regel",
  allPaused: "alle angehalten",
  nonePaused: "keiner angehalten",
  never: "nie",
  sameMoment: "alle zur selben Zeit",
  note: (note) => `„${note}“`,
  priorities: { low: "niedrig", normal: "mittel", high: "hoch", critical: "kritisch" },
  modes: { once: "einmal", repeat: "wiederholt" },
};

const alarmGroups: typeof groupWords = {
  noList: "In keiner Beobachtungsliste",
  noTag: "Ohne Tag",
};

const alarmTemplates: typeof templateWords = {
  breakout: {
    title: "Ausbruch",
    meaning:
      "Klingelt, wenn der Kurs den Bereich verlässt, in dem er war, seit es das Paar hier gibt.",
    up: "Ausbruch nach oben",
    down: "Ausbruch nach unten",
  },
  stopLoss: {
    title: "Stop-Loss",
    meaning:
      "Ein Stop darunter, ein Stop, der dem Hoch folgt, und ein Ziel, um Gewinn mitzunehmen.",
    stop: "Stop-Loss",
    trailing: "Trailing-Stop",
    profit: "Gewinn mitnehmen",
  },
  volatility: {
    title: "Volatilität",
    meaning:
      "Klingelt immer, wenn sich der Kurs schnell bewegt, in Minuten, Stunden oder einem Tag.",
  },
  swing: {
    title: "Umkehr",
    meaning:
      "Klingelt immer, wenn der Kurs weit genug von Hoch oder Tief entfernt ist, um zu drehen.",
    dip: "Rücksetzer",
    rally: "Erholung",
  },
};

const imports: typeof importTexts = {
  gone: "Die Datei lässt sich nicht mehr lesen; noch einmal wählen",
  outcomes: {
    added: (count) => `${count} neu`,
    changed: (count) => `${count} geändert`,
    unchanged: (count) => `${count} unverändert`,
    refused: (count) => `${count} abgelehnt`,
  },
  empty: "Die Datei enthält keine Alarme",
  withLists: (alarms, count) =>
    `${alarms}; ${
      count === 1 ? "1 Beobachtungsliste" : `${count} Beobachtungslisten`
    } neu oder geändert`,
  none: "nichts",
  value: (text) => `„${text}“`,
};

const typedLine: typeof typedLineWords = {
  sayHowFar: "Es fehlt, wie weit, etwa 5%",
  notClear: (typed, number) =>
    `„${typed}“ ist nicht klar: für einen Kurs „to ${number}“ schreiben, für eine Bewegung einen Prozentsatz`,
  percentage: "ein Prozentsatz, etwa 5",
  noPercentage: (typed, why) => `„${typed}“ ist kein Prozentsatz: ${why}`,
  both: (price, percent) =>
    `„${price}“ und „${percent}“: ein Alarm hat einen Kurs oder einen Prozentsatz; eines behalten`,
  sayAgainstWhat: (references) =>
    `Es fehlt, wogegen: ${oneOf(references.map((each) => `„${each}“`), "oder")}`,
  isPrice: (price, reference) =>
    `„${price}“ ist hier ein Kurs; für eine Bewegung ${price}% schreiben, oder „${reference}“ weglassen`,
  sayWhat: "Es fehlt, worauf zu warten ist: ein Kurs, etwa 70k, oder eine Bewegung, etwa 5%",

  sound: "Klang",
  priority: "Dringlichkeit",
  told: "Wort dafür, wer benachrichtigt wird",
  noPolicy: (typed) => `„${typed}“ ist keine Kennung einer Regel, wie policy_01J…`,
  isNone: (typed, what, known) => `„${typed}“ gibt es nicht (${what}); es gibt ${known}`,
  tooLong: (typed) => `„${typed}“ ist zu lang: ein Alarm ruht höchstens 30 Tage`,
  sayWhen:
    "Es fehlt, wann er abläuft; etwa tomorrow, friday 18:00, 2026-01-31 oder in 3d schreiben",
  noMoment: (typed) =>
    `„${typed}“ ist kein Zeitpunkt; etwa tomorrow, friday 18:00, 2026-01-31 oder in 3d schreiben`,
  passed: (typed) => `„${typed}“ ist schon vorbei; einen Zeitpunkt in der Zukunft nennen`,

  longNote: (length) => `Die Notiz hat ${length} Zeichen; höchstens 500 werden behalten`,
  tooManyTags: (tags, most, length) =>
    `„${tags}“: ein Alarm hat höchstens ${most} Schlagwörter zu ${length} Zeichen`,
  notUnderstood: (typed, examples) =>
    `„${typed}“ ist nicht verständlich; etwa ${examples} schreiben`,
  notUnderstoodBehind: (typed) =>
    `„${typed}“ ist nicht verständlich; hinter der Bedingung kann once, repeat 10m, expires tomorrow, note: … stehen`,
  isMarket: (typed, market) =>
    `„${typed}“ ist ein Markt; dahinter ein Paar nennen, etwa ${market} btcusd`,
  noPair: (typed) => `„${typed}“ ist kein Paar; mit einem Paar beginnen, etwa btc oder eth/btc`,
};

/** What is said without markup; `programs` is what a server said. */
export const GERMAN = {
  programs,
  nearest,
  troubles,
  requests,
  fires,
  whyNot,
  passkeys,
  replay,
  drafts,
  kept,
  alarmGroups,
  alarmTemplates,
  imports,
  typedLine,
};
