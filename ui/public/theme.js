// Runs before the first paint: the page must not flash in the wrong colours while the portal loads.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('hosterizer-theme');
  } catch {
    // Storage may be forbidden; the system's theme is then the theme.
  }
  const dark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.classList.add(dark ? 'dark' : 'light');
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
})();
