// deno task user list | add NAME [--role ROLE] [--name TEXT] | role NAME ROLE | reset-password NAME | disable NAME
// | enable NAME. Whoever is added first is an admin.
// Works on the accounts of DATA_DIR; while the program runs it asks it over a socket that only this user
// can open. add and reset-password print a link by which the person chooses a password, once, within 15
// minutes. Ends with 0, or with 1 and a line that says what is wrong.
import { askControl, runUserCommand, type UserCommand } from "@/lib/accounts/user_commands.ts";
import { linkBase, openOffline } from "@/lib/program/access.ts";
import { takeLock } from "@/lib/store/file/lock.ts";
import { ROLES } from "@/lib/protocol/account_view.ts";
import { parseArgs } from "node:util";
import { readSettings, runTool } from "./run_tool.ts";

const ROLE = ROLES.join("|");
const USAGE = `Cannot understand that; there are: user list, user add NAME [--role ${ROLE}] ` +
  `[--name TEXT], user role NAME ${ROLE}, user reset-password NAME, user disable NAME, ` +
  "user enable NAME";

async function user(): Promise<number> {
  const command = commandOf(Deno.args);
  if (command === null) {
    // deno-lint-ignore no-console -- a tool talks to the person who started it
    console.error(USAGE);
    return 1;
  }
  const config = readSettings();
  const answer = await askControl(config.DATA_DIR, command) ?? await offline();
  // deno-lint-ignore no-console -- a tool talks to the person who started it
  (answer.isDone ? console.log : console.error)(answer.text);
  return answer.isDone ? 0 : 1;

  /** Nobody answers: the folder is taken, so that no program writes it at the same time. */
  async function offline() {
    const lock = await takeLock(config.DATA_DIR);
    try {
      return await runUserCommand(await openOffline(config), command as UserCommand, {
        publicUrl: linkBase(config),
      });
    } finally {
      lock.release();
    }
  }
}

function commandOf(args: readonly string[]): UserCommand | null {
  try {
    const options = { role: { type: "string" }, name: { type: "string" } } as const;
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
    });
    const [verb, login, ...more] = positionals;
    const [named = values.role ?? "viewer"] = verb === "role" ? more.splice(0, 1) : [];
    const role = ROLES.find((each) => each === named);
    if (more.length > 0 || role === undefined) return null;
    if (verb === "list") return login === undefined ? { verb } : null;
    if (login === undefined) return null;
    if (verb === "add") return { verb, login, role, name: values.name };
    if (verb === "role") return positionals.length === 3 ? { verb, login, role } : null;
    const verbs = ["reset-password", "disable", "enable"] as const;
    const known = verbs.find((each) => each === verb);
    return known === undefined ? null : { verb: known, login };
  } catch {
    return null;
  }
}

if (import.meta.main) await runTool(user);
