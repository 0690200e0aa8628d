import type { channelFieldWords, channelWords, policyWords } from "@/components/channels/texts.tsx";
import type {
  channelFormWords,
  channelStateWords,
  policyTexts,
} from "@/lib/client/channels/texts.ts";

const channels: typeof channelWords = {
  yours: "Eigene",
  yoursAndEverybodys: "Eigene und gemeinsame",
  none:
    "Noch keine. Alarme klingeln nur auf offenen Seiten; mit einem Kanal kommen sie auch anderswo an.",
  add: "Hinzufügen",
  givenUp: "Aufgegeben",
  removeTitle: (name) => `${name} entfernen?`,
  removeIt: "Entfernen",
  removeHint: "Was auf den Kanal wartet, wird verworfen; Token oder Adresse sind neu einzugeben.",
  lastAccepted: (at) => <>Zuletzt angenommen {at}</>,
  failingSince: (at) => <>Gestört seit {at}</>,
  lookAtPhone: "Zum Telefon",
  test: (words) => `Probe: ${words}`,
  sendTest: "Test senden",
  sendTestTo: (name) => `Test an ${name} senden`,
  edit: "Bearbeiten",
  editLabel: (name) => `${name} bearbeiten`,
  remove: "Entfernen",
  removeLabel: (name) => `${name} entfernen`,
  removed: "entfernt",
  nothingDead: "Keine: Nichts wurde aufgegeben.",
  sendAllAgain: (count) => `Alle ${count} noch einmal senden`,
  of: (at) => <>Von {at}</>,
  sendAgain: "Noch einmal senden",
  sendAgainTo: (name) => `Noch einmal an ${name} senden`,
  linkExpired: "Der Link ist abgelaufen.",
  newLink: "Neuen Link erstellen",
  openBot: "Den Bot öffnen und Start drücken",
  goodUntil: (at) => <>Gültig bis {at}</>,
  qrCode: "QR-Code des Links",
  camera: "Oder die Kamera des Telefons hierher richten.",
  thisPhone: "Dieses Telefon",
  thisPhoneLabel:
    "Dieses Telefon oder dieser Rechner: Nachrichten hier bekommen, auch wenn keine Seite offen ist",
  thisPhoneHint:
    "Oder Rechner: Nachrichten kommen in diesem Browser an, auch wenn keine Seite offen ist, ohne Konto anderswo.",
  isChannel: (name) => `Dieser Browser ist der Kanal „${name}“.`,
  arrive: "Nachrichten kommen ab jetzt auf diesem Gerät an: einen Test senden.",
};

const channelFields: typeof channelFieldWords = {
  add: (type) => `${type} hinzufügen`,
  edit: (name) => `${name} bearbeiten`,
  name: "Name des Kanals",
  whose: "Für wen",
  mine: "Nur für mich",
  everybodys: "Für alle",
  toldOf: "Erfährt",
  everyAlarm: "Jeden Alarm",
  noneYet: "Noch keinen",
  state: "Zustand",
  on: "An",
  off: "Aus",
  cancel: "Abbrechen",
  save: "Speichern",
  kept: (hint) => `${hint} Ist gesetzt; leer lassen, um es zu behalten.`,
  more: "Mehr",
  moreHint: "Ruhezeit, Störungen, tägliche Probe, eigene Worte",
  toldOfTrouble: "Erfährt Störungen des Programms",
  quietFrom: "Ruhe ab",
  quietTo: "Ruhe bis",
  quietZone: "Zone der Ruhe",
  quietHint:
    "Was nicht kritisch ist, wird bis zu ihrem Ende zurückgehalten, wenn niemand quittiert. Beide leer: keine Ruhe. Eine Zone ist etwa Europe/Berlin oder UTC.",
  canaryAt: "Tägliche Probe um",
  canaryZone: "Zone der Probe",
  canaryHint:
    "Ein Test geht täglich den ganzen Weg und klingelt auf keinem Bildschirm. Leer: keiner.",
  title: "Titel",
  titleHint: (names) => `Leer: der übliche. Es gibt ${names}.`,
  wrongTitle: (why) => `Titel: ${why}`,
  text: "Nachricht",
  textHint: "Leer: die übliche.",
  wrongText: (why) => `Nachricht: ${why}`,
  preview: "Vorschau",
  ourTitle: "(üblicher Titel)",
  ourText: "(übliche Nachricht)",
};

