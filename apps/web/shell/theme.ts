// Light or dark: the system's until somebody chooses. theme.js sets it before the first paint, this keeps it when it is switched.
import { theme } from '../api/remembered.ts';

function apply(): void {
  const chosen = theme.get();
  if (chosen === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
}
theme.subscribe(apply);
apply();

export function switchTheme(): void {
  const dark = theme.get() === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme.get() === 'dark';
  theme.set(dark ? 'light' : 'dark');
}
