import assert from "node:assert/strict";
import { SETTING_NAMES } from "@/lib/settings/config.ts";
import { projectFile } from "./project_file.ts";

Deno.test(".env.example: lists every setting and no other", () => {
  const listed = [...projectFile(".env.example").matchAll(/^#?\s*([A-Z][A-Z_]+)=/gm)]
    .map((match) => match[1]);
  assert.deepEqual([...new Set(listed)].sort(), [...SETTING_NAMES].sort());
});
