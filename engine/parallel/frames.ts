import type { Socket } from 'node:net';
import { type CollectiveFacts, decodeFacts, encodeFacts, factCount } from './collective.js';

/** A message between two ranks: what collective it belongs to, or none, and its bytes. */
export interface Frame {
  readonly type: FrameType;
  readonly facts: CollectiveFacts;
  readonly body: Uint8Array;
}

export const frameTypes = ['hello', 'collective', 'failed', 'goodbye'] as const;
export type FrameType = (typeof frameTypes)[number];

const headWords = 2 + factCount;
const headBytes = headWords * 4;
const nothing: CollectiveFacts = { kind: 'barrier', elements: '', root: 0, bytes: 0 };

/** Sends a message: seven little-endian words (type, length of the body, facts), then the body. */
export function sendFrame(socket: Socket, type: FrameType, body: Uint8Array, facts: CollectiveFacts = nothing): void {
  const head = Buffer.alloc(headBytes);
  [frameTypes.indexOf(type), body.length, ...encodeFacts(facts)].forEach((word, index) => {
    head.writeInt32LE(word, index * 4);
  });
  socket.write(head);
  // A copy: the caller may change its array as soon as the collective is over here, and the socket may still hold it.
  if (body.length > 0) socket.write(Buffer.from(body));
}

/** Calls `take` with every message that arrives, whole. */
export function readFrames(socket: Socket, take: (frame: Frame) => void): void {
  let chunks: Buffer[] = [];
  let size = 0;
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    while (size >= headBytes) {
      const [first] = chunks;
      if (!first) return;
      if (first.length < headBytes) chunks = [Buffer.concat(chunks)];
      const head = chunks[0] ?? first;
      const length = head.readInt32LE(4);
      if (size < headBytes + length) return;
      const all = chunks.length === 1 ? head : Buffer.concat(chunks);
      const rest = all.subarray(headBytes + length);
      chunks = rest.length > 0 ? [rest] : [];
      size = rest.length;
      const words = Array.from({ length: factCount }, (_, index) => all.readInt32LE(8 + index * 4));
      // Copied, so that the bytes lie on a boundary of their elements.
      const body = new Uint8Array(all.subarray(headBytes, headBytes + length));
      take({ type: frameTypes[all.readInt32LE(0)] ?? 'failed', facts: decodeFacts(words), body });
    }
  });
}
