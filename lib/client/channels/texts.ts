import { texts } from "@/lib/language/texts.ts";

/** How a channel does, and what is set of it. */
export const channelStateWords = texts("channelStates", {
  told: "told of every alarm",
  notTold: "told of no alarm yet",
  shared: (told: string) => `shared, ${told}`,
  own: "your own, told of every alarm of yours",
  ownNotTold: "your own, told of no alarm yet",
  anothers: (name: string) => `${name}'s own`,
  somebodys: "somebody's own",
  enterAgain: (names: string) => `Enter again: ${names} (the server's key has changed)`,
  off: "Off",
  switchedOff: (why: string) => `Switched off: ${why}`,
  unknown: "This version of the program does not know it",
  notLinked: "No chat is linked yet",
  failing: (why: string) => `Failing: ${why}`,
  nothingAccepted: "nothing is accepted",
  neverUsed: "Never used yet: send a test",
  unproven: "Unproven: nothing was sent for 25 hours; send a test",
  works: "Works",
  onTheWay: (count: number) => `${count} on the way`,
  held: (count: number, until: string) => `${count} held until ${until}`,
  planned: (count: number, from: string) => `${count} from ${from} on, unless acknowledged`,
  pressIt: (said: string) => `${said}; press Acknowledge on the message: waiting …`,
  again: (count: number) =>
    `${
      count === 1 ? "1 message is" : `${count} messages are`
    } still to go again; they go as fast as their services take them.`,
  troubles: {
    source: "A source is silent",
    pair: "A pair has no data",
    disk: "The disk is nearly full",
    channel: "A channel was switched off",
    expired: "An alarm expired unrung",
    restart: "An end nobody asked for",
  },
  quiet: (from: string, to: string, zone: string) => `quiet ${from} to ${to} (${zone})`,
  canary: (at: string, zone: string) => `canary at ${at} (${zone})`,
  toldOfTrouble: "told of trouble",
  ownWords: "own words",
});

/** Escalation policies in a sentence. */
export const policyTexts = texts("policies", {
  atOnce: "at once",
  after: (time: string) => `after ${time}`,
  whoever: "whoever the alarm tells",
  every: (time: string) => `, again every ${time}`,
  until: (time: string) => `until somebody acknowledges, for ${time} at most`,
  minutes: "a number of minutes",
});

/** Whether this browser can be a channel. */
export const deviceWords = texts("thisDevice", {
  noHttps:
    "Browsers allow this over HTTPS only (or on the server's own computer): set up HTTPS, and open this page by it.",
  notInstalled:
    "On iPhone and iPad (iOS 16.4 or newer) this works from the Home Screen: in Safari tap Share, then “Add to Home Screen”, open Price Alarm from there, and press “This phone” again.",
  noPush: "This browser takes no push messages; another one may, or choose another channel.",
  blocked:
    "Notifications of this site are blocked: allow them in the browser's settings for this site, and press again.",
  noAddress: (why: string) => `The browser got no address of its push service: ${why}`,
  android: "Android phone",
  windows: "Windows computer",
  computer: "This computer",
});

