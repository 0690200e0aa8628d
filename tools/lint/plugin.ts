import { importRule } from "./import_rule.ts";
import { placeRule } from "./place_rule.ts";
import { regexRule } from "./regex_rule.ts";

const plugin: Deno.lint.Plugin = {
  name: "app",
  rules: { "import-direction": importRule, "place": placeRule, "bounded-regex": regexRule },
};

export default plugin;
