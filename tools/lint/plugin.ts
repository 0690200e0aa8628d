import { folderOf, importRule, projectPath } from "./folders.ts";
import { regexRule } from "./regex.ts";

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

/** Where pages are drawn. */
const PAGES = /^(components|islands|routes)\/.*\.tsx$/;
/** Where their texts stand, by area and, in other languages, in a folder of their own. */
const TEXTS = /^components\/languages\/|\/(\w+_)?texts\.tsx$/;
/** Attributes that people read or hear. */
const READ = new Set([
  ...["aria-label", "aria-valuetext", "aria-description", "aria-roledescription"],
  ...["label", "title", "placeholder", "alt", "hint", "text", "heading"],
]);
/** Two letters side by side; signs, units and numbers are the same in all languages. */
const WORD = /\p{L}{2}/u;
/** Names that are the same in all languages. */
const NAMES = new Set([
  "Crypto Price Alarm",
  "· Crypto Price Alarm",
  "API",
  "TradingView",
  "UTC",
  "Telegram",
  "BotFather",
  "btc/usdt",
  "Price Alarm",
]);

const TEXTS_MESSAGE =
  "what people read stands in the texts of its area (texts.ts), once in each language";

/** No text for people stands in markup: it could not be said in another language. */
const textsRule: Deno.lint.Rule = {
  create(context) {
    const path = projectPath(context.filename);
    if (!PAGES.test(path) || TEXTS.test(path)) return {};
    const check = (node: Deno.lint.Node, text: unknown) => {
      if (typeof text !== "string" || !WORD.test(text) || NAMES.has(text.trim())) return;
      context.report({ node, message: TEXTS_MESSAGE });
    };
    return {
      JSXText: (node) => check(node, node.value),
      JSXAttribute(node) {
        const { name, value } = node;
        if (name.type !== "JSXIdentifier" || !READ.has(name.name) || value === null) return;
        if (value.type === "Literal") check(node, value.value);
      },
    };
  },
};

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
