import { projectPath } from "./project_path.ts";
import { stageOf } from "./stage_of.ts";

const SAYS_NOTHING = /^(utils?|helpers?|common|misc)$/;

/** Every file has a stage, and folders are stages or places: their names say what is inside. */
export const placeRule: Deno.lint.Rule = {
  create(context) {
    return {
      Program(node) {
        const message = judgePlace(projectPath(context.filename));
        if (message !== null) context.report({ range: [node.range[0], node.range[0]], message });
      },
    };
  },
};

function judgePlace(path: string): string | null {
  const folder = path.split("/").slice(0, -1).find((name) => SAYS_NOTHING.test(name));
  if (folder !== undefined) {
    return `${path} is in a folder named ${folder}: name the folder after what its files do`;
  }
  if (stageOf(path) !== null) return null;
  return `${path} belongs to no stage: say in tools/lint/stages.ts what it may import`;
}
