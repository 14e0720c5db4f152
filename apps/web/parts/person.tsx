// Who it is, as far as the reader may know.
import type { JourneyItem } from '#contracts';
import { useWords, type Words } from '../i18n/use-words.ts';
import { Icon } from './icon.tsx';

export type Person = JourneyItem['person'];

const maskText = {
  protected: 'queue.protected',
  'out-of-scope': 'queue.outOfScope',
  erased: 'queue.erased',
  unknown: 'queue.noPerson',
} as const;

export const isHidden = (person: Person): boolean => person.masked === 'protected' && person.name === null;

export function personName(person: Person, { t }: Words): string {
  return person.name ?? t(maskText[person.masked ?? 'unknown']);
}

export function personDetail(person: Person, { t }: Words): string {
  if (isHidden(person)) return t('queue.protectedNote');
  return [person.age === null ? null : t('queue.years', { age: person.age }), person.personnummerMasked]
    .filter((part) => part !== null)
    .join(' · ');
}

export function PersonLines({ person }: { person: Person }) {
  const words = useWords();
  return (
    <>
      <span className={person.name ? 'nw' : undefined}>
        {person.masked === 'protected' && (
          <>
            <Icon name="shield" />{' '}
          </>
        )}
        <span className={person.name || isHidden(person) ? undefined : 'mut'}>{personName(person, words)}</span>
        {person.sameFamilyName > 0 && person.name && (
          <span className="same">
            <Icon name="people" /> {person.sameFamilyName + 1}
            <span className="sr"> {words.t('queue.same', { count: person.sameFamilyName + 1 })}</span>
          </span>
        )}
      </span>
      <small>{personDetail(person, words)}</small>
    </>
  );
}
