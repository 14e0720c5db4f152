// What is still to happen, soonest first; at the same instant in the order it was planned, so that one seed gives one history.

interface Planned {
  readonly at: number;
  readonly order: number;
  readonly happen: (at: number) => void;
}

export class Agenda {
  private readonly heap: Planned[] = [];
  private planned = 0;

  plan(at: number, happen: (at: number) => void): void {
    const { heap } = this;
    heap.push({ at, order: this.planned++, happen });
    for (let i = heap.length - 1; i > 0;) {
      const parent = (i - 1) >> 1;
      if (!before(heap[i]!, heap[parent]!)) break;
      [heap[i], heap[parent]] = [heap[parent]!, heap[i]!];
      i = parent;
    }
  }

  /** Lets everything up to and including `end` happen. */
  runUntil(end: number): void {
    while (this.heap.length && this.heap[0]!.at <= end) {
      const next = this.take();
      next.happen(next.at);
    }
  }

  private take(): Planned {
    const { heap } = this;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (!heap.length) return first;
    heap[0] = last;
    for (let i = 0; ;) {
      const left = 2 * i + 1;
      if (left >= heap.length) return first;
      const child = left + 1 < heap.length && before(heap[left + 1]!, heap[left]!) ? left + 1 : left;
      if (!before(heap[child]!, heap[i]!)) return first;
      [heap[i], heap[child]] = [heap[child]!, heap[i]!];
      i = child;
    }
  }
}

const before = (a: Planned, b: Planned) => a.at < b.at || (a.at === b.at && a.order < b.order);
