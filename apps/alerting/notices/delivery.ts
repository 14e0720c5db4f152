// A notice on its way to one recipient. Its id is the same over all tries.

export interface Message {
  readonly mail: { readonly subject: string; readonly text: string } | null;
  readonly webhook: Readonly<Record<string, unknown>> | null;
}

export interface DueDelivery {
  readonly delivery_id: string;
  readonly alert_id: string;
  readonly channel: 'mail' | 'webhook';
  readonly target: string;
  readonly message: Message;
  readonly attempts: number;
  /** Since when it has been tried. */
  readonly tries_from: Date;
}

/** `lasting` is a fault that trying again will not mend. */
export type Sent = { readonly ok: true } | { readonly ok: false; readonly lasting: boolean; readonly error: string };
