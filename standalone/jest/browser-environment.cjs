/** jsdom, and what browsers have and jsdom lacks. */
const { TestEnvironment } = require('jest-environment-jsdom');

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    const { global: window } = this;
    const lacking = {
      TextEncoder,
      TextDecoder,
      structuredClone,
      fetch,
      Request,
      Response,
      Headers,
      ReadableStream,
      TransformStream,
      BroadcastChannel,
      ResizeObserver: Observer,
      IntersectionObserver: Observer,
      matchMedia: (/** @type {string} */ query) => ({
        matches: false,
        media: query,
        addEventListener() {},
        removeEventListener() {},
        addListener() {},
        removeListener() {},
        dispatchEvent: () => false,
      }),
    };
    for (const [name, value] of Object.entries(lacking)) window[name] ??= value;
    window.scrollTo = () => {};
    window.Element.prototype.scrollTo ??= () => {};
    window.Element.prototype.scrollIntoView ??= () => {};
  }
};

class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
