// What ESLint checks, with the packages that scripts/install_npm.sh has put into build/npm-lint.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../build/npm-lint", import.meta.url));
const packages = createRequire(`${folder}/package.json`);
const { node, browser } = packages("globals");

// ESLint 9, the last that runs on Debian's Node.js 18, does not see that <Form> uses Form.
const elementsUseVariables = {
  create: ({ sourceCode }) => ({
    JSXOpeningElement: ({ name }) => sourceCode.markVariableAsUsed(name.name, name),
  }),
};

export default [
  packages("@eslint/js").configs.recommended,
  {
    files: ["**/*.js", "**/*.mjs", "**/*.jsx"],
    languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    plugins: { jsx: { rules: { "elements-use-variables": elementsUseVariables } } },
    rules: { "jsx/elements-use-variables": "error" },
  },
  { files: ["**/*.js", "**/*.mjs"], ignores: ["tests/browser/page/*"], languageOptions: { globals: node } },
  // Beside the pages themselves: the tests contain functions that they send into the page.
  { files: ["tests/browser/**"], languageOptions: { globals: browser } },
  { files: ["examples/embedding/node/*.js"], languageOptions: { sourceType: "commonjs" } },
];
