// Whether the server is heard. The live stream and every answer say so; the top bar shows it, and a figure that grows old says how old.
import { newStore } from './store.ts';

export interface Contact {
  readonly state: 'connecting' | 'live' | 'lost';
  /** `performance.now()` of the last sign of life: the computer's wall clock may be wrong. */
  readonly heardAt: number;
}

export const contact = newStore<Contact>({ state: 'connecting', heardAt: performance.now() });

/** An answer came, or none did. An answer alone does not make the stream live again. */
export function noteContact(heard: boolean): void {
  const was = contact.get();
  contact.set(heard ? { ...was, heardAt: performance.now() } : { ...was, state: 'lost' });
}

export function noteStream(state: Contact['state']): void {
  const was = contact.get();
  contact.set({ state, heardAt: state === 'live' ? performance.now() : was.heardAt });
}
