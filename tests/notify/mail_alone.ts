import { EMAIL } from "@/lib/notify/channels/email/email.ts";
import { send } from "./channel_fixtures.ts";

// Run with the program's own permissions: mails to a server on this machine and prints what came of it.
const config: { readonly host: string; readonly port: number } = JSON.parse(Deno.args[0] ?? "");
const mailbox = { from: "alarm@example.com", to: "anna@example.com" };
const host = `${config.host}:${config.port}`;
// Names that no name server knows, too.
const resolve = () => Promise.resolve(["127.0.0.1"]);
const server = { host, url: "http://127.0.0.1:9", resolve };
const outcome = await send(EMAIL, { ...config, ...mailbox }, server);
// deno-lint-ignore no-console -- the test reads it
console.log(JSON.stringify(outcome));
