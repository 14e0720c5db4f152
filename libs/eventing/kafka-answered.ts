// A send that nobody answered for in part is no send. kafkajs 2.2.4 tries again only with brokers that have not answered yet: records whose partition has
// meanwhile gone from a broker that went away to one that has answered are given to nobody, and the send resolves all the same.

export class Answered<M extends object> {
  /** Null for a record that went to one partition in one try and to another in the next: nobody knows which of them was answered for. */
  private readonly placed = new WeakMap<M, number | null>();

  /** Chooses as `place` does, and remembers. */
  noting<A extends { readonly message: M }>(place: (asked: A) => number): (asked: A) => number {
    return (asked) => {
      const partition = place(asked);
      const before = this.placed.get(asked.message);
      this.placed.set(asked.message, before === undefined || before === partition ? partition : null);
      return partition;
    };
  }

  /** How many of these records no broker has answered for. */
  missing(messages: readonly M[], answers: readonly { readonly partition: number }[]): number {
    const answered = new Set<number | null | undefined>(answers.map(({ partition }) => partition));
    return messages.filter((message) => !answered.has(this.placed.get(message))).length;
  }
}
