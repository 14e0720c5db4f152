// Keys for those who work the list all day. Single letters can be turned off (WCAG 2.1.4) and never fire while somebody types or a dialog is open.
import { useEffect, useRef } from 'react';
import { letterKeys } from '../api/remembered.ts';

export type KeyMap = Readonly<Record<string, () => void>>;
const layers: { current: KeyMap }[] = [];
const chordMs = 1_200;
let chord: { first: string; at: number } | null = null;

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLSelectElement ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)));

function onKey(event: KeyboardEvent): void {
  if (
    event.defaultPrevented ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    typing(event.target) ||
    document.querySelector('dialog[open], [role=menu]')
  )
    return;
  if (event.key.length === 1 && letterKeys.get() === 'off') return;
  const waiting = chord && event.timeStamp - chord.at < chordMs ? `${chord.first} ${event.key}` : null;
  chord = null;
  const act = find(waiting ?? event.key) ?? (waiting ? find(event.key) : undefined);
  if (act) {
    event.preventDefault();
    act();
  } else if (layers.some(({ current }) => Object.keys(current).some((key) => key.startsWith(`${event.key} `))))
    chord = { first: event.key, at: event.timeStamp };
}

const find = (key: string): (() => void) | undefined => layers.findLast(({ current }) => key in current)?.current[key];

/** The newest layer that knows a key answers it. */
export function useKeys(map: KeyMap): void {
  const layer = useRef(map);
  layer.current = map;
  useEffect(() => {
    if (layers.length === 0) document.addEventListener('keydown', onKey);
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      if (layers.length === 0) document.removeEventListener('keydown', onKey);
    };
  }, []);
}
