import { texts } from "@/lib/language/texts.ts";

/** The login, which any page may ask for when a session has ended. */
export const loginWords = texts("login", {
  logIn: "Log in",
  name: "Name",
  password: "Password",
  code: "Code",
  codeHint: "Six digits of your app, or one of your recovery codes.",
  stay: "Stay logged in on this device",
  logInWith: (provider: string) => `Log in with ${provider}`,
  usePasskey: "Use a passkey",
  loggedOut: "You were logged out",
  loggedOutHint:
    "What is behind this stands still. An alarm that rings goes on ringing until somebody silences it.",
});
