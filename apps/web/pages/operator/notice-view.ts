// One notice as the operator reads it: how grave its state is, how often it was tried in all, and whether it may be sent again.
import type { NoticeItem } from '#contracts';

export interface NoticeView {
  readonly tone: 'ok' | 'plain' | 'near' | 'over';
  /** Over every round: the API's `attempts` begins anew when it is sent again. */
  readonly tries: number;
  readonly maySendAgain: boolean;
}

const tones = { sent: 'ok', pending: 'plain', failed: 'near', 'given-up': 'over' } as const satisfies Record<NoticeItem['status'], string>;

export const noticeView = ({ status, record }: Pick<NoticeItem, 'status' | 'record'>): NoticeView => ({
  tone: tones[status],
  tries: record.filter((entry) => entry.what !== 'sent-again').length,
  maySendAgain: status === 'given-up',
});
