import { z } from "zod";
import { COMMAND_LINE, nameKey } from "./state.ts";
import { NOBODYS_NAME, ROLES, SCOPES } from "@/lib/protocol/views.ts";

/** A rule's error as a sentence that follows the field's name. */
const must = (what: string) => ({ error: `must ${what}` });

export const LONGEST_NAME = 64;

/** Logs and screens tell what the program did by itself under these names. */
const isFree = (name: string) => ![NOBODYS_NAME, COMMAND_LINE].includes(nameKey(name));
const ownName = {
  error: ({ input }: { readonly input?: unknown }) =>
    `must be another name than ${
      nameKey(String(input))
    }: what the program does itself is told under it`,
};

/** Letters and digits of any script, and what stands between them in names and addresses. */
const loginRule = must("be 1 to 64 letters and digits, with . _ - + @ between them");
export const Login = z.string(loginRule).transform((text) => text.normalize("NFKC").trim())
  .pipe(
    z.string().max(LONGEST_NAME, loginRule).regex(
      /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._@+-]*$/u,
      loginRule,
    )
      .refine(isFree, ownName),
  );

const nameRule = must("be a text of at most 64 characters on one line");
/** Nothing that breaks lines of logs, or turns around what stands beside it. */
const Name = z.string(nameRule).trim().max(LONGEST_NAME, nameRule)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]*$/u, nameRule)
  .refine((name) => name === "" || nameKey(name) !== "", nameRule);
export const PersonName = Name.refine(isFree, ownName);
const role = z.enum(ROLES, must(`be ${ROLES.join(", ")}`));
/** Its length is looked at where it is chosen, so that all ways in say the same. */
const password = z.string(must("be a text"));
const secret = z.string(must("be a text")).max(200, must("be a text of at most 200 characters"));

export const LoginBody = z.strictObject({
  login: z.string(must("be a text")).max(1000, must("be shorter")),
  password,
  code: secret.optional(),
  remember: z.boolean(must("be true or false")).optional(),
});

export const ConfirmBody = z.strictObject({ password, code: secret.optional() });

/** The first account by the setup token, one by an invitation, or another password by a link. */
export const SetupBody = z.union([
  z.strictObject({ token: secret, login: Login, name: PersonName.optional(), password }),
  z.strictObject({ invite: secret, login: Login, name: PersonName.optional(), password }),
  z.strictObject({ reset: secret, password }),
], {
  error: "Give token, login and password; invite, login and password; or reset and password",
});

export const NewUser = z.strictObject({
  login: Login,
  name: PersonName.optional(),
  role,
  password: password.optional(),
});

export const UserPatch = z.strictObject({
  name: Name.min(1, must("not be empty")).refine(isFree, ownName).optional(),
  role: role.optional(),
  isDisabled: z.boolean(must("be true or false")).optional(),
  password: password.optional(),
  currentPassword: password.optional(),
  code: secret.optional(),
});

const scopesRule = must(`be a list of at least one of ${SCOPES.join(", ")}`);
export const NewToken = z.strictObject({
  name: Name.min(1, must("say what the token is for")),
  scopes: z.array(z.enum(SCOPES, scopesRule), scopesRule).min(1, scopesRule).max(SCOPES.length),
  expiresAt: z.iso.datetime(must("be a moment such as 2027-01-31T00:00:00Z, or null")).nullable()
    .optional(),
});

export const NewInvite = z.strictObject({
  role,
  note: Name.optional(),
});

const base64url = (most: number) => {
  const rule = must(`be bytes in Base64url, at most ${most} characters`);
  return z.string(rule).max(most, rule).regex(/^[\w-]+$/, rule);
};
const credential = { id: base64url(1400), clientDataJSON: base64url(8000) };
const passkeyName = Name.min(1, must("say which device it is"));

/** What a browser says of a passkey that it has just made. */
export const NewPasskey = z.strictObject({
  name: passkeyName,
  ...credential,
  attestationObject: base64url(40_000),
  transports: z.array(z.string().max(20)).max(10).optional(),
});
export const PasskeyPatch = z.strictObject({ name: passkeyName });

/** What a browser says when a passkey was used. */
export const PasskeyConfirm = z.strictObject({
  ...credential,
  authenticatorData: base64url(8000),
  signature: base64url(8000),
  userHandle: base64url(100),
});
export const PasskeyLogin = PasskeyConfirm.extend({
  remember: z.boolean(must("be true or false")).optional(),
});

/** Where to go on after a login at the provider. */
export const ProviderErrand = z.strictObject({ next: z.string().max(600).optional() });

export const TotpCode = z.strictObject({ code: secret });
