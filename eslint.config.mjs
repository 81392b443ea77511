import rxjsX from 'eslint-plugin-rxjs-x'
import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'node_modules'] },
  {
    files: ['{src,test,misc}/**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, rxjsX.configs.strict],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      // a switch over `_tag` names every failure, or has a `default` for all the others
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // `Observable<void>` is the type of an action without a value, and a handler may return nothing
      '@typescript-eslint/no-invalid-void-type': 'off',
      // `() => print(x)` is a plain handler
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // a foreign error in `catchError` is thrown again, unchanged
      'rxjs-x/throw-error': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^fp-ts/(?!lib/\\w+\\.js$)', message: 'Node needs `fp-ts/lib/X.js`' },
            { regex: '^io-ts/', message: 'only the stable root `io-ts`' },
            { group: ['rxjs/operators', 'rxjs/internal/*'], message: "import from 'rxjs'" },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "MemberExpression[property.name='only']", message: '`.only` silently leaves out every other test' },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // an unhandled error, or a stream without a value, must fail the test
      'rxjs-x/no-ignored-error': 'off',
      'rxjs-x/no-ignored-default-value': 'off',
      // tests of cold streams call without a subscription; tests of reentrancy subscribe inside `next`
      'rxjs-x/no-floating-observables': 'off',
      'rxjs-x/no-nested-subscribe': 'off',
    },
  },
  {
    files: ['src/protocol/catalog/*.ts'],
    rules: {
      // an event without headers of its own still has a name
      '@typescript-eslint/no-empty-object-type': 'off',
    },
  },
  {
    files: ['misc/**/*.ts', 'src/cli/**/*.ts'],
    rules: {
      // a program may end with the error of a missing value
      'rxjs-x/no-ignored-default-value': 'off',
      // `status$` and `fault$` never fail; the selector below knows this, and the rule does not
      'rxjs-x/no-ignored-error': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "CallExpression[callee.property.name='subscribe'][arguments.length=1][arguments.0.type=/Function/]" +
            ':not([callee.object.property.name=/^(status|fault).$/]):not([callee.object.callee.property.name="close"])',
          message: 'handle errors: `logic`, `perform`, or an `error` handler',
        },
      ],
    },
  },
)
