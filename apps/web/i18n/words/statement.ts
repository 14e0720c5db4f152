// The accessibility statement: what is known, what is not, and no more.
import type { Same } from '../same.ts';

export const sv = {
  title: 'Tillgänglighetsredogörelse',
  intro:
    'Sluss är öppen programvara. Den organisation som driver tjänsten ansvarar för den här redogörelsen och ska fylla i sina egna kontaktuppgifter innan tjänsten tas i bruk.',
  status: 'Hur tillgänglig är tjänsten?',
  statusText:
    'Sidorna är byggda för att uppfylla WCAG 2.2 nivå AA. Tjänsten är delvis förenlig: kontrollerna hittills är gjorda av dem som byggt den, inte av en oberoende granskare eller av personer med funktionsnedsättning.',
  how: 'Hur har det prövats?',
  howAutomatic:
    'Varje sida kontrolleras automatiskt med axe i ljust och mörkt läge, på bred skärm och på telefon; kön också i 200 och 400 procents förstoring och i systemets egna färger. Inga allvarliga fel fanns vid senaste kontrollen.',
  howKeyboard: 'Huvudflödena går att göra med enbart tangentbord. Enbokstavskommandon kan stängas av.',
  howColour: 'Färg bär aldrig ensam någon betydelse: varje läge har också form och ord.',
  known: 'Kända brister',
  knownCanal: 'Resans tidsaxel är en bild. Samma uppgifter finns som lista för skärmläsare, men veckorna på axeln läses inte upp.',
  knownServer:
    'Texter om orsak och nästa steg skrivs av servern. Är språket engelska kan namn på enheter stå kvar på svenska utan språkmärkning.',
  knownReader: 'Sidorna är inte prövade med NVDA, JAWS eller VoiceOver.',
  knownZoom: 'Platstavlan visar sju i stället för femton dagar på smal skärm.',
  contact: 'Hittar du en brist?',
  contactText:
    'Meddela den organisation som driver tjänsten. Är du inte nöjd med svaret kan du anmäla till Digg, Myndigheten för digital förvaltning.',
  digg: 'Anmäl till Digg',
  facts: 'Uppgifter',
  assessed: 'Bedömd',
  assessedValue: '2026-11-22, egen bedömning',
  standard: 'Norm',
  standardValue: 'EN 301 549 (WCAG 2.1 AA), byggd mot WCAG 2.2 AA',
  version: 'Version',
};

export const en: Same<typeof sv> = {
  title: 'Accessibility statement',
  intro:
    'Sluss is open software. The organisation that runs the service answers for this statement and is to fill in its own contact before the service is taken into use.',
  status: 'How accessible is the service?',
  statusText:
    'The pages are built to meet WCAG 2.2 level AA. The service conforms in part: the checks so far were made by those who built it, not by an independent reviewer or by people with disabilities.',
  how: 'How was it tried?',
  howAutomatic:
    'Each page is checked with axe in light and dark, on a wide screen and on a phone; the queue also at 200 and 400 per cent and in the system’s own colours. No serious faults were found at the last check.',
  howKeyboard: 'The main tasks can be done with the keyboard alone. Single-letter keys can be turned off.',
  howColour: 'Colour never carries meaning alone: every state also has a shape and a word.',
  known: 'Known faults',
  knownCanal:
    'The time axis of the journey is a picture. The same facts are a list for screen readers, but the weeks on the axis are not read out.',
  knownServer:
    'Texts about cause and next step are written by the server. In English, names of units may stay in Swedish without being marked as such.',
  knownReader: 'The pages have not been tried with NVDA, JAWS or VoiceOver.',
  knownZoom: 'The place board shows seven days instead of fifteen on a narrow screen.',
  contact: 'Have you found a fault?',
  contactText:
    'Tell the organisation that runs the service. If you are not content with the answer you can report it to Digg, the Swedish Agency for Digital Government.',
  digg: 'Report to Digg',
  facts: 'Facts',
  assessed: 'Assessed',
  assessedValue: '2026-11-22, by ourselves',
  standard: 'Standard',
  standardValue: 'EN 301 549 (WCAG 2.1 AA), built to WCAG 2.2 AA',
  version: 'Version',
};