const policyForms: typeof policyWords = {
  title: "Eskalation",
  hint:
    "Wer es als Nächstes erfährt, solange niemand quittiert. Ein Alarm wählt eine Regel unter „Wer es erfährt“; ohne sie erfährt es jeder nur einmal.",
  add: "Regel hinzufügen",
  removeTitle: (name) => `${name} entfernen?`,
  removePolicy: "Regel entfernen",
  removeHint: "Was vorher ausgelöst hat, geht weiter wie geplant.",
  edit: "Bearbeiten",
  editLabel: (name) => `Regel ${name} bearbeiten`,
  remove: "Entfernen",
  removeLabel: (name) => `Regel ${name} entfernen`,
  newTitle: "Neue Regel",
  editTitle: "Regel bearbeiten",
  name: "Name der Regel",
  addStep: "Schritt hinzufügen",
  stopAfter: "Wiederholen höchstens (min)",
  save: "Speichern",
  step: (number) => `Schritt ${number}`,
  after: "Nach (min)",
  every: "Wieder alle (min)",
  tells: "Erfährt es (niemand: wer den Alarm erfährt)",
  noChannels: "Es gibt noch keinen Kanal.",
  removeStep: "Schritt entfernen",
  removeStepLabel: (number) => `Schritt ${number} entfernen`,
};

const channelStates: typeof channelStateWords = {
  told: "erfährt jeden Alarm",
  notTold: "erfährt noch keinen Alarm",
  shared: (told) => `für alle, ${told}`,
  own: "eigener, erfährt jeden eigenen Alarm",
  ownNotTold: "eigener, erfährt noch keinen Alarm",
  anothers: (name) => `gehört ${name}`,
  somebodys: "gehört jemand anderem",
  enterAgain: (names) => `Neu eingeben: ${names} (der Schlüssel des Servers ist ein anderer)`,
  off: "Aus",
  switchedOff: (why) => `Abgeschaltet: ${why}`,
  unknown: "Diese Version des Programms kennt ihn nicht",
  notLinked: "Noch ist kein Chat verknüpft",
  failing: (why) => `Gestört: ${why}`,
  nothingAccepted: "nichts wird angenommen",
  neverUsed: "Noch nie benutzt: einen Test senden",
  unproven: "Ungewiss: seit 25 Stunden nichts gesendet; einen Test senden",
  works: "Funktioniert",
  onTheWay: (count) => `${count} unterwegs`,
  held: (count, until) => `${count} zurückgehalten bis ${until}`,
  planned: (count, from) => `${count} ab ${from}, wenn niemand quittiert`,
  pressIt: (said) => `${said}; in der Nachricht auf „Acknowledge“ drücken: es wird gewartet …`,
  again: (count) =>
    count === 1
      ? "1 Nachricht ist noch einmal zu senden; sie geht hinaus, sobald ihr Dienst sie nimmt."
      : `${count} Nachrichten sind noch einmal zu senden; sie gehen hinaus, so schnell ihre Dienste sie nehmen.`,
  troubles: {
    source: "Eine Quelle schweigt",
    pair: "Ein Paar hat keine Daten",
    disk: "Die Platte ist fast voll",
    channel: "Ein Kanal wurde abgeschaltet",
    expired: "Ein Alarm lief ab, ohne zu klingeln",
    restart: "Ein Ende, das niemand wollte",
  },
  quiet: (from, to, zone) => `Ruhe von ${from} bis ${to} (${zone})`,
  canary: (at, zone) => `Probe um ${at} (${zone})`,
  toldOfTrouble: "erfährt Störungen",
  ownWords: "eigene Worte",
};

