import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { language } from '../api/remembered.ts';
import { en, sv } from './catalogue.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'words';
    resources: { words: typeof sv };
  }
}

void i18next.use(initReactI18next).init({
  lng: language.get(),
  fallbackLng: 'sv',
  defaultNS: 'words',
  resources: { sv: { words: sv }, en: { words: en } },
  // React escapes what it shows.
  interpolation: { escapeValue: false },
});

function follow(): void {
  document.documentElement.lang = language.get();
  void i18next.changeLanguage(language.get());
}
language.subscribe(follow);
follow();
