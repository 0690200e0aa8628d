/** One field of a channel's form. */
export interface FormField {
  /** Its name in `config`. */
  readonly name: string;
  readonly label: string;
  /** Where it is found, or what it does. */
  readonly hint: string;
  readonly isSecret?: true;
  /** A number of lines, not one. */
  readonly isLong?: true;
  readonly isNumber?: true;
  /** The only values it may have. */
  readonly choices?: readonly (readonly [value: string, text: string])[];
  /** What stands there at first. */
  readonly initial?: string;
}

interface ChannelForm {
  readonly label: string;
  /** What to do there first. */
  readonly steps: string;
  readonly fields: readonly FormField[];
  /** It is not added by a form: the browser makes it, or the demo. */
  readonly isMade?: true;
}

/** What each type asks for; one row a type, in the order in which they are offered. */
export const CHANNEL_FORMS: Readonly<Record<string, ChannelForm>> = {
  telegram: {
    label: "Telegram",
    steps: "In Telegram, write /newbot to @BotFather and copy the token.",
    fields: [
      {
        ...{ name: "botToken", label: "Bot token", isSecret: true },
        hint: "Such as 123456:ABC-…, as @BotFather gives it.",
      },
    ],
  },
  email: {
    label: "E-mail",
    steps:
      "Your mail provider's help names them under “SMTP” or “outgoing mail”. Many want an app password in place of your own.",
    fields: [
      { name: "to", label: "To", hint: "Who gets the mail: one address." },
      { name: "from", label: "From", hint: "An address that the server lets you write from." },
      { name: "host", label: "Server", hint: "Such as smtp.example.com." },
      {
        ...{ name: "security", label: "Security", initial: "tls" },
        choices: [["tls", "TLS"], ["starttls", "STARTTLS"], ["none", "None"]],
        hint: "TLS is port 465, STARTTLS 587. None only within your own network.",
      },
      {
        ...{ name: "port", label: "Port", initial: "465", isNumber: true },
        hint: "465, 587, or 25.",
      },
      { name: "user", label: "User", hint: "Often the whole address. Empty where none is asked." },
      {
        ...{ name: "password", label: "Password", isSecret: true },
        hint: "An app password, where the provider has them.",
      },
    ],
  },
  ntfy: {
    label: "ntfy",
    steps: "Install the ntfy app and subscribe to a topic that nobody guesses.",
    fields: [
      { name: "topic", label: "Topic", hint: "As in the app. Whoever knows it can read along." },
      {
        name: "server",
        label: "Server",
        hint: "Left empty: https://ntfy.sh. Or the address of your own.",
      },
      {
        ...{ name: "token", label: "Access token", isSecret: true },
        hint: "Where the topic is protected: in ntfy's web app under Account, Access tokens.",
      },
    ],
  },
  webhook: {
    label: "Webhook",
    steps: "Any server that takes JSON over HTTP: Home Assistant, Node-RED, n8n, a script.",
    fields: [
      { name: "url", label: "Address", hint: "Where it is sent, such as https://example.com/in." },
      {
        ...{ name: "secret", label: "Signing secret", isSecret: true },
        hint: "whsec_ and 24 to 64 random bytes in Base64. Left empty: nothing is signed.",
      },
      {
        ...{ name: "body", label: "Body", isLong: true },
        hint: 'JSON in place of ours, such as {"text": "{pair} at {price}: {condition}"}.',
      },
    ],
  },
  discord: {
    label: "Discord",
    steps: "In Discord: Edit channel, Integrations, Webhooks, New webhook, Copy webhook URL.",
    fields: [
      {
        ...{ name: "url", label: "Webhook URL", isSecret: true },
        hint: "Begins with https://discord.com/api/webhooks/.",
      },
    ],
  },
  slack: {
    label: "Slack",
    steps: "In Slack's app settings: Incoming Webhooks, Add New Webhook to Workspace.",
    fields: [
      {
        ...{ name: "url", label: "Webhook URL", isSecret: true },
        hint: "Begins with https://hooks.slack.com/services/.",
      },
    ],
  },
  gotify: {
    label: "Gotify",
    steps: "In your Gotify: Apps, Create application.",
    fields: [
      { name: "server", label: "Server", hint: "The address of your Gotify." },
      {
        ...{ name: "token", label: "Application token", isSecret: true },
        hint: "Shown beside the application.",
      },
    ],
  },
  matrix: {
    label: "Matrix",
    steps: "Make an account for the alarm, and invite it to a room without encryption.",
    fields: [
      { name: "server", label: "Server", hint: "Such as https://matrix.example.org." },
      {
        ...{ name: "roomId", label: "Room ID" },
        hint: "In Element: Room settings, Advanced, Internal room ID. Begins with !.",
      },
      {
        ...{ name: "accessToken", label: "Access token", isSecret: true },
        hint: "Of that account. In Element: All settings, Help & About, Access Token.",
      },
    ],
  },
  apprise: {
    label: "Apprise",
    steps: "Your own Apprise API leads to over a hundred other services.",
    fields: [
      { name: "server", label: "Server", hint: "The address of your Apprise API." },
      {
        ...{ name: "key", label: "Configuration key", isSecret: true },
        hint: "Under which Apprise keeps your services.",
      },
      { name: "tag", label: "Tags", hint: "Which of them are told. Left empty: all." },
    ],
  },
  pushover: {
    label: "Pushover",
    steps: "At pushover.net: Create an Application.",
    fields: [
      {
        ...{ name: "token", label: "API token", isSecret: true },
        hint: "Of the application: 30 letters and digits.",
      },
      { name: "user", label: "User key", hint: "At the top of pushover.net once you are in." },
    ],
  },
  mqtt: {
    label: "MQTT",
    steps: "A broker such as Mosquitto: Home Assistant, Node-RED and others listen there.",
    fields: [
      { name: "url", label: "Broker", hint: "Such as mqtt://192.168.1.5, or mqtts:// with TLS." },
      { name: "username", label: "User", hint: "Empty where the broker lets everybody in." },
      { ...{ name: "password", label: "Password", isSecret: true }, hint: "Of that user." },
      {
        ...{ name: "prefix", label: "Topics begin with", initial: "crypto-price-alarm" },
        hint: "Fires come under /fire below it; what is written to /press there presses a button.",
      },
    ],
  },
  twilio: {
    label: "Phone call or SMS (Twilio)",
    steps:
      "In Twilio's console: get a phone number; the account's SID and token are on its first page.",
    fields: [
      {
        ...{ name: "kind", label: "How", initial: "call" },
        choices: [["call", "Call"], ["sms", "SMS"]],
        hint:
          "A call says it twice; with PUBLIC_URL a key acknowledges. Each costs money at Twilio.",
      },
      { name: "to", label: "To", hint: "The phone, with its country: +49 170 1234567." },
      { name: "from", label: "From", hint: "Your number at Twilio, such as +15551234567." },
      { name: "accountSid", label: "Account SID", hint: "Begins with AC." },
      {
        ...{ name: "authToken", label: "Auth Token", isSecret: true },
        hint: "Below the Account SID.",
      },
      {
        ...{ name: "mostPerDay", label: "Most in 24 hours", initial: "20", isNumber: true },
        hint: "What is over it waits, so that a wild market costs no fortune.",
      },
    ],
  },
  webPush: {
    ...{ label: "Push messages", isMade: true, fields: [] },
    steps: "Push messages to the browser where “This phone” was pressed.",
  },
  demoPhone: {
    ...{ label: "Demo phone", isMade: true, fields: [] },
    steps: "A phone that is a page of this program, to try channels without an account anywhere.",
  },
};