const policies: typeof policyTexts = {
  atOnce: "sofort",
  after: (time) => `nach ${time}`,
  whoever: "wer den Alarm erfährt",
  every: (time) => `, wieder alle ${time}`,
  until: (time) => `bis jemand quittiert, höchstens ${time} lang`,
  minutes: "eine Zahl von Minuten",
};

const channelForms: typeof channelFormWords = {
  telegram: {
    label: "Telegram",
    steps: "In Telegram /newbot an @BotFather schreiben und das Token kopieren.",
    fields: {
      botToken: { label: "Bot-Token", hint: "Etwa 123456:ABC-…, wie @BotFather es gibt." },
    },
  },
  email: {
    label: "E-Mail",
    steps:
      "Die Hilfe des Mailanbieters nennt sie unter „SMTP“ oder „Postausgang“. Viele verlangen ein App-Passwort statt des eigenen.",
    fields: {
      to: { label: "An", hint: "Wer die Mail bekommt: eine Adresse." },
      from: { label: "Von", hint: "Eine Adresse, von der der Server schreiben lässt." },
      host: { label: "Mailserver", hint: "Etwa smtp.example.com." },
      security: {
        label: "Sicherheit",
        hint: "TLS ist Port 465, STARTTLS 587. Keine nur im eigenen Netz.",
        choices: { tls: "TLS", starttls: "STARTTLS", none: "Keine" },
      },
      port: { label: "Port", hint: "465, 587 oder 25." },
      user: { label: "Benutzer", hint: "Oft die ganze Adresse. Leer, wo keiner verlangt wird." },
      password: { label: "Passwort", hint: "Ein App-Passwort, wo der Anbieter welche hat." },
    },
  },
  ntfy: {
    label: "ntfy",
    steps: "Die ntfy-App installieren und ein Thema abonnieren, das niemand errät.",
    fields: {
      topic: { label: "Thema", hint: "Wie in der App. Wer es kennt, kann mitlesen." },
      server: { label: "Server", hint: "Leer: https://ntfy.sh. Oder die Adresse des eigenen." },
      token: {
        label: "Zugriffstoken",
        hint: "Wo das Thema geschützt ist: in ntfys Web-App unter Konto, Zugriffstoken.",
      },
    },
  },
  webhook: {
    label: "Webhook",
    steps: "Jeder Server, der JSON über HTTP nimmt: Home Assistant, Node-RED, n8n, ein Skript.",
    fields: {
      url: { label: "Adresse", hint: "Wohin gesendet wird, etwa https://example.com/in." },
      secret: {
        label: "Geheimnis der Signatur",
        hint: "whsec_ und 24 bis 64 zufällige Bytes in Base64. Leer: Nichts wird signiert.",
      },
      body: {
        label: "Inhalt",
        hint: 'JSON statt des üblichen, etwa {"text": "{pair} bei {price}: {condition}"}.',
      },
    },
  },
  discord: {
    label: "Discord",
    steps:
      "In Discord: Kanal bearbeiten, Integrationen, Webhooks, Neuer Webhook, Webhook-URL kopieren.",
    fields: {
      url: { label: "Webhook-URL", hint: "Beginnt mit https://discord.com/api/webhooks/." },
    },
  },
  slack: {
    label: "Slack",
    steps: "In den App-Einstellungen von Slack: Incoming Webhooks, Add New Webhook to Workspace.",
    fields: {
      url: { label: "Webhook-URL", hint: "Beginnt mit https://hooks.slack.com/services/." },
    },
  },
  gotify: {
    label: "Gotify",
    steps: "Im eigenen Gotify: Apps, Anwendung erstellen.",
    fields: {
      server: { label: "Server", hint: "Die Adresse des eigenen Gotify." },
      token: { label: "Token der Anwendung", hint: "Steht neben der Anwendung." },
    },
  },
  matrix: {
    label: "Matrix",
    steps: "Ein Konto für den Alarm anlegen und in einen Raum ohne Verschlüsselung einladen.",
    fields: {
      server: { label: "Server", hint: "Etwa https://matrix.example.org." },
      roomId: {
        label: "Raum-ID",
        hint: "In Element: Raumeinstellungen, Erweitert, Interne Raum-ID. Beginnt mit !.",
      },
      accessToken: {
        label: "Zugriffstoken",
        hint: "Das jenes Kontos. In Element: Alle Einstellungen, Hilfe und Info, Zugriffstoken.",
      },
    },
  },
  apprise: {
    label: "Apprise",
    steps: "Die eigene Apprise-API führt zu über hundert anderen Diensten.",
    fields: {
      server: { label: "Server", hint: "Die Adresse der eigenen Apprise-API." },
      key: { label: "Konfigurationsschlüssel", hint: "Unter dem Apprise die Dienste aufbewahrt." },
      tag: { label: "Tags", hint: "Welche davon es erfahren. Leer: alle." },
    },
  },
  pushover: {
    label: "Pushover",
    steps: "Auf pushover.net: Create an Application.",
    fields: {
      token: { label: "API-Token", hint: "Das der Anwendung: 30 Buchstaben und Ziffern." },
      user: {
        label: "Schlüssel des Benutzers",
        hint: "Oben auf pushover.net, nach dem Anmelden.",
      },
    },
  },
  mqtt: {
    label: "MQTT",
    steps: "Ein Broker wie Mosquitto: Dort hören Home Assistant, Node-RED und andere zu.",
    fields: {
      url: { label: "Adresse des Brokers", hint: "Etwa mqtt://192.168.1.5, mit TLS mqtts://." },
      username: { label: "Benutzer", hint: "Leer, wo der Broker alle hereinlässt." },
      password: { label: "Passwort", hint: "Das jenes Benutzers." },
      prefix: {
        label: "Anfang der Themen",
        hint:
          "Auslösungen kommen darunter unter /fire; was dort an /press geschrieben wird, drückt eine Taste.",
      },
    },
  },
  twilio: {
    label: "Anruf oder SMS (Twilio)",
    steps:
      "In Twilios Konsole eine Telefonnummer besorgen; SID und Token des Kontos stehen auf der ersten Seite.",
    fields: {
      kind: {
        label: "Wie",
        hint:
          "Ein Anruf sagt es zweimal; mit PUBLIC_URL quittiert eine Taste. Jeder kostet Geld bei Twilio.",
        choices: { call: "Anruf", sms: "SMS" },
      },
      to: { label: "An", hint: "Das Telefon mit Landesvorwahl: +49 170 1234567." },
      from: { label: "Von", hint: "Die eigene Nummer bei Twilio, etwa +15551234567." },
      accountSid: { label: "SID des Kontos", hint: "Beginnt mit AC." },
      authToken: { label: "Auth-Token", hint: "Unter der SID des Kontos." },
      mostPerDay: {
        label: "Höchstens in 24 Stunden",
        hint: "Was darüber ist, wartet: So kostet ein wilder Markt kein Vermögen.",
      },
    },
  },
  webPush: {
    label: "Push-Nachrichten",
    steps: "Push-Nachrichten an den Browser, in dem „Dieses Telefon“ gedrückt wurde.",
    fields: {},
  },
  demoPhone: {
    label: "Demo-Telefon",
    steps:
      "Ein Telefon, das eine Seite dieses Programms ist: Kanäle ausprobieren, ohne irgendwo ein Konto zu haben.",
    fields: {},
  },
};

/** What channels and who is told by them say. */
export const GERMAN = {
  channels,
  channelFields,
  policyForms,
  channelStates,
  policies,
  channelForms,
};