/** What each type of channel asks for; a field's hint says where its value is found. */
export const channelFormWords = texts("channelForms", {
  telegram: {
    label: "Telegram",
    steps: "In Telegram, write /newbot to @BotFather and copy the token.",
    fields: {
      botToken: { label: "Bot token", hint: "Such as 123456:ABC-…, as @BotFather gives it." },
    },
  },
  email: {
    label: "E-mail",
    steps:
      "Your mail provider's help names them under “SMTP” or “outgoing mail”. Many want an app password in place of your own.",
    fields: {
      to: { label: "To", hint: "Who gets the mail: one address." },
      from: { label: "From", hint: "An address that the server lets you write from." },
      host: { label: "Server", hint: "Such as smtp.example.com." },
      security: {
        label: "Security",
        hint: "TLS is port 465, STARTTLS 587. None only within your own network.",
        choices: { tls: "TLS", starttls: "STARTTLS", none: "None" },
      },
      port: { label: "Port", hint: "465, 587, or 25." },
      user: { label: "User", hint: "Often the whole address. Empty where none is asked." },
      password: { label: "Password", hint: "An app password, where the provider has them." },
    },
  },
  ntfy: {
    label: "ntfy",
    steps: "Install the ntfy app and subscribe to a topic that nobody guesses.",
    fields: {
      topic: { label: "Topic", hint: "As in the app. Whoever knows it can read along." },
      server: {
        label: "Server",
        hint: "Left empty: https://ntfy.sh. Or the address of your own.",
      },
      token: {
        label: "Access token",
        hint: "Where the topic is protected: in ntfy's web app under Account, Access tokens.",
      },
    },
  },
  webhook: {
    label: "Webhook",
    steps: "Any server that takes JSON over HTTP: Home Assistant, Node-RED, n8n, a script.",
    fields: {
      url: { label: "Address", hint: "Where it is sent, such as https://example.com/in." },
      secret: {
        label: "Signing secret",
        hint: "whsec_ and 24 to 64 random bytes in Base64. Left empty: nothing is signed.",
      },
      body: {
        label: "Body",
        hint: 'JSON in place of ours, such as {"text": "{pair} at {price}: {condition}"}.',
      },
    },
  },
  discord: {
    label: "Discord",
    steps: "In Discord: Edit channel, Integrations, Webhooks, New webhook, Copy webhook URL.",
    fields: {
      url: { label: "Webhook URL", hint: "Begins with https://discord.com/api/webhooks/." },
    },
  },
  slack: {
    label: "Slack",
    steps: "In Slack's app settings: Incoming Webhooks, Add New Webhook to Workspace.",
    fields: {
      url: { label: "Webhook URL", hint: "Begins with https://hooks.slack.com/services/." },
    },
  },
  gotify: {
    label: "Gotify",
    steps: "In your Gotify: Apps, Create application.",
    fields: {
      server: { label: "Server", hint: "The address of your Gotify." },
      token: { label: "Application token", hint: "Shown beside the application." },
    },
  },
  matrix: {
    label: "Matrix",
    steps: "Make an account for the alarm, and invite it to a room without encryption.",
    fields: {
      server: { label: "Server", hint: "Such as https://matrix.example.org." },
      roomId: {
        label: "Room ID",
        hint: "In Element: Room settings, Advanced, Internal room ID. Begins with !.",
      },
      accessToken: {
        label: "Access token",
        hint: "Of that account. In Element: All settings, Help & About, Access Token.",
      },
    },
  },
  apprise: {
    label: "Apprise",
    steps: "Your own Apprise API leads to over a hundred other services.",
    fields: {
      server: { label: "Server", hint: "The address of your Apprise API." },
      key: { label: "Configuration key", hint: "Under which Apprise keeps your services." },
      tag: { label: "Tags", hint: "Which of them are told. Left empty: all." },
    },
  },
  pushover: {
    label: "Pushover",
    steps: "At pushover.net: Create an Application.",
    fields: {
      token: { label: "API token", hint: "Of the application: 30 letters and digits." },
      user: { label: "User key", hint: "At the top of pushover.net once you are in." },
    },
  },
  mqtt: {
    label: "MQTT",
    steps: "A broker such as Mosquitto: Home Assistant, Node-RED and others listen there.",
    fields: {
      url: { label: "Broker", hint: "Such as mqtt://192.168.1.5, or mqtts:// with TLS." },
      username: { label: "User", hint: "Empty where the broker lets everybody in." },
      password: { label: "Password", hint: "Of that user." },
      prefix: {
        label: "Topics begin with",
        hint: "Fires come under /fire below it; what is written to /press there presses a button.",
      },
    },
  },
  twilio: {
    label: "Phone call or SMS (Twilio)",
    steps:
      "In Twilio's console: get a phone number; the account's SID and token are on its first page.",
    fields: {
      kind: {
        label: "How",
        hint:
          "A call says it twice; with PUBLIC_URL a key acknowledges. Each costs money at Twilio.",
        choices: { call: "Call", sms: "SMS" },
      },
      to: { label: "To", hint: "The phone, with its country: +49 170 1234567." },
      from: { label: "From", hint: "Your number at Twilio, such as +15551234567." },
      accountSid: { label: "Account SID", hint: "Begins with AC." },
      authToken: { label: "Auth Token", hint: "Below the Account SID." },
      mostPerDay: {
        label: "Most in 24 hours",
        hint: "What is over it waits, so that a wild market costs no fortune.",
      },
    },
  },
  webPush: {
    label: "Push messages",
    steps: "Push messages to the browser where “This phone” was pressed.",
    fields: {},
  },
  demoPhone: {
    label: "Demo phone",
    steps: "A phone that is a page of this program, to try channels without an account anywhere.",
    fields: {},
  },
});
