// The same question about the same knowledge has the same answer: after a change every screen asks for the same queue, so it is read once.
// An answer is dropped when nobody may have it any more; who is in it is read anew, and logged, for every asker.

const most = 64;

interface Given<T> {
  readonly position: string;
  readonly at: number;
  readonly answer: Promise<T>;
}

export class SharedAnswers<T> {
  private readonly given = new Map<string, Given<T>>();

  constructor(private readonly freshMs: number) {}

  /** `position`: how far what is known has come; `now`: the moment an answer that is read now is for. */
  get(question: string, position: string, now: number, read: () => Promise<T>): Promise<T> {
    const known = this.given.get(question);
    if (known?.position === position && now >= known.at && now - known.at < this.freshMs) return known.answer;
    const given = { position, at: now, answer: read() };
    // Newest last.
    this.given.delete(question);
    this.given.set(question, given);
    // A failure is nobody's answer but the one who waits for it.
    given.answer.catch(() => this.drop(question, given));
    setTimeout(() => this.drop(question, given), this.freshMs).unref();
    if (this.given.size > most) this.given.delete(this.given.keys().next().value!);
    return given.answer;
  }

  private drop(question: string, given: Given<T>) {
    if (this.given.get(question) === given) this.given.delete(question);
  }
}
