import assert from "node:assert/strict";
import { posix } from "node:path";
import { existsInProject, pages, projectFile } from "./project_file.ts";

const LINK = /\]\((?!https?:|mailto:|#)([^)#\s]+)/g;
const TASK = /deno(?:@[\d.]+)? task ([a-z][a-z:-]*)/g;
const TASKS = Object.keys(JSON.parse(projectFile("deno.json")).tasks);

for (const path of pages()) {
  Deno.test(`${path}: links to files that exist`, () => {
    const targets = [...projectFile(path).matchAll(LINK)].map((match) => match[1] ?? "");
    const broken = targets.filter((target) =>
      !existsInProject(posix.join(posix.dirname(path), target))
    );
    assert.deepEqual(broken, []);
  });

  Deno.test(`${path}: names tasks that exist`, () => {
    const named = [...projectFile(path).matchAll(TASK)].map((match) => match[1] ?? "");
    assert.deepEqual(named.filter((task) => !TASKS.includes(task)), []);
  });
}
