// Runs before the first paint of the customer portal: whoever was signed in here sees their customer's look from the
// first frame on. On a customer's own host name the page brings its look itself, and nobody is remembered.
(() => {
  let customerId = null;
  try {
    customerId = localStorage.getItem('hosterizer-brand-of');
  } catch {
    // Without storage the look comes with the viewer.
  }
  if (!customerId || !/^[0-9a-f-]{36}$/.test(customerId)) return;
  // Written, and not inserted: only what the parser meets holds up the first paint in every browser.
  document.write(`<link rel="stylesheet" href="/branding/of/${customerId}/theme.css" data-brand>`);
})();
