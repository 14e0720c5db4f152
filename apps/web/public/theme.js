// Before the first paint: the theme and language somebody chose on this computer. A file of its own, because the page allows no inline script.
try {
  const theme = localStorage.getItem('sluss.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  if (localStorage.getItem('sluss.language') === 'en') document.documentElement.lang = 'en';
} catch {
  // Storage is shut off: the system's theme and Swedish.
}
