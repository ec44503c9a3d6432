// Runs before the first paint, so that a chosen theme does not flash. A file of its own: the CSP allows no inline script.
try {
  var theme = localStorage.getItem('parley.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  if (localStorage.getItem('parley.language') === 'ar') document.documentElement.dir = 'rtl';
} catch (error) {
  // no storage: the system decides
}
