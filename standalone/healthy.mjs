/** A container's health: whether the process in it says that it is ready. Exits with 0 or 1. */
const port = process.env['HOSTERIZER_HEALTH_PORT'] ?? process.env['PORT'] ?? '4000';
const { ok } = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => ({ ok: false }));
process.exit(ok ? 0 : 1);
