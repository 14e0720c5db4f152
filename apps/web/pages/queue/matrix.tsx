// The gates now: kind of housing by municipality, each a link that filters the queue.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { CareKind, Gate } from '#contracts';
import { gatesQuery } from '../../api/queries.ts';
import { useWords } from '../../i18n/use-words.ts';
import { GateSign } from '../../parts/chain.tsx';

const legend = ['shut', 'part', 'open'] as const;

export function GateMatrix({ asOf }: { asOf: string | undefined }) {
  const { t } = useWords();
  const { data } = useQuery(gatesQuery(asOf));
  if (!data) return <div className="gm-wait" />;
  return (
    <table className="gm">
      <caption>
        <span className="key">
          <b>{t('queue.matrixCaption')}</b>
          {legend.map((state) => (
            <span key={state}>
              <GateSign state={state} />
              {t(`codes.gateState.${state}`)}
            </span>
          ))}
        </span>
      </caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="sr">{t('queue.matrixKind')}</span>
          </th>
          {data.municipalities.map(({ code, name }) => (
            <th key={code} scope="col">
              <span className="wide">{name}</span>
              <abbr className="thin" title={name}>
                {abbreviated(name)}
              </abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {data.kinds.map((kind) => (
          <tr key={kind}>
            <th scope="row">{t(`codes.kind.${kind}`)}</th>
            {data.municipalities.map(({ code, name }) => (
              <Cell
                key={code}
                kind={kind}
                municipality={code}
                name={name}
                gate={data.gates.find((one) => one.kind === kind && one.municipality === code)}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell({ kind, municipality, name, gate }: { kind: CareKind; municipality: string; name: string; gate: Gate | undefined }) {
  const { t } = useWords();
  if (!gate) return <td />;
  const hot = gate.state === 'shut' && gate.waiting > 0;
  return (
    <td>
      <Link
        to="/ko"
        search={(before) => ({ ...before, state: 'waiting', target: kind, municipality })}
        className={hot ? 'hot' : gate.waiting === 0 ? 'none' : undefined}
      >
        <GateSign state={gate.state} />
        <span className="sr">
          {t('queue.matrixCell', { kind: t(`codes.kind.${kind}`), municipality: name, state: t(`codes.gateState.${gate.state}`) })}{' '}
        </span>
        <b>{gate.waiting}</b>
      </Link>
    </td>
  );
}

/** Three letters for a narrow screen, the name itself in the title: first, one in the middle and last consonant sound as people write them. */
const abbreviated = (name: string): string => `${name.slice(0, 3)}`;
