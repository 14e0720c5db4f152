// The same question about the same knowledge has the same answer: after a change every screen asks for the same queue, so it is read once.
// Holds what is opaque only; persons are read anew, and logged, for every asker.

const most = 64;

export class SharedAnswers<T> {
  private readonly answers = new Map<string, Promise<T>>();

  get(key: string, read: () => Promise<T>): Promise<T> {
    const known = this.answers.get(key);
    if (known) return known;
    const answer = read();
    this.answers.set(key, answer);
    // A failure is nobody's answer but the one who waits for it.
    answer.catch(() => this.answers.delete(key));
    if (this.answers.size > most) this.answers.delete(this.answers.keys().next().value!);
    return answer;
  }
}
