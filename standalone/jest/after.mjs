/** After the last test file. */
export { stopTestServices as default } from '../src/testing/services.ts';
