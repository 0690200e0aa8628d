import { channelFormWords } from "./texts.ts";

/** How one field of a channel's form is typed. */
interface FieldKind {
  readonly isSecret?: true;
  /** A number of lines, not one. */
  readonly isLong?: true;
  readonly isNumber?: true;
  /** What stands there at first. */
  readonly initial?: string;
}

/** What a form says; the texts have a row for each type and field. */
interface FormWords {
  readonly label: string;
  /** What to do there first. */
  readonly steps: string;
  readonly fields: Readonly<Record<string, FieldWords>>;
}

interface FieldWords {
  readonly label: string;
  /** Where it is found, or what it does. */
  readonly hint: string;
  /** The only values it may have. */
  readonly choices?: Readonly<Record<string, string>>;
}

/** One field of a channel's form. */
export interface FormField extends FieldKind, FieldWords {
  /** Its name in `config`. */
  readonly name: string;
}

interface ChannelForm extends Omit<FormWords, "fields"> {
  readonly fields: readonly FormField[];
  /** It is not added by a form: the browser makes it, or the demo. */
  readonly isMade: boolean;
}

/** The fields that are more than a line of plain text. */
const KINDS: Readonly<Record<string, Readonly<Record<string, FieldKind>>>> = {
  telegram: { botToken: { isSecret: true } },
  email: {
    security: { initial: "tls" },
    port: { initial: "465", isNumber: true },
    password: { isSecret: true },
  },
  ntfy: { token: { isSecret: true } },
  webhook: { secret: { isSecret: true }, body: { isLong: true } },
  discord: { url: { isSecret: true } },
  slack: { url: { isSecret: true } },
  gotify: { token: { isSecret: true } },
  matrix: { accessToken: { isSecret: true } },
  apprise: { key: { isSecret: true } },
  pushover: { token: { isSecret: true } },
  mqtt: { password: { isSecret: true }, prefix: { initial: "crypto-price-alarm" } },
  twilio: {
    kind: { initial: "call" },
    authToken: { isSecret: true },
    mostPerDay: { initial: "20", isNumber: true },
  },
};

const MADE = ["webPush", "demoPhone"];

/** The types of channels, in the order in which they are offered. */
export const CHANNEL_FORM_TYPES: readonly string[] = Object.keys(channelFormWords);

/** What a type asks for; undefined for one that is not known here. */
export function channelForm(type: string): ChannelForm | undefined {
  const forms: Readonly<Record<string, FormWords>> = channelFormWords;
  const words = Object.hasOwn(forms, type) ? forms[type] : undefined;
  if (words === undefined) return undefined;
  const fields = Object.entries(words.fields)
    .map(([name, said]) => ({ name, ...said, ...KINDS[type]?.[name] }));
  return { ...words, fields, isMade: MADE.includes(type) };
}
