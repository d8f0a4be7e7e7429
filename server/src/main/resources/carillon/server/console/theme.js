// Before the first paint, so that a dark page does not flash white. The choice of colours is all that is ever stored.
(() => {
  try {
    const theme = localStorage.getItem('carillon-theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // storage may be forbidden; then the system's choice holds
  }
})();
