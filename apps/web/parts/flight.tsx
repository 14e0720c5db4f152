// The chain as a staircase of locks, with who stands in each chamber. Counts say who is there now; they are not blame.
import type { CareKind, Gate } from '#contracts';
import type { CSSProperties } from 'react';
import { serverNow } from '../api/server-clock.ts';
import { useWords } from '../i18n/use-words.ts';
import { needsText, openingText } from './chain.tsx';

const at = (step: number) => ({ '--i': step }) as CSSProperties;

interface Props {
  /** Where the one who waits is now. */
  readonly from: { readonly kind: CareKind | null; readonly text: string };
  /** Beside the number in the first chamber: "väntar, Ä-1007 först". */
  readonly first: string;
  readonly chain: readonly Gate[];
  readonly municipalityName: (code: string) => string;
}

export function Flight({ from, first, chain, municipalityName }: Props) {
  const words = useWords();
  const { t } = words;
  const gates = chain.length <= 2 ? chain : [chain[0]!, chain[chain.length - 1]!];
  const skipped = chain.length - gates.length;
  const now = serverNow();

  const under = (gate: Gate | undefined) => {
    if (!gate) return null;
    const state = gate.state === 'shut' && gate.free > 0 ? t('flight.shutNoFit', { count: gate.free }) : t(`flight.${gate.state}`);
    const opens = gate.opensAt ? t('flight.opens', { at: openingText(gate.opensAt, now) }) : null;
    return (
      <p className="gl">
        {gate.root && <b className={gate.state === 'shut' ? 'red' : 'late'}>{t('flight.root')} </b>}
        {opens ?? state}
      </p>
    );
  };

  return (
    <ol className="flight">
      <li className="lock" style={at(0)}>
        <div className="tx">
          <b>{from.kind ? t(`codes.kind.${from.kind}`) : t('flight.hospitalAndHome')}</b>
          {from.text}
        </div>
        <div className="pool">
          <b>{gates[0]?.waiting ?? 1}</b> {first}
          <i className="ship" />
          {gates[0] && <span className={`gate ${gates[0].state}${gates[0].root ? ' root' : ''}`} />}
        </div>
        {under(gates[0])}
      </li>
      {gates.map((gate, index) => {
        const next = gates[index + 1];
        const open = gate.places - gate.closed;
        return (
          <li key={`${gate.kind}${gate.municipality}`} className="lock" style={at(index + 1)}>
            <div className="tx">
              <b>
                {t(`codes.kind.${gate.kind}`)}
                {needsText(gate, words)} {municipalityName(gate.municipality)}
              </b>
              {gate.places > 0 ? t('flight.taken', { taken: Math.max(0, open - gate.free), open }) : t('flight.noPlaces')}
            </div>
            <div className="pool">
              {next ? (
                <>
                  <b>{next.onward ?? next.waiting}</b>{' '}
                  {skipped > 0 && index === 0 ? t('flight.onwardSkipped', { count: skipped }) : t('flight.onward')}
                </>
              ) : gate.closed > 0 ? (
                <>
                  <b>{gate.closed}</b> {t('flight.closed')}
                </>
              ) : (
                <>
                  <b>{gate.free}</b> {t(gate.state === 'shut' && gate.free > 0 ? 'flight.noFit' : 'flight.free')}
                </>
              )}
              {next && <span className={`gate ${next.state}${next.root ? ' root' : ''}`} />}
            </div>
            {under(next)}
          </li>
        );
      })}
    </ol>
  );
}
