// Sentences from the server: a date in them is never broken across lines.
import type { ReactNode } from 'react';

const dates = /(\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?)/;

export const Prose = ({ text }: { text: string }): ReactNode =>
  text.split(dates).map((part, index) => (index % 2 === 1 ? <time key={index}>{part}</time> : part));
