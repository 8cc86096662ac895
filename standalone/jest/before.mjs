/** Before the first test file. Jest loads .mjs as it is, so the services are started by the platform's own code. */
export { startTestServices as default } from '../src/testing/services.ts';
