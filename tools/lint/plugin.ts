import { folderOf, importRule, projectPath } from "./folders.ts";
import {
  checkLoop,
  MANY_TIMES,
  overlap,
  type RegexNode,
  regexTree,
  type Samples,
} from "./regex_ways.ts";

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

/** A repetition up to here counts as bounded. */
const LONGEST_BOUND = 400;
/** Patterns of the workshop see the project's own text only. */
const SEES_OWN_TEXT = /^(?:tests|tools|bench)\//;

/** No pattern whose cost grows with the square of a text's length: anybody may send the text. */
const regexRule: Deno.lint.Rule = {
  create(context) {
    const path = projectPath(context.filename);
    if (SEES_OWN_TEXT.test(path)) return {};
    return {
      Literal(node) {
        // Deno 2.9 leaves `regex` undefined in every literal.
        const [, pattern, flags] = /^\/(.+)\/([a-z]*)$/s.exec(node.raw) ?? [];
        if (pattern === undefined || flags === undefined) return;
        const message = checkRegex(pattern, flags);
        if (message !== null) context.report({ node, message });
      },
    };
  },
};

/** What is wrong with a pattern, in words for the one who wrote it; null when its cost is bounded. */
export function checkRegex(pattern: string, flags: string): string | null {
  const tree = regexTree(pattern, flags);
  const problem = checkTree(tree) ?? checkSteps(tree, flags.includes("y"));
  if (problem === null) return null;
  return `/${pattern}/ may take time with the square of the text's length, or more: ${problem}. ` +
    `Bound it, as in {0,64}, or bound the text and say so beside a deno-lint-ignore`;
}

function checkSteps(tree: RegexNode, isSticky: boolean): string | null {
  for (const steps of pathsOf(tree)) {
    const problem = checkPath(steps, isSticky);
    if (problem !== null) return problem;
  }
  return null;
}

/** What is wrong with a repetition, or with what is looked for ahead or behind, by itself. */
function checkTree(node: RegexNode): string | null {
  switch (node.type) {
    case "characters":
      return null;
    case "assertion":
      return node.inside === null ? null : checkTree(node.inside) ?? checkSteps(node.inside, true);
    case "sequence":
      return firstOf(node.parts, checkTree);
    case "choice":
      return firstOf(node.options, checkTree);
    case "repeated": {
      const isLoop = node.most > MANY_TIMES && node.node.type !== "characters";
      return isLoop ? checkLoop(node) ?? checkTree(node.node) : checkTree(node.node);
    }
  }
}

function firstOf<T>(all: readonly T[], check: (each: T) => string | null): string | null {
  for (const each of all) {
    const problem = check(each);
    if (problem !== null) return problem;
  }
  return null;
}

/** One thing after the other on a way through a pattern, groups laid open. */
interface Step {
  readonly samples: Samples;
  readonly isNeeded: boolean;
  readonly isEndless: boolean;
  readonly isAssertion: boolean;
  readonly isStart: boolean;
  /** Ways through what is looked for ahead or behind. */
  readonly inside?: readonly Step[][];
}

/** More ways than this are not told apart: then all options of a choice stand in one row. */
const MOST_PATHS = 300;

function pathsOf(node: RegexNode): Step[][] {
  switch (node.type) {
    case "characters":
      return [[step(node.samples, { isNeeded: true })]];
    case "assertion":
      return [[
        step(new Set(), {
          ...{ isNeeded: true, isAssertion: true, isStart: node.isStart },
          ...(node.inside === null ? {} : { inside: pathsOf(node.inside) }),
        }),
      ]];
    case "sequence":
      return node.parts.map(pathsOf).reduce(joined, [[]]);
    case "choice":
      return node.options.flatMap(pathsOf);
    case "repeated":
      return repeated(node.node, node.least, node.most);
  }
}

function joined(before: Step[][], after: Step[][]): Step[][] {
  if (before.length * after.length > MOST_PATHS) return [[...before.flat(), ...inOneRow(after)]];
  return before.flatMap((first) => after.map((second) => [...first, ...second]));
}

function inOneRow(paths: readonly Step[][]): Step[] {
  return paths.length === 1 ? paths.flat() : paths.flat().map(optional);
}

function optional(each: Step): Step {
  return { ...each, isNeeded: false, isStart: false };
}

/** What repeats without end is taken twice, so that its end meets its own beginning. */
function repeated(node: RegexNode, least: number, most: number): Step[][] {
  const paths = pathsOf(node);
  const nothing: Step[][] = least === 0 ? [[]] : [];
  if (most <= LONGEST_BOUND) return [...nothing, ...paths];
  const again = paths.map((path) => path.map((each) => ({ ...each, isEndless: true })));
  const isCharacter = paths.length === 1 && paths[0]?.length === 1 && !paths[0][0]?.isEndless;
  return [...nothing, ...(isCharacter ? again : joined(paths, again))];
}

function step(samples: Samples, given: Partial<Step>): Step {
  const nothing = { isNeeded: false, isEndless: false, isAssertion: false, isStart: false };
  return { ...nothing, ...given, samples };
}

function checkPath(steps: readonly Step[], isSticky: boolean): string | null {
  for (const [place, first] of steps.entries()) {
    if (!first.isEndless) continue;
    const second = steps.slice(place + 1).findIndex((next) => !mayBePart(next, first.samples));
    const reach = second < 0 ? steps.slice(place + 1) : steps.slice(place + 1, place + 1 + second);
    if (reach.some((next) => next.isEndless && overlap(next.samples, first.samples))) {
      return "two repetitions can share the same characters";
    }
  }
  const isAnchored = isSticky || steps[0]?.isStart === true;
  return isAnchored ? null : checkStart(steps) ?? checkLooks(steps);
}

/** What is looked for at each character of a text, and each time to its end. */
function checkLooks(steps: readonly Step[]): string | null {
  for (const [place, { inside = [] }] of steps.entries()) {
    for (const path of inside) {
      const nth = path.findIndex(({ isEndless }) => isEndless);
      const { samples } = path[nth] ?? {};
      if (samples === undefined) continue;
      const before = [...steps.slice(0, place), ...path.slice(0, nth)];
      if (before.every((each) => mayBePart(each, samples))) {
        return "it can look along a repetition from each of its characters";
      }
    }
  }
  return null;
}

/** Without an anchor each character is a new beginning, which may run as far as the one before, and fail there. */
function checkStart(steps: readonly Step[]): string | null {
  for (const [place, endless] of steps.entries()) {
    if (!endless.isEndless) continue;
    const canBegin = steps.slice(0, place + 1).every((each) => mayBePart(each, endless.samples));
    const mayFail = steps.slice(place + 1).some((each) => each.isNeeded);
    if (canBegin && mayFail) {
      return "it can begin anew at each character of a repetition, and fail after it";
    }
  }
  return null;
}

/** Whether a step can be passed within text that consists of these characters. */
function mayBePart({ samples, isNeeded, isAssertion }: Step, characters: Samples): boolean {
  return isAssertion || !isNeeded || overlap(samples, characters);
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
