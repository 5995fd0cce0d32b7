/**
 * All that can be reached, where it starts included, nearest first.
 * Without recursion: a chain of phases may be longer than the stack is deep.
 */
export function reach<Node>(
  from: Iterable<Node>,
  next: (node: Node) => readonly Node[],
): Set<Node> {
  const seen = new Set(from);
  // A Set's iteration comes to what is added on the way.
  for (const node of seen) for (const each of next(node)) seen.add(each);
  return seen;
}
