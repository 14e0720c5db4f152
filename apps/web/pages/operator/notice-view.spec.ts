import type { NoticeItem } from '#contracts';
import { noticeView } from './notice-view.ts';

const entry = (what: NoticeItem['record'][number]['what']) => ({
  at: '2026-11-21T07:05:00.000Z',
  what,
  error: null,
  by: what === 'sent-again' ? 'operator' : null,
});

describe('a notice on the operator’s page', () => {
  it('that was given up is grave, and may be sent again', () =>
    expect(noticeView({ status: 'given-up', record: [entry('failed'), entry('given-up')] })).toEqual({
      tone: 'over',
      tries: 2,
      maySendAgain: true,
    }));

  it('counts the tries of every round, and not that somebody asked for a new one', () =>
    expect(noticeView({ status: 'sent', record: [entry('given-up'), entry('sent-again'), entry('sent')] })).toEqual({
      tone: 'ok',
      tries: 2,
      maySendAgain: false,
    }));

  it('that is on its way is not sent twice', () => {
    expect(noticeView({ status: 'failed', record: [entry('failed')] })).toMatchObject({ tone: 'near', maySendAgain: false });
    expect(noticeView({ status: 'pending', record: [] })).toMatchObject({ tone: 'plain', tries: 0, maySendAgain: false });
  });
});
