import { folderOf, importRule, projectPath } from "./folders.ts";
import { regexRule } from "./regex_rule.ts";
import { textsRule } from "./texts_rule.ts";

const SAYS_NOTHING = /^(utils?|helpers?|common|misc)$/;

/** Every file belongs to a row of the table, and the names of folders say what is inside. */
const placeRule: Deno.lint.Rule = {
  create(context) {
    return {
      Program(node) {
        const message = checkPlace(projectPath(context.filename));
        if (message !== null) context.report({ range: [node.range[0], node.range[0]], message });
      },
    };
  },
};

function checkPlace(path: string): string | null {
  const folder = path.split("/").slice(0, -1).find((name) => SAYS_NOTHING.test(name));
  if (folder !== undefined) {
    return `${path} is in a folder named ${folder}: name the folder after what its files do`;
  }
  if (folderOf(path) !== null) return null;
  return `${path} belongs to no folder of the table: say in tools/lint/folders.ts what it may import`;
}

const plugin: Deno.lint.Plugin = {
  name: "app",
  rules: {
    "import-direction": importRule,
    "place": placeRule,
    "bounded-regex": regexRule,
    "page-texts": textsRule,
  },
};

export default plugin;
