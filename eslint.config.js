import {defineConfig} from 'eslint/config'
import tseslint from 'typescript-eslint'

// What each layer may not import; docs/architecture.md says why, test/repository.test.ts proves it a second time.
const io = [
  'node:fs',
  'node:fs/*',
  'node:child_process',
  'node:net',
  'node:os',
  'node:process',
  'fs',
  'child_process',
  'node-ssh',
  'ssh2',
]
const oclif = ['@oclif/*', '@gt-town/command']
const layers = {
  commands: [...io, '**/adapters/**', '**/operations/**'],
  views: [...io, '@oclif/*', '**/commands/**', '**/adapters/**', '**/operations/**'],
  'use-cases': [...io, ...oclif, '**/commands/**', '**/views/**', '**/adapters/**', '**/render/**'],
  operations: [...io, ...oclif, '**/commands/**', '**/views/**', '**/adapters/**', '**/render/**', '**/use-cases/**'],
  checks: [...io, ...oclif, '**/commands/**', '**/views/**', '**/adapters/**', '**/render/**', '**/use-cases/**'],
  domain: [
    ...io,
    '@oclif/*',
    '@gt-town/command',
    '**/commands/**',
    '**/adapters/**',
    '**/operations/**',
    '**/use-cases/**',
  ],
  render: [...io, '@oclif/*', '**/commands/**', '**/adapters/**', '**/operations/**', '**/use-cases/**'],
  adapters: ['@oclif/*', '@gt-town/command', '**/domain/**', '**/commands/**', '**/use-cases/**'],
}
const plugins = ['workspace', 'doctor', 'federation']

export default defineConfig(
  {ignores: ['**/dist/**', '**/node_modules/**', '**/generated/**', '**/fixtures/**', '**/*.{js,mjs,cjs}']},
  {linterOptions: {reportUnusedDisableDirectives: 'error'}},
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {parserOptions: {project: './tsconfig.test.json', tsconfigRootDir: import.meta.dirname}},
    rules: {
      'no-console': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', {allowNumber: true}],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/dot-notation': 'off',
    },
  },
  ...Object.entries(layers).map(([layer, group]) => ({
    files: [`plugins/*/src/${layer}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {patterns: [{group}, {group: plugins.map((name) => `@gt-town/plugin-${name}`)}]},
      ],
    },
  })),
  {
    files: ['**/test/**/*.ts', 'packages/contract/src/testing/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // What the CLI prints as JSON is compared, not typed.
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      // Some tests print the figure they measured.
      'no-console': 'off',
    },
  },
)
