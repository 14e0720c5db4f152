// A file of the page does not come: the page is of an old release, or the line broke in the middle. Then there is a sentence and a button, never a
// blank page. A file of its own, because the page allows no inline script, and a plain one, because nothing else may have come.
function say() {
  const app = document.getElementById('app');
  if (!app || app.firstChild) return;
  const english = document.documentElement.lang === 'en';
  const main = document.createElement('main');
  const text = document.createElement('p');
  const button = document.createElement('button');
  main.setAttribute('role', 'alert');
  text.textContent = english ? 'Sluss could not be loaded in full.' : 'Sluss kunde inte hämtas helt.';
  button.textContent = english ? 'Reload' : 'Ladda om';
  button.className = 'btn main';
  button.addEventListener('click', () => location.reload());
  main.append(text, button);
  app.replaceChildren(main);
}
addEventListener(
  'error',
  ({ target }) => {
    if (!(target instanceof HTMLScriptElement || target instanceof HTMLLinkElement)) return;
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', say);
    else say();
  },
  true,
);
