export default {
  printWidth: 110,
  singleQuote: true,
  trailingComma: 'all',
  overrides: [{ files: '*.graphql', options: { singleQuote: false } }],
};
