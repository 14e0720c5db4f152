// Whether the server is heard. The live stream and every answer say so; the top bar shows it, and a figure that grows old says how old.
import { newStore } from './store.ts';

type Stream = 'connecting' | 'live' | 'lost';

export interface Contact {
  readonly stream: Stream;
  /** Whether what was last asked was answered, with whatever. */
  readonly answered: boolean;
  /** `performance.now()` of the last sign of life: the computer's wall clock may be wrong. */
  readonly heardAt: number;
}

export const contact = newStore<Contact>({ stream: 'connecting', answered: true, heardAt: performance.now() });

/** How it stands in one word: what is shown is live only when the stream is heard and requests are answered. */
export const stateOf = ({ stream, answered }: Contact): Stream => (answered ? stream : 'lost');

/** An answer came, or none did. An answer alone does not make the stream live again. */
export function noteContact(heard: boolean): void {
  const { stream, heardAt } = contact.get();
  contact.set({ stream, answered: heard, heardAt: heard ? performance.now() : heardAt });
}

export function noteStream(stream: Stream): void {
  const { answered, heardAt } = contact.get();
  contact.set(stream === 'live' ? { stream, answered: true, heardAt: performance.now() } : { stream, answered, heardAt });
}
