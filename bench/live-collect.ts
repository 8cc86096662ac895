/** Loaded into a server before its own code: it collects its garbage when asked, so that what stays can be weighed. */
process.on('SIGUSR2', () => {
  void globalThis.gc?.({ execution: 'sync', type: 'major', flavor: 'last-resort' } as never);
});
