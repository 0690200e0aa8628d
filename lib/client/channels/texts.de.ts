import type { channelFormWords, channelStateWords, deviceWords, policyTexts } from "./texts.ts";

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

export const GERMAN = { channelStates, policies, thisDevice, channelForms };
