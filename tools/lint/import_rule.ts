import { judgeImport } from "./judge_import.ts";
import { projectPath } from "./project_path.ts";

/** Keeps "who may import whom": the table is `stages.ts`. */
export const importRule: Deno.lint.Rule = {
  create(context) {
    const importer = projectPath(context.filename);
    const check = (source: Deno.lint.Node | null, typeOnly: boolean) => {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const message = judgeImport({ importer, specifier: source.value, typeOnly });
      if (message !== null) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: (node) => check(node.source, isTypeOnly(node)),
      ExportAllDeclaration: (node) => check(node.source, node.exportKind === "type"),
      ExportNamedDeclaration: (node) => check(node.source, node.exportKind === "type"),
      ImportExpression: (node) => check(node.source, false),
      TSImportType: ({ argument }) =>
        check(argument.type === "TSLiteralType" ? argument.literal : null, true),
    };
  },
};

function isTypeOnly({ importKind, specifiers }: Deno.lint.ImportDeclaration): boolean {
  if (importKind === "type") return true;
  const named = specifiers.filter((specifier) => specifier.type === "ImportSpecifier");
  return specifiers.length > 0 && named.length === specifiers.length &&
    named.every((specifier) => specifier.importKind === "type");
}
