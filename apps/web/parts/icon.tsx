// Icons: a 16 px box, 1.5 px stroke, round ends. Always beside a word, except in the top bar.
import type { ReactNode } from 'react';

const half = <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />;
const ring = <circle cx="8" cy="8" r="6" />;

const shapes = {
  over: <path d="M8 1.8 14.6 13.6H1.4zM8 6v3.6M8 11.6v.1" />,
  near: (
    <>
      {ring}
      {half}
    </>
  ),
  ok: (
    <>
      {ring}
      <path d="m5.2 8.2 2 2 3.6-4" />
    </>
  ),
  check: <path d="m3 8.5 3.2 3.2L13 4.8" />,
  cross: <path d="m4 4 8 8M12 4l-8 8" />,
  plus: <path d="M8 3v10M3 8h10" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.5 10.5 3.5 3.5" />
    </>
  ),
  refresh: <path d="M13 5.5A5.5 5.5 0 1 0 13.5 9M13.5 2.5v3.2h-3.2" />,
  export: <path d="M8 2v7.5M4.8 6.5 8 9.7l3.2-3.2M2.5 11.5v2h11v-2" />,
  print: <path d="M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z" />,
  down: <path d="m4 6 4 4 4-4" />,
  right: <path d="m6 4 4 4-4 4" />,
  left: <path d="m10 4-4 4 4 4" />,
  arrow: <path d="M2.5 8h11M9.5 4l4 4-4 4" />,
  sortDown: <path d="M8 3v10M4.5 9.5 8 13l3.5-3.5" />,
  sortUp: <path d="M8 13V3M4.5 6.5 8 3l3.5 3.5" />,
  people: (
    <>
      <circle cx="5.5" cy="5.5" r="2.3" />
      <path d="M1.5 13c.4-2.6 1.9-3.8 4-3.8s3.6 1.2 4 3.8M10.5 3.4a2.3 2.3 0 0 1 0 4.2M11.8 9.6c1.5.5 2.4 1.6 2.7 3.4" />
    </>
  ),
  user: (
    <>
      <circle cx="8" cy="5.2" r="2.8" />
      <path d="M2.5 14c.6-3 2.7-4.5 5.5-4.5s4.9 1.5 5.5 4.5" />
    </>
  ),
  gate: <path d="M1.5 6h4.5M8 2v12M10 10h4.5M1.5 14h13" />,
  shield: <path d="M8 1.7 13.2 3.6v4c0 3-2 5.3-5.2 6.7-3.2-1.4-5.2-3.7-5.2-6.7v-4z" />,
  todo: <path d="M6.5 4h7M6.5 8h7M6.5 12h7M2.2 4l1 1 1.6-2M2.2 8l1 1 1.6-2M3 12h.5" />,
  assign: (
    <>
      <circle cx="6" cy="5.5" r="2.5" />
      <path d="M1.5 13.5c.5-2.7 2.2-4 4.5-4 1 0 1.9.3 2.6.8M12 9v5M9.5 11.5h5" />
    </>
  ),
  group: <path d="M2 3.5h5M4 7h10M4 10h10M4 13h10" />,
  columns: <path d="M2.5 3h11v10h-11zM6.2 3v10M9.9 3v10" />,
  queue: <path d="M2 4h12M2 8h12M2 12h8" />,
  place: <path d="M2 13.5V6l6-3.5L14 6v7.5M2 13.5h12M6.5 13.5V9.5h3v4" />,
  bell: <path d="M4 11V7.2a4 4 0 0 1 8 0V11l1.3 1.5H2.7zM6.7 14.3h2.6" />,
  gear: (
    <>
      <circle cx="8" cy="8" r="2.2" />
      <path d="M8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4" />
    </>
  ),
  live: (
    <>
      <circle cx="8" cy="8" r="2" fill="currentColor" />
      <path d="M4.2 11.8a5.4 5.4 0 0 1 0-7.6M11.8 4.2a5.4 5.4 0 0 1 0 7.6" />
    </>
  ),
  off: <path d="M2 2l12 12M4.2 11.8a5.4 5.4 0 0 1-.6-6.8M11.8 4.2a5.4 5.4 0 0 1 .6 6.8" />,
  theme: (
    <>
      {ring}
      <path d="M8 2a6 6 0 0 0 0 12z" fill="currentColor" />
    </>
  ),
  eye: (
    <>
      <path d="M1.5 8C3 5 5.3 3.5 8 3.5S13 5 14.5 8C13 11 10.7 12.5 8 12.5S3 11 1.5 8z" />
      <circle cx="8" cy="8" r="2" />
    </>
  ),
  message: <path d="M2 3.5h12v8H7l-3 2.5v-2.5H2z" />,
  clock: (
    <>
      {ring}
      <path d="M8 4.5V8l2.5 1.5" />
    </>
  ),
  info: (
    <>
      {ring}
      <path d="M8 7.3V11M8 5v.1" />
    </>
  ),
  snooze: (
    <>
      <circle cx="8" cy="8.5" r="5.5" />
      <path d="M6 6.5h4l-4 4h4" />
    </>
  ),
  mute: <path d="M2.5 6v4h2.5L8.5 13V3L5 6zM11 6.2l3.5 3.6M14.5 6.2 11 9.8" />,
  up: <path d="M8 13.5v-11M3.5 7 8 2.5 12.5 7" />,
  hold: <path d="M4 2h8M4 14h8M5 2c0 3.5 6 4 6 6s-6 2.5-6 6M11 2c0 3.5-6 4-6 6s6 2.5 6 6" />,
  undo: <path d="M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6" />,
  wrench: <path d="M10 2.2a3.5 3.5 0 0 0-3.6 4.7L2.2 11.2l2.6 2.6L9.1 9.6A3.5 3.5 0 0 0 13.8 6l-2.2 1.2-1.8-1.8z" />,
  star: <path d="m8 2 1.8 3.9 4.2.5-3.1 2.9.8 4.2L8 11.4l-3.7 2.1.8-4.2L2 6.4l4.2-.5z" />,
  door: <path d="M4 14V2.5h8V14M2 14h12M9.8 8.2v.1" />,
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" />,
  play: <path d="M5 3.2v9.6L12.5 8z" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

export const Icon = ({ name, large }: { name: IconName; large?: boolean }) => (
  <svg className={large ? 'i l' : 'i'} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    {shapes[name]}
  </svg>
);

export const Mark = () => (
  <svg className="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d="M1.5 7h8M10.5 3v18M11.5 15h11M1.5 21h21" />
  </svg>
);
